package io.crnas.detection.training;

import static io.crnas.detection.training.SmallTask.PREPARATION;
import static io.crnas.detection.training.SmallTask.SEED;
import static io.crnas.detection.training.SmallTask.TRAIN;
import static io.crnas.detection.training.SmallTask.architecture;
import static io.crnas.detection.training.SmallTask.course;
import static io.crnas.detection.training.SmallTask.level;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Batches;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.MobileNetV2;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Pretrained;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainedTrainingTest extends WithTorch {
  private static final Backbone RESNET = ResNet.resnet18(8);
  @TempDir Path directory;

  /** With a rate of next to nothing, what is trained is what it began with. */
  @ParameterizedTest
  @EnumSource(names = {"NESTED", "BRANCH"})
  void aSupernetBeginsWithTheSourcesBlocks(Sharing sharing) throws Exception {
    Weights source = folded(RESNET);
    var pretrained = new Pretrained(source, RESNET, RESNET.baseline(), Detector.BODY);

    Weights trained = train(sharing, Optional.of(pretrained), "supernet");

    String first =
        switch (sharing) {
          case NESTED, ALONE -> "layer1.0.conv1.weight";
          case BRANCH -> "layer1of2.0.conv1.weight";
        };
    assertArrayEquals(
        source.get("layer1.0.conv1.weight").data(),
        trained.get(Detector.BODY + first).data(),
        1e-3f);
    Weights scratch = train(sharing, Optional.empty(), "scratch");
    assertNotEquals(
        scratch.get(Detector.BODY + first).data()[0],
        trained.get(Detector.BODY + first).data()[0],
        1e-3f);
    assertThrows(InvalidInputException.class, () -> train(sharing, Optional.empty(), "supernet"));
  }

  private Weights train(Sharing sharing, Optional<Pretrained> pretrained, String name)
      throws Exception {
    Course slow = course(6, 1e-7);
    return new Trainer(torch, architecture(sharing), TRAIN, PREPARATION, slow, SEED)
        .from(pretrained.<Start>map(Start.Net::new).orElseGet(Start.Scratch::new))
        .train(
            "supernet", Paths.uniform(level(), SEED), directory.resolve(name), Progress.silent());
  }

  @Test
  void renormalisedWeightsComputeTheSameAlsoWithBatchStatistics() throws Exception {
    for (Backbone backbone : List.of(RESNET, new MobileNetV2(0.25))) {
      Weights folded = folded(backbone);
      Network network = backbone.network(Allocation.of(backbone.baseline()));
      var images = TRAIN.subset("calibration", List.of(0, 1, 2, 3));

      Weights renormalised =
          new Renormalisation(torch, images, PREPARATION, 2).of(network, folded, Progress.silent());

      float[] before = outputs(network, folded, new Normalisation.Running());
      float scale = largest(before);
      assertArrayEquals(
          before, outputs(network, renormalised, new Normalisation.Running()), 1e-4f * scale);
      // All images are one batch, so its statistics are those that were measured.
      assertArrayEquals(
          before, outputs(network, renormalised, new Normalisation.Batch(false)), 2e-3f * scale);
      float[] destroyed = outputs(network, folded, new Normalisation.Batch(false));
      for (int i = 0; i < destroyed.length; i++) {
        destroyed[i] -= before[i];
      }
      assertTrue(largest(destroyed) > 0.1f * scale, "folded weights need it");
      assertEquals(
          List.copyOf(folded.tensors().keySet()), List.copyOf(renormalised.tensors().keySet()));
    }
  }

  @Test
  void weightsThatDoNotFillTheNetCanNotBeRenormalised() {
    var tensors = new LinkedHashMap<>(folded(RESNET).tensors());
    tensors.remove("layer2.0.bn1.bias");
    Network network = RESNET.network(Allocation.of(RESNET.baseline()));

    var problem =
        assertThrows(
            InvalidInputException.class,
            () ->
                new Renormalisation(torch, TRAIN, PREPARATION, 2)
                    .of(network, new Weights(tensors, Map.of()), Progress.silent()));
    assertTrue(problem.getMessage().contains("layer2.0.bn1.bias"), problem.getMessage());
  }

  /** C2..C5 of four images. */
  private static float[] outputs(Network network, Weights weights, Normalisation normalisation) {
    var batch =
        Batches.inOrder(TRAIN.subset("four", List.of(0, 1, 2, 3)), PREPARATION, 4, 0).batch(0);
    try (var store = new ParameterStore(torch)) {
      store.load(weights);
      try (Pass pass = Pass.inference(store, normalisation)) {
        var outputs = pass.run(network, Map.of("input", pass.input(batch.images())));
        return pass.read(List.copyOf(outputs.values())).values();
      }
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** As after folding: convolutions of some size, normalisations that only shift. */
  private static Weights folded(Backbone backbone) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : backbone.network(Allocation.of(backbone.baseline())).parameters()) {
      float[] data = new float[Math.toIntExact(parameter.size())];
      var random = Seeds.generator(7, parameter.name());
      long fanIn = parameter.size() / parameter.shape().getFirst();
      for (int i = 0; i < data.length; i++) {
        data[i] =
            switch (parameter.role()) {
              case SCALE, VARIANCE -> 1;
              case MEAN -> 0;
              case SHIFT, BIAS, OFFSET -> (float) (0.3 * random.nextGaussian());
              case WEIGHT -> (float) (random.nextGaussian() * Math.sqrt(1.5 / fanIn));
            };
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), data));
    }
    return new Weights(tensors, Map.of());
  }
}
