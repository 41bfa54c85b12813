package io.crnas.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.runtime.Backbone;
import io.crnas.runtime.Options;
import io.crnas.runtime.Preprocessing;
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
      Preprocessing preprocessing = backbone.metadata().preprocessing();
      int height = image.getHeight();
      int width = image.getWidth();
      float[] nchw = new float[3 * height * width];
      for (int channel = 0; channel < 3; channel++) {
        double mean = preprocessing.mean().get(channel);
        double std = preprocessing.std().get(channel);
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            int value = (image.getRGB(x, y) >> (16 - 8 * channel)) & 0xff;
            nchw[(channel * height + y) * width + x] = (float) ((value / 255.0 - mean) / std);
          }
        }
      }
      return backbone.run(nchw, 1, height, width);
    }
  }

  // docs/deploy.md ends

  @Test
  void theDocumentedCodeNormalisesAndRuns() throws IOException {
    Path file = Exports.small(directory);
    var image = new BufferedImage(71, 45, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 45; y++) {
      for (int x = 0; x < 71; x++) {
        image.setRGB(x, y, 0xff_80_20);
      }
    }
    float[] expected = new float[3 * 45 * 71];
    Arrays.fill(expected, 0, 45 * 71, (float) ((255 / 255.0 - 0.485) / 0.229));
    Arrays.fill(expected, 45 * 71, 2 * 45 * 71, (float) ((128 / 255.0 - 0.456) / 0.224));
    Arrays.fill(expected, 2 * 45 * 71, 3 * 45 * 71, (float) ((32 / 255.0 - 0.406) / 0.225));
    try (Backbone backbone = Exports.open(file)) {
      var outputs = Exports.run(backbone, expected, 1, 45, 71);
      features(file, image)
          .forEach((name, output) ->
              assertArrayEquals(outputs.get(name).data(), output.data(), 1e-4f, name));
    }
    assertEquals(List.of(1, 64, 2, 3), features(file, image).lastEntry().getValue().shape());
  }
}
