package io.crnas.experiments.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.run.Ending;
import io.crnas.runtime.HandMade;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The detector finds a cell of score 0.5 and a star of 0.25, both brighter in bright images. */
class PredictTest {
  @TempDir Path scratch;
  private Path model;
  private Path photos;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    model = HandMade.write(scratch.resolve("found.onnx"));
    photos = Files.createDirectories(scratch.resolve("photos"));
    out = scratch.resolve("out");
    image("a.png", Color.BLACK);
    image("b.jpg", Color.WHITE);
    Files.writeString(photos.resolve("notes.txt"), "no image");
  }

  private Path image(String name, Color colour) throws IOException {
    var image = new BufferedImage(200, 120, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 200; x++) {
        image.setRGB(x, y, colour.getRGB());
      }
    }
    Path file = photos.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, name.substring(name.length() - 3), file.toFile()));
    return file;
  }

  private Ending predict(String... arguments) {
    return Ending.of(
        Stream.concat(
                Stream.of("predict", model.toString(), "--out", out.toString(), "--device", "cpu"),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private Set<String> written() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void theImagesOfAFolderBecomePicturesAndResults() throws IOException {
    Ending ending = predict(photos.toString()).requireStatus(0);
    assertEquals(
        List.of(
            photos.resolve("a.png") + ": 1 cell",
            photos.resolve("b.jpg") + ": 1 cell, 1 star",
            "2 of 2 images, in " + out),
        ending.out().stream().filter(line -> !line.startsWith("detecting")).toList());
    assertEquals(Set.of("a.png", "b.png", "detections.json", "images.json"), written());

    BufferedImage drawn = ImageIO.read(out.resolve("a.png").toFile());
    assertEquals(200, drawn.getWidth());
    assertNotEquals(Color.BLACK.getRGB(), drawn.getRGB(60, 80), "the left edge of the cell");
    assertEquals(Color.BLACK.getRGB(), drawn.getRGB(90, 80), "inside");
    assertEquals(Color.BLACK.getRGB(), drawn.getRGB(160, 80), "the star is not sure");

    JsonNode detections = json(out.resolve("detections.json"));
    assertEquals(4, detections.size());
    JsonNode first = detections.get(0);
    assertEquals(1, first.get("image_id").asInt());
    assertEquals(1, first.get("category_id").asInt());
    assertEquals(0.5, first.get("score").asDouble(), 1e-6);
    double[] box = first.get("bbox").valueStream().mapToDouble(JsonNode::asDouble).toArray();
    assertEquals("[60.0, 40.0, 60.0, 80.0]", Arrays.toString(box));
    JsonNode images = json(out.resolve("images.json"));
    assertEquals(
        photos.resolve("b.jpg").toString(),
        images.get("images").get(1).get("file_name").asString());
    assertEquals("star", images.get("categories").get(1).get("name").asString());
  }

  @Test
  void aBrokenImageIsToldAndTheOthersGoOn() throws IOException {
    byte[] whole = Files.readAllBytes(image("c.jpg", Color.GRAY));
    Files.write(photos.resolve("aa.jpg"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(photos.resolve("ab.png"), "no image");
    Ending ending = predict(photos.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("aa.jpg", "damage"), ending::toString);
    assertTrue(ending.complainsOf("ab.png", "no image"), ending::toString);
    assertTrue(ending.out().contains("3 of 5 images, in " + out), ending::toString);
    assertEquals(Set.of("a.png", "b.png", "c.png", "detections.json", "images.json"), written());
    assertEquals(3, json(out.resolve("images.json")).get("images").size());
  }

  @Test
  void patternsMeanWhatTheyMatchOnceAndNamesStayApart() throws IOException {
    image("more/a.png", Color.RED);
    image("more/deep/z.jpg", Color.RED);
    predict(
            photos + "/*.png",
            photos.resolve("a.png").toString(),
            photos + "/**.{png,jpg}",
            "--quiet")
        .requireStatus(0);
    assertEquals(
        Set.of("a.png", "a-2.png", "b.png", "z.png", "detections.json", "images.json"), written());
  }

  @Test
  void argumentsThatMeanNothingAreToldTogetherBeforeAnythingIsWritten() throws IOException {
    Path empty = Files.createDirectories(scratch.resolve("empty"));
    Ending ending =
        predict(photos.toString(), "missing.jpg", empty.toString(), photos + "/*.tif", "[")
            .requireStatus(2);
    assertTrue(ending.complainsOf("missing.jpg", "no file"), ending::toString);
    assertTrue(ending.complainsOf("empty", "a folder without images"), ending::toString);
    assertTrue(ending.complainsOf("*.tif", "no file"), ending::toString);
    assertTrue(ending.complainsOf("[:", "no file"), ending::toString);
    assertFalse(Files.exists(out));
  }

  @Test
  void anImageIsNeverReplacedByItsPicture() throws IOException {
    out = photos;
    byte[] before = Files.readAllBytes(photos.resolve("a.png"));
    Ending ending = predict(photos.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("--out", "would replace", "a.png"), ending::toString);
    assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(photos.resolve("a.png"))));
  }

  @Test
  void theFolderOfARunMeansItsFoundNet() throws IOException {
    model = scratch;
    predict(photos.resolve("a.png").toString(), "--quiet").requireStatus(0);
    model = photos;
    assertTrue(
        predict(photos.resolve("a.png").toString())
            .requireStatus(2)
            .complainsOf("found.onnx", "no file"));
  }

  @Test
  void machinesGetAnObjectForEachImage() throws IOException {
    Ending ending = predict(photos.toString(), "--json", "--score", "0.3").requireStatus(0);
    List<JsonNode> images =
        ending.out().stream()
            .map(line -> new ObjectMapper().readTree(line))
            .filter(event -> event.get("event").asString().equals("image"))
            .toList();
    assertEquals(2, images.size());
    JsonNode cell = images.getFirst().get("detections").get(0);
    assertEquals("cell", cell.get("category").asString());
    assertEquals(120, cell.get("box").get(3).asDouble(), 1e-3);
  }

  @Test
  void aScoreOrDeviceThatIsNoneIsRefused() {
    assertTrue(predict("x.jpg", "--score", "50").requireStatus(2).complainsOf("--score", "50"));
    assertTrue(predict("x.jpg", "--device", "gpu").requireStatus(2).complainsOf("tensorrt:N"));
  }
}
