package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassTest extends WithTorch {
  private static final ResNet BACKBONE = ResNet.resnet18(8);

  private static List<Network> candidates() {
    var graph = new Graph();
    return List.of("1-1-2-2", "1-2-2-2/1.12.11.12", "1-1-2-3").stream()
        .map(text -> BACKBONE.network(Allocation.parse(text), graph, Sharing.NESTED))
        .toList();
  }

  private static ParameterStore store(List<Network> networks, long seed) {
    var store = new ParameterStore(torch);
    networks.forEach(network -> store.initialise(network, Initialisation.USUAL, seed));
    return store;
  }

  private static List<float[]> outputs(ParameterStore store, List<Network> networks)
      throws InterruptedException {
    List<float[]> all = new ArrayList<>();
    try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
      pass.runEach(
          networks,
          Map.of("input", pass.input(Formula.image(64, 96))),
          values -> all.add(pass.read(List.copyOf(values.values())).values()));
    }
    return all;
  }

  @Test
  void networksThatShareNodesGiveWhatEachGivesAlone() throws InterruptedException {
    List<Network> networks = candidates();
    try (ParameterStore store = store(networks, 1)) {
      List<float[]> together = outputs(store, networks);
      for (int i = 0; i < networks.size(); i++) {
        assertArrayEquals(outputs(store, List.of(networks.get(i))).getFirst(), together.get(i));
      }
      List<float[]> reversed = outputs(store, networks.reversed());
      assertArrayEquals(together.getFirst(), reversed.getLast());
    }
  }

  /** A node that ran twice would move its running statistics twice. */
  @Test
  void aNodeThatNetworksShareRunsOnce() throws InterruptedException {
    List<Network> networks = candidates();
    float[] alone = runningMeanOfTheStem(networks.subList(0, 1));
    assertArrayEquals(alone, runningMeanOfTheStem(networks));
  }

  private static float[] runningMeanOfTheStem(List<Network> networks) throws InterruptedException {
    try (ParameterStore store = store(networks, 1);
        Pass pass = Pass.inference(store, new Normalisation.Batch(true))) {
      pass.runEach(networks, Map.of("input", pass.input(Formula.image(64, 96))), _ -> {});
      return store.weights().get("bn1.running_mean").data();
    }
  }

  @Test
  void anInterruptEndsAPassBetweenTwoLayersAndLeavesTheStoreAsItWas() throws Exception {
    List<Network> networks = candidates();
    try (ParameterStore store = store(networks, 1)) {
      List<float[]> before = outputs(store, networks);
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> outputs(store, networks));
      assertArrayEquals(before.getFirst(), outputs(store, networks).getFirst());
    }
  }

  @Test
  void aLayerThatTheEngineCanNotRunIsNamed() {
    Network network = candidates().getFirst();
    try (ParameterStore store = store(List.of(network), 1)) {
      String name = "layer2.0.conv2.weight";
      store.load(
          new Weights(
              new LinkedHashMap<>(Map.of(name, new Tensor(List.of(16, 7, 3, 3), new float[1008]))),
              Map.of()));
      var e = assertThrows(EngineFailure.class, () -> outputs(store, List.of(network)));
      assertTrue(e.getMessage().startsWith("layer2.0.conv2 Conv["), e.getMessage());
    }
  }

  @Test
  void aStepWithoutMemorySaysWhatTakesLessAndOtherFaultsAreToldAsTheyAre() {
    var full = new IllegalStateException("CUDA out of memory. Tried to allocate 2 GiB.\nMore");
    assertEquals(
        "no memory left for a step of 8 images: half of recipe.batch and twice recipe.accumulate"
            + " take half of it (CUDA out of memory. Tried to allocate 2 GiB.)",
        EngineFailure.inStep(full, "8 images").getMessage());
    var other = new IllegalStateException("shapes do not fit");
    assertSame(other, EngineFailure.inStep(other, "8 images"));
  }

  /** The first lines that PyTorch prints of each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: unspecified launch failure\nCUDA kernel errors might be asynchronously",
        "CUDA error: uncorrectable ECC error encountered\nCompile with `TORCH_USE_CUDA_DSA`",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm( handle, opa, opb)`",
        "CUDA driver error: device not ready",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED\nException raised from run_conv_plan",
        "CUDA error: no kernel image is available for execution on the device"
      })
  void aLostDeviceIsNoFaultOfALayer(String said) {
    Node node = new Graph().input("input", 3);
    RuntimeException lost = EngineFailure.in(node, new IllegalStateException(said));
    assertInstanceOf(DeviceLostException.class, lost);
    String first = said.lines().findFirst().orElseThrow();
    assertTrue(lost.getMessage().contains(first.substring(first.indexOf(':') + 2)), lost::toString);
    assertEquals(
        lost.getMessage(),
        EngineFailure.inStep(new IllegalStateException(said), "8 images").getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: out of memory\nCUDA kernel errors might be",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "CUDA error: invalid configuration argument",
        "Expected 3D or 4D input to conv2d"
      })
  void whatAGpuSurvivesIsAFaultOfTheLayer(String said) {
    Node node = new Graph().input("input", 3);
    assertInstanceOf(EngineFailure.class, EngineFailure.in(node, new IllegalStateException(said)));
  }

  @Test
  void exactlyThePathsTrainedParametersHaveGradients() {
    List<Network> networks = candidates();
    Network path = networks.get(1);
    Set<String> trained =
        path.parameters().stream()
            .filter(parameter -> parameter.role().isTrained())
            .map(Parameter::name)
            .collect(Collectors.toSet());
    try (ParameterStore store = store(networks, 1);
        Pass pass = Pass.training(store, new Normalisation.Batch(false))) {
      Value image = pass.input(Formula.image(64, 96));
      Readout readout = pass.read(List.copyOf(pass.run(path, Map.of("input", image)).values()));
      readout.backward(readout.values().clone());
      assertEquals(trained, Set.copyOf(pass.gradients().names()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofWhatWaitsTheRowsThatAreAskedForComeOutAndTheirGradientsGoBack(boolean more) {
    float[] numbers = new float[2 * 3 * 3 * 8];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    try (var store = new ParameterStore(torch);
        Pass pass = Pass.training(store, new Normalisation.Batch(false))) {
      Value first = pass.trained(pass.input(new Tensor(List.of(1, 1, 1, 2), new float[] {5, 6})));
      Value x = pass.trained(pass.input(new Tensor(List.of(2, 3, 3, 8), numbers)));
      Readout readout = pass.read(List.of(), List.of(first), List.of(x), 4);
      int start = readout.offset(1);
      assertArrayEquals(new float[] {5, 6}, readout.values());
      readout.bring(new int[] {start + 70, start + 6, start + 71});
      if (more) {
        readout.bring(new int[] {start + 12});
      }

      float[] gradient = new float[readout.values().length];
      for (int place : more ? List.of(4, 7, 14, 68, 71) : List.of(4, 7, 68, 71)) {
        assertEquals(place, readout.values()[readout.index(start + place)]);
        gradient[readout.index(start + place)] = place;
      }
      assertThrows(IllegalStateException.class, () -> readout.index(start + 16));
      gradient[1] = 3;
      readout.backward(gradient);

      float[] expected = new float[numbers.length];
      for (int place : more ? List.of(4, 7, 14, 68, 71) : List.of(4, 7, 68, 71)) {
        expected[place] = place;
      }
      assertArrayEquals(expected, pass.gradient(x));
      assertArrayEquals(new float[] {0, 3}, pass.gradient(first));
    }
  }

  @Test
  void aParameterBeginsTheSameWhateverElseThereIs() {
    List<Network> networks = candidates();
    try (ParameterStore all = store(networks, 7);
        ParameterStore one = store(networks.subList(2, 3), 7);
        ParameterStore otherwise = store(networks.subList(2, 3), 8)) {
      var weights = all.weights();
      assertEquals(
          networks.get(2).parameters().stream().map(Parameter::name).toList(),
          List.copyOf(one.names()));
      one.weights()
          .tensors()
          .forEach((name, tensor) -> assertArrayEquals(weights.get(name).data(), tensor.data()));
      String name = "layer1.0.conv1.weight";
      assertTrue(weights.get(name).data()[0] != otherwise.weights().get(name).data()[0]);
    }
  }

  @Test
  void anImageWithoutProposalsLeavesTheBoxHeadNothing() {
    Network head =
        FasterRcnn.of(4, 8, List.of(8, 16, 32, 64, 128), List.of(1.0))
            .detector(2)
            .heads()
            .getLast()
            .network();
    try (ParameterStore store = store(List.of(head), 1);
        Pass pass = Pass.training(store, new Normalisation.Running())) {
      Value none = pass.trained(pass.input(new Tensor(List.of(0, 7, 7, 4), new float[0])));
      Readout readout = pass.read(List.copyOf(pass.run(head, Map.of("regions", none)).values()));
      assertEquals(0, readout.values().length);
      readout.backward(new float[0]);
      assertEquals(0, pass.gradient(none).length);
      assertArrayEquals(
          new float[3], pass.gradients().values("roi_heads.box_predictor.cls_score.bias"));
    }
  }

  /** Normal with variance 2 / fan-out; 9,216 numbers are within 5% of it. */
  @Test
  void convolutionsBeginAsKaimingHasIt() {
    try (ParameterStore store = store(candidates(), 1)) {
      float[] data = store.weights().get("layer4.0.conv2.weight").data();
      double squares = 0;
      for (float value : data) {
        squares += (double) value * value;
      }
      assertEquals(2.0 / (64 * 9), squares / data.length, 0.05 * 2.0 / (64 * 9));
    }
  }

  @Test
  void parametersOfAnotherShapeAreNamed() {
    try (ParameterStore store = store(candidates(), 1)) {
      Network wider = ResNet.resnet18(16).network(Allocation.parse("1-1-2-2"));
      var e =
          assertThrows(
              InvalidInputException.class, () -> store.require(List.of(wider), "net.safetensors"));
      assertTrue(
          e.toString()
              .contains(
                  "net.safetensors, conv1.weight: found shape [8, 3, 7, 7], expected shape [16, 3,"
                      + " 7, 7]"),
          e.toString());
    }
  }

  @Test
  void aGpuThatIsNotThereIsSaid() {
    var e = assertThrows(InvalidInputException.class, () -> Torch.open(new Device.Cuda(99), 1));
    assertTrue(e.toString().contains("device: found cuda:99, expected "), e.toString());
    assertThrows(InvalidInputException.class, () -> Torch.open(new Device.Cpu(), 0));
  }
}
