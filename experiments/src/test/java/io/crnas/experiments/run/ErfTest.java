package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErfTest {
  @TempDir Path scratch;

  private Ending erf(String... arguments) {
    var all = new ArrayList<>(List.of("erf", "--threads", "1", "--json"));
    all.addAll(List.of("--out", scratch.resolve("erf.png").toString()));
    all.addAll(List.of(arguments));
    return Ending.of(all.toArray(String[]::new));
  }

  private static List<JsonNode> fields(Ending ending) {
    return ending.requireStatus(0).out().stream()
        .map(line -> JsonMapper.shared().readTree(line))
        .filter(event -> event.get("event").stringValue().equals("field"))
        .toList();
  }

  private static List<String> levels(List<JsonNode> fields) {
    return fields.stream()
        .map(field -> field.get("net").stringValue() + " " + field.get("level").stringValue())
        .toList();
  }

  private BufferedImage picture() throws IOException {
    return Objects.requireNonNull(ImageIO.read(scratch.resolve("erf.png").toFile()));
  }

  @Test
  void allocationsHaveARowOfStagesEachAndTheSamePictureAgain() throws IOException {
    String[] line = {
      "--backbone=resnet18", "--width=4", "--input=64x96", "--count=2", "1-1-1-1", "1-1-1-1/1.2.1.1"
    };
    List<JsonNode> fields = fields(erf(line));
    assertEquals(
        List.of(
            "resnet18 1-1-1-1 C2",
            "resnet18 1-1-1-1 C3",
            "resnet18 1-1-1-1 C4",
            "resnet18 1-1-1-1 C5",
            "resnet18 1-1-1-1/1.2.1.1 C2",
            "resnet18 1-1-1-1/1.2.1.1 C3",
            "resnet18 1-1-1-1/1.2.1.1 C4",
            "resnet18 1-1-1-1/1.2.1.1 C5"),
        levels(fields));
    assertEquals(64, fields.get(1).get("anchors").get(0).intValue());
    assertEquals(51, fields.get(1).get("height").intValue());
    assertEquals(67, fields.get(5).get("width").intValue());
    assertTrue(
        fields.get(1).get("radius").doubleValue() < fields.get(5).get("radius").doubleValue());
    BufferedImage picture = picture();
    assertTrue(picture.getWidth() > 4 * 224 && picture.getHeight() > 2 * 149, picture::toString);
    byte[] first = Files.readAllBytes(scratch.resolve("erf.png"));
    fields(erf(line));
    assertArrayEquals(first, Files.readAllBytes(scratch.resolve("erf.png")));
  }

  @Test
  void theLevelsOfAnAllocationsPyramidSeeWhatCoarserOnesDo() throws IOException {
    String[] line = {"--backbone=resnet18", "--width=4", "--input=64x96", "--count=2", "1-1-1-1"};
    List<JsonNode> stages = fields(erf(line));
    List<JsonNode> fields =
        fields(erf(Stream.concat(Stream.of("--pyramid"), Stream.of(line)).toArray(String[]::new)));

    assertEquals(
        List.of("P2", "P3", "P4", "P5", "P6"),
        fields.stream().map(field -> field.get("level").stringValue()).toList());
    assertEquals(
        List.of(32, 64, 128, 256, 512),
        fields.stream().map(field -> field.get("anchors").get(0).intValue()).toList());
    assertTrue(
        fields.getFirst().get("radius").doubleValue()
            > stages.getFirst().get("radius").doubleValue());
  }

  @Test
  void bothTrainedNetsOfARunHaveItsOwnAnchorsAndIfWantedTheLevelsOfItsPyramid() throws IOException {
    Path run = scratch.resolve("run");
    Ending.of(
            "run",
            TinyRun.descriptor(scratch).toString(),
            "--out=" + run,
            "--quiet",
            "--set=levels.0.evaluator.steps=3",
            "--set=levels.1.evaluator.steps=3",
            "--set=levels.0.strategy={kind: random, evaluations: 2}",
            "--set=levels.1.strategy={kind: random, evaluations: 2}",
            "--set=retrain.steps=3")
        .requireStatus(0);

    List<JsonNode> stages = fields(erf("--count=2", run.toString()));

    assertEquals(8, stages.size());
    assertEquals("baseline 2-2-2-2 C2", levels(stages).getFirst());
    assertEquals(32, stages.get(3).get("anchors").get(0).intValue());

    List<JsonNode> fields = fields(erf("--count=2", "--pyramid", run.toString()));

    assertEquals(10, fields.size());
    assertEquals("baseline 2-2-2-2 P2", levels(fields).getFirst());
    // What P2 is made of reads two cells of C5 beside each other.
    assertEquals(
        stages.get(3).get("width").intValue() + 32, fields.getFirst().get("width").intValue());
    assertTrue(levels(fields).getLast().startsWith("found "), () -> "" + levels(fields));
    assertEquals(
        List.of(8, 16, 24, 32, 48),
        fields.subList(5, 10).stream()
            .map(field -> field.get("anchors").get(0).intValue())
            .toList());

    Ending.of("erf", run.toString(), "--count=1", "--quiet").requireStatus(0);
    Ending.of("report", run.toString(), "--quiet").requireStatus(0);
    String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(run.resolve("erf.png")));
    assertTrue(Files.readString(run.resolve("report.html")).contains("base64," + picture));

    // Its backbone by itself, from the run's weights, on an image of the disk.
    String[] alone = {
      "--backbone=resnet18",
      "--width=8",
      "--input=64x64",
      "--images=" + scratch.resolve("erf.png"),
      "--weights=" + run.resolve("baseline.safetensors")
    };
    Ending known = erf(with(alone, "2-2-2-2"));
    assertEquals(4, fields(known).size());
    assertFalse(known.toString().contains("random"), known::toString);
    Ending deeper = erf(with(alone, "2-2-2-3"));
    assertEquals(4, fields(deeper).size());
    assertTrue(
        deeper.toString().contains("100 of 110 parameters are in the file"), deeper::toString);
  }

  private static String[] with(String[] options, String argument) {
    return Stream.concat(Stream.of(options), Stream.of(argument)).toArray(String[]::new);
  }

  @Test
  void whatCanNotBeMeasuredIsRefusedAndNothingIsWritten() throws IOException {
    Path image = Files.writeString(scratch.resolve("a.jpg"), "no image");
    List<Ending> refused =
        List.of(
            erf("1-1-1"),
            erf("--count=0", "1-1-1-1"),
            erf("--blocks=1-1-1-1", "1-1-1-1"),
            erf("--width=7.5", "1-1-1-1"),
            erf("--width=8", scratch.toString()),
            erf("--set=space.deformable=[5]", scratch.toString()),
            erf("--input=0x4", "1-1-1-1"),
            erf("--weights=" + scratch.resolve("none.pth"), "1-1-1-1"),
            erf("--images=" + scratch.resolve("nowhere"), "1-1-1-1"),
            erf("--images=" + image, "1-1-1-1"),
            erf(scratch.toString()));
    List<String> said =
        List.of(
            "4 stages",
            "--count",
            "--weights",
            "--width",
            "runs alone",
            "runs alone",
            "--input",
            "none.pth",
            "nowhere",
            "a.jpg",
            "no descriptor.yaml");
    for (int i = 0; i < refused.size(); i++) {
      Ending ending = refused.get(i).requireStatus(2);
      assertTrue(ending.complainsOf(said.get(i)), ending::toString);
    }
    assertFalse(Files.exists(scratch.resolve("erf.png")));
  }
}
