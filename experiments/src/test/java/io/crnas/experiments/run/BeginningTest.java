package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.experiments.descriptor.InitialWeights;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeginningTest {
  @TempDir Path folder;

  private String refusal(String first, ResNet source) throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter one : source.network(Allocation.of(source.baseline())).parameters()) {
      tensors.put(
          first + one.name(), new Tensor(one.shape(), new float[Math.toIntExact(one.size())]));
    }
    Path file = folder.resolve("w.safetensors");
    Safetensors.write(file, new Weights(tensors, Map.of()));
    var described = new InitialWeights(Optional.of(file), Optional.empty(), false, 1);
    var e =
        assertThrows(
            InvalidInputException.class, () -> Beginning.read(described, ResNet.resnet18(8)));
    return e.getMessage().replace(file.toString(), "w");
  }

  @Test
  void weightsOfAnotherWidthAreToldAsSuch() throws IOException {
    assertEquals(
        "w, module.conv1.weight: found shape [16, 3, 7, 7], and no parameter of another shape that"
            + " fits, expected shape [8, 3, 7, 7]: the weights of resnet18 2-2-2-2 of the same width",
        refusal("module.", ResNet.resnet18(16)));
  }

  @Test
  void namesOfAnotherFamilyAreToldAsSuch() throws IOException {
    assertEquals(
        "w: found no parameter of resnet18 2-2-2-2, expected torchvision's names, as conv1.weight or"
            + " backbone.body.conv1.weight",
        refusal("other_", ResNet.resnet18(8)));
  }
}
