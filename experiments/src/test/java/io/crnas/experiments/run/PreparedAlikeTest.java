package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.data.Sample;
import io.crnas.runtime.Prepared;
import io.crnas.runtime.Preprocessing;
import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployment prepares an image as the training did, to the bit. */
class PreparedAlikeTest {
  private record One(Image image) implements Dataset {
    @Override
    public String name() {
      return "one";
    }

    @Override
    public List<String> categories() {
      return List.of("thing");
    }

    @Override
    public List<Sample> samples() {
      return List.of(new Sample("one", "here", image.width(), image.height(), List.of()));
    }

    @Override
    public Image load(int index) {
      return image;
    }

    @Override
    public String fingerprint() {
      return "one";
    }
  }

  private static Image random(int width, int height) {
    byte[] planes = new byte[3 * width * height];
    new Random(width).nextBytes(planes);
    return Image.of(width, height, planes);
  }

  @ParameterizedTest
  @CsvSource({
    "64x96, 96, 64",
    "64x96, 95, 63",
    "240x320, 641, 479",
    "240x320, 33, 500",
    "1x1, 50, 40",
    "80/133, 200, 120",
    "80/133, 500, 60",
    "100/100, 37, 91",
    "800/1333, 70, 71"
  })
  void toTheBit(String size, int width, int height) {
    Image image = random(width, height);
    var preparation =
        new Preparation(
            Resize.parse(size),
            new PixelNormalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 1.0 / 3, 0.7)));
    Batch expected = Batches.inOrder(new One(image), preparation, 1, 0).batch(0);

    Preprocessing preprocessing = ExportPhase.preprocessing(preparation);
    Prepared found = preprocessing.prepare(image.toBufferedImage());

    assertEquals(expected.height(), found.height());
    assertEquals(expected.width(), found.width());
    ImageSize resized = preparation.resize().of(new ImageSize(height, width));
    assertEquals(resized, new ImageSize(found.resizedHeight(), found.resizedWidth()));
    assertArrayEquals(expected.pixels(), found.nchw(), 0);
  }
}
