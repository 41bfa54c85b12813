package io.crnas.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.runtime.Backbone;
import io.crnas.runtime.Options;
import io.crnas.runtime.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/deploy.md tells a team to do; experiments checks that it shows this code. */
final class DeploymentTest {
  @TempDir private Path directory;

  // docs/deploy.md begins
  static SequencedMap<String, Tensor> features(Path file, BufferedImage image) throws IOException {
    try (Backbone backbone = Backbone.load(file, Options.defaults())) {
      return backbone.run(image);
    }
  }

  // docs/deploy.md ends

  /** Of an image of another size than the one trained on, which is 96x128. */
  @Test
  void theDocumentedCodePreparesAndRuns() throws IOException {
    Path file = Exports.small(directory);
    var image = new BufferedImage(71, 45, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 45; y++) {
      for (int x = 0; x < 71; x++) {
        image.setRGB(x, y, 0xff_80_20);
      }
    }
    float[] expected = new float[3 * 96 * 128];
    Arrays.fill(expected, 0, 96 * 128, (float) ((255 / 255.0 - 0.485) / 0.229));
    Arrays.fill(expected, 96 * 128, 2 * 96 * 128, (float) ((128 / 255.0 - 0.456) / 0.224));
    Arrays.fill(expected, 2 * 96 * 128, 3 * 96 * 128, (float) ((32 / 255.0 - 0.406) / 0.225));
    try (Backbone backbone = Exports.open(file)) {
      var outputs = backbone.run(expected, 1, 96, 128);
      features(file, image)
          .forEach((name, output) ->
              assertArrayEquals(outputs.get(name).data(), output.data(), 1e-4f, name));
    }
    assertEquals(List.of(1, 64, 3, 4), features(file, image).lastEntry().getValue().shape());
  }
}
