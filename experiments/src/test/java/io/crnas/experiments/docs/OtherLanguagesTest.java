package io.crnas.experiments.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.OtherProgram;
import io.crnas.export.onnx.MetadataFile;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.HandMade;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Part;
import io.crnas.runtime.Resize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What docs/deploy.md shows of other languages finds what Java finds, where they and ONNX Runtime
 * are installed: {@code CRNAS_PYTHON} may name a Python, {@code NODE_PATH} where Node's packages
 * are.
 */
class OtherLanguagesTest {
  private static final double TOLERANCE = 1e-3;

  @TempDir Path scratch;
  private Path model;
  private BufferedImage photograph;
  private List<Detection> expected = List.of();

  static List<Resize> resizes() {
    return List.of(new Resize.Stretched(48, 80), new Resize.KeptAspect(60, 90));
  }

  private void prepare(Resize resize, double least) throws IOException {
    Metadata metadata = HandMade.metadata(Part.DETECTOR, resize);
    model = HandMade.write(scratch.resolve("found.onnx"), HandMade.detector(metadata));
    MetadataFile.write(model);
    photograph = new BufferedImage(211, 127, BufferedImage.TYPE_INT_RGB);
    var random = new Random(2);
    for (int y = 0; y < photograph.getHeight(); y++) {
      for (int x = 0; x < photograph.getWidth(); x++) {
        photograph.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    assertTrue(ImageIO.write(photograph, "png", scratch.resolve("photograph.png").toFile()));
    try (Detector detector = Detector.load(model, HandMade.options().withLeastScore(least))) {
      expected = detector.detect(photograph);
    }
    assertTrue(expected.size() >= 2, expected::toString);
  }

  /** The first example in a language behind a heading. */
  static String shown(String language, String heading) throws IOException {
    String document = Files.readString(Path.of("..", "docs", "deploy.md"));
    Matcher block =
        Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
            .matcher(document.substring(document.indexOf("\n" + heading + "\n")));
    assertTrue(block.find(), heading);
    return block.group(1);
  }

  private void assertFound(String said) {
    List<String> lines = said.lines().toList();
    assertEquals(expected.size(), lines.size(), said);
    for (int i = 0; i < lines.size(); i++) {
      Detection one = expected.get(i);
      List<String> words = Pattern.compile(" ").splitAsStream(lines.get(i)).toList();
      assertEquals(one.category(), words.getFirst());
      double[] numbers = words.stream().skip(1).mapToDouble(Double::parseDouble).toArray();
      double[] right = {one.score(), one.left(), one.top(), one.right(), one.bottom()};
      for (int j = 0; j < right.length; j++) {
        assertEquals(right[j], numbers[j], TOLERANCE, said);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("resizes")
  void python(Resize resize) throws Exception {
    String python = Optional.ofNullable(System.getenv("CRNAS_PYTHON")).orElse("python3");
    Assumptions.assumeTrue(
        OtherProgram.said(python, "-c", "import numpy, onnxruntime, PIL").isPresent(),
        "no onnxruntime");
    prepare(resize, 0);
    Path script = Files.writeString(scratch.resolve("detect.py"), shown("python", "## Python"));
    Path boxes = scratch.resolve("boxes.png");
    String photo = scratch.resolve("photograph.png").toString();
    String[] command = {python, script.toString(), model.toString(), photo, boxes.toString()};
    assertFound(
        OtherProgram.said(command).orElseThrow(() -> new AssertionError(Arrays.toString(command))));
    BufferedImage drawn = ImageIO.read(boxes.toFile());
    int x = Math.round(expected.getFirst().left());
    int y = Math.round((expected.getFirst().top() + expected.getFirst().bottom()) / 2);
    assertNotEquals(photograph.getRGB(x, y), drawn.getRGB(x, y));
  }

  @Test
  void pythonGivesPicturesAsTheyAre() throws Exception {
    String python = Optional.ofNullable(System.getenv("CRNAS_PYTHON")).orElse("python3");
    Assumptions.assumeTrue(
        OtherProgram.said(python, "-c", "import numpy, onnxruntime, PIL").isPresent(),
        "no onnxruntime");
    prepare(new Resize.Stretched(48, 80), 0);
    HandMade.write(model, HandMade.detectorOfPictures());
    try (Detector detector = Detector.load(model, HandMade.options())) {
      expected = detector.detect(photograph);
    }
    Path script =
        Files.writeString(scratch.resolve("pixels.py"), shown("python", "## Pictures as they are"));
    String photo = scratch.resolve("photograph.png").toString();
    String found =
        OtherProgram.said(python, script.toString(), model.toString(), photo).orElseThrow();
    List<String> lines = found.lines().toList();
    assertEquals(expected.size(), lines.size(), found);
    for (int i = 0; i < lines.size(); i++) {
      Detection one = expected.get(i);
      double[] right = {one.label(), one.score(), one.left(), one.top(), one.right(), one.bottom()};
      double[] numbers =
          Pattern.compile(" ")
              .splitAsStream(lines.get(i))
              .mapToDouble(Double::parseDouble)
              .toArray();
      for (int j = 0; j < right.length; j++) {
        assertEquals(right[j], numbers[j], TOLERANCE, found);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("resizes")
  void javaScript(Resize resize) throws Exception {
    Assumptions.assumeTrue(
        OtherProgram.said("node", "-e", "require('onnxruntime-node')").isPresent(),
        "no onnxruntime-node");
    prepare(resize, 0.5);
    byte[] rgba = new byte[4 * photograph.getWidth() * photograph.getHeight()];
    for (int i = 0; i < rgba.length / 4; i++) {
      int rgb = photograph.getRGB(i % photograph.getWidth(), i / photograph.getWidth());
      rgba[4 * i] = (byte) (rgb >> 16);
      rgba[4 * i + 1] = (byte) (rgb >> 8);
      rgba[4 * i + 2] = (byte) rgb;
      rgba[4 * i + 3] = (byte) 0xff;
    }
    Path pixels = Files.write(scratch.resolve("pixels.rgba"), rgba);
    Files.writeString(scratch.resolve("detector.js"), shown("javascript", "## JavaScript"));
    Path script =
        Files.writeString(
            scratch.resolve("main.js"),
            """
            const { Detector, draw } = require("./detector.js");
            Detector.load(process.argv[2])
              .then(detector => detector.detect(
                require("fs").readFileSync(process.argv[3]), +process.argv[4], +process.argv[5]))
              .then(found => {
                const drawn = [];
                draw({ strokeRect: (...box) => drawn.push(box), fillText: () => {} }, found);
                if (drawn.length !== found.length) throw new Error("drawn " + drawn.length);
                for (const { category, score, box } of found) {
                  console.log(category, score, ...box);
                }
              });
            """);
    String[] command =
        Stream.of("node", script, model, pixels, photograph.getHeight(), photograph.getWidth())
            .map(Object::toString)
            .toArray(String[]::new);
    assertFound(
        OtherProgram.said(command).orElseThrow(() -> new AssertionError(Arrays.toString(command))));
  }
}
