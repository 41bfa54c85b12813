package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DetectorTest {
  private static final float TOLERANCE = 1e-4f;

  @TempDir private Path folder;

  // docs/deploy.md begins
  static void drawBoxes(Path file, BufferedImage photograph) throws IOException {
    try (Detector detector = Detector.load(file, Options.defaults().withLeastScore(0.5))) {
      Graphics2D graphics = photograph.createGraphics();
      for (Detection found : detector.detect(photograph)) {
        graphics.draw(
            new Rectangle2D.Float(found.left(), found.top(), found.width(), found.height()));
        graphics.drawString(found.category(), found.left(), found.top());
      }
      graphics.dispose();
    }
  }

  // docs/deploy.md ends

  static BufferedImage image(int width, int height, Color colour) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  /** Of a random size from 30 to 200 and random colours. */
  static BufferedImage random(Random random) {
    var image =
        new BufferedImage(
            random.nextInt(30, 200), random.nextInt(30, 200), BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  /** Of 96x64 pixels the network sees, the image has the first 80x48. */
  @Test
  void boxesAreInPixelsOfTheImageAndEndWhereItEnds() throws IOException {
    try (Detector detector = Detector.load(HandMade.write(folder.resolve("a.onnx")), options())) {
      List<Detection> found = detector.detect(image(200, 120, Color.BLACK));
      // 24 of 80 and 16 of 48 pixels; 48 and 48.
      assertDetection(new Detection("cell", 0, 0.5f, 60, 40, 120, 120), found.get(0));
      assertDetection(new Detection("star", 1, 0.25f, 120, 80, 200, 120), found.get(1));
      assertEquals(2, found.size(), "a box in the padding is none");
    }
  }

  @Test
  void thePixelsReachTheNetwork() throws IOException {
    try (Detector detector = Detector.load(HandMade.write(folder.resolve("a.onnx")), options())) {
      // The mean of the three channels, of which 48 x 80 of 64 x 96 pixels are the image.
      float brightness = (255 + 128 + 32) / 3f / 255 * (48 * 80) / (64 * 96);
      List<Detection> found = detector.detect(image(33, 77, new Color(255, 128, 32)));
      assertEquals(0.5f + brightness, found.getFirst().score(), TOLERANCE);
    }
  }

  @Test
  void whatIsLessSureIsLeftOut() throws IOException {
    Path file = HandMade.write(folder.resolve("a.onnx"));
    try (Detector detector = Detector.load(file, options().withLeastScore(0.5))) {
      assertEquals(1, detector.detect(image(200, 120, Color.BLACK)).size());
      assertEquals(2, detector.detect(image(200, 120, Color.WHITE)).size());
    }
  }

  @Test
  void anImageHasTheSameDetectionsAloneAndAmongOthers() throws IOException {
    for (Resize resize : List.of(new Resize.Stretched(48, 80), new Resize.KeptAspect(60, 90))) {
      Metadata metadata = HandMade.metadata(Part.DETECTOR, resize);
      Path file = HandMade.write(folder.resolve("a.onnx"), HandMade.detector(metadata));
      try (Detector detector = Detector.load(file, options())) {
        var random = new Random(5);
        List<BufferedImage> images = new ArrayList<>();
        List<List<Detection>> alone = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          images.add(random(random));
          alone.add(detector.detect(images.getLast()));
        }
        assertEquals(alone, detector.detect(images));
        assertEquals(List.of(), detector.detect(List.of()));
      }
    }
  }

  @Test
  void aFileThatTakesOneImageAtATimeGetsThemSo() throws IOException {
    var model = HandMade.detector(HandMade.metadata());
    model.getGraphBuilder().setInput(0, HandMade.port("input", DataType.FLOAT, 1, 3, 64, 96));
    Path file = HandMade.write(folder.resolve("a.onnx"), model);
    try (Detector detector = Detector.load(file, options())) {
      BufferedImage image = image(20, 30, Color.PINK);
      List<Detection> alone = detector.detect(image);
      assertEquals(List.of(alone, alone, alone), detector.detect(List.of(image, image, image)));
    }
  }

  @Test
  void preparedPixelsAreTakenAsTheyAre() throws IOException {
    try (Detector detector = Detector.load(HandMade.write(folder.resolve("a.onnx")), options())) {
      List<List<Detection>> found =
          detector.detect(new Tensor(List.of(2, 3, 40, 100), new float[2 * 3 * 40 * 100]));
      assertEquals(2, found.size());
      assertDetection(new Detection("cell", 0, 0.5f, 25, 10, 50, 30), found.getLast().get(0));
      assertDetection(new Detection("star", 1, 0.125f, 90, 4, 100, 8), found.getLast().get(2));
    }
  }

  @Test
  void metadataIsReadWithOnnxRuntimeAndWithoutAlike() throws IOException {
    Path file = HandMade.write(folder.resolve("a.onnx"));
    assertEquals(HandMade.metadata(), Metadata.read(file));
    try (Detector detector = Detector.load(file, options())) {
      assertEquals(HandMade.metadata(), detector.metadata());
      assertEquals(detector.properties(), ModelFile.properties(file));
    }
  }

  @Test
  void theDocumentedCodeDraws() throws IOException {
    BufferedImage photograph = image(200, 120, Color.BLACK);
    drawBoxes(HandMade.write(folder.resolve("a.onnx")), photograph);
    assertEquals(Color.WHITE.getRGB(), photograph.getRGB(60, 80));
    assertEquals(Color.BLACK.getRGB(), photograph.getRGB(100, 80));
  }

  /** Javadoc shows what {@link #drawBoxes} is. */
  @Test
  void theExampleOfTheJavadocIsThatOfThisTest() throws IOException {
    String here = Files.readString(source("test", "DetectorTest"));
    String example =
        here.substring(
                here.indexOf("  static void drawBoxes"), here.indexOf("  // docs/deploy.md e"))
            .stripTrailing()
            .stripIndent();
    String shown =
        Files.readString(source("main", "Detector"))
            .lines()
            .dropWhile(line -> !line.contains("{@snippet :"))
            .skip(1)
            .takeWhile(line -> !line.equals(" */"))
            .map(line -> line.substring(" * ".length()))
            .collect(Collectors.joining("\n"));
    assertEquals(example + "\n}", shown);
  }

  private static Path source(String kind, String name) {
    return Path.of("src", kind, "java", "io", "crnas", "runtime", name + ".java");
  }

  private static Options options() {
    return HandMade.options();
  }

  private static void assertDetection(Detection expected, Detection found) {
    assertEquals(expected.category(), found.category());
    assertEquals(expected.label(), found.label());
    assertEquals(expected.score(), found.score(), TOLERANCE);
    assertEquals(expected.left(), found.left(), TOLERANCE);
    assertEquals(expected.top(), found.top(), TOLERANCE);
    assertEquals(expected.right(), found.right(), TOLERANCE);
    assertEquals(expected.bottom(), found.bottom(), TOLERANCE);
    assertTrue(found.width() > 0 && found.height() > 0);
  }

  @Test
  void picturesAsTheyAreAreFoundInTheirOwnPixels() throws IOException {
    Path file = HandMade.write(folder.resolve("pixels.onnx"), HandMade.detectorOfPictures());
    var white = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
    white.createGraphics().fillRect(0, 0, 40, 20);
    var black = new BufferedImage(60, 30, BufferedImage.TYPE_INT_RGB);
    try (Detector detector = Detector.load(file, HandMade.options())) {
      assertEquals(Input.PIXELS, detector.metadata().input());
      List<List<Detection>> found = detector.detect(List.of(white, black, white));
      assertEquals(found.get(0), found.get(2));
      Detection first = found.get(0).getFirst();
      assertEquals(1.5, first.score(), 1e-5);
      assertEquals(List.of(10f, 5f, 20f, 15f), corners(first));
      Detection other = found.get(1).getFirst();
      assertEquals(0.5, other.score(), 1e-5);
      assertEquals(List.of(15f, 7.5f, 30f, 22.5f), corners(other));
    }
  }

  private static List<Float> corners(Detection one) {
    return List.of(one.left(), one.top(), one.right(), one.bottom());
  }
}
