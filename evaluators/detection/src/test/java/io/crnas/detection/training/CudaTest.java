package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.head.Losses;
import io.crnas.detection.scenes.Scenes;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sgd;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs a GPU and PyTorch with CUDA: {@code ./mvnw -Pcuda,gpu verify}. */
@Tag("gpu")
class CudaTest {
  private static final int SIZE = 96;
  private static final double TOLERANCE = 2e-3;

  @Test
  void threeStepsOnTheGpuLoseWhatTheyLoseOnTheProcessor() {
    Losses processor = lossesAfterTwoSteps(new Device.Cpu());
    Losses gpu = lossesAfterTwoSteps(new Device.Cuda(0));

    processor.values().forEach((name, loss) -> assertEquals(loss, gpu.of(name), TOLERANCE, name));
  }

  private static Losses lossesAfterTwoSteps(Device device) {
    var scenes = Scenes.of(SIZE, SIZE, 1).split("train", 4);
    Batch batch = Batches.inOrder(scenes, Preparation.of(SIZE, SIZE), 4, 0).batch(0);
    var architecture =
        new Architecture(
            ResNet.resnet18(8),
            FasterRcnn.of(16, 32, List.of(8, 16, 32, 48, 64), List.of(0.5, 1.0, 2.0))
                .detector(scenes.categories().size()),
            Sharing.NESTED);
    var features = architecture.features(Allocation.parse("1-2-1-1/1.21.3.1"), new Graph());
    try (var torch = Torch.open(device, 1);
        var store = new ParameterStore(torch);
        var sgd = new Sgd(torch, new Sgd.Settings(0.9, 1e-4, false, 10))) {
      var detector = new DetectorModel(architecture.detector(), store);
      detector.initialise(features, 5);
      Losses losses = null;
      for (int step = 0; step < 3; step++) {
        try (var result =
            detector.step(
                detector.prepare(features, batch.images(), Inputs.targets(batch), 5, step),
                new Normalisation.Batch(true),
                Frozen.NOTHING)) {
          sgd.step(result.gradients(), 0.005);
          losses = result.losses();
        }
      }
      return losses;
    }
  }
}
