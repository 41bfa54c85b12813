package io.crnas.experiments.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.run.DescriptorPipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code crnas cost} and {@code crnas sketch}. */
class CostCommandTest {
  private final StringWriter err = new StringWriter();

  /** Table 1 of the paper; the residual of the convention is at most 0.25. */
  @ParameterizedTest
  @CsvSource({"resnet18, 2-2-2-2, 147.7", "resnet50, 3-4-6-3, 192.5", "resnet101, 3-4-23-3, 257.3"})
  void operationsAreThePapers(String backbone, String allocation, double expected) {
    List<String> lines =
        lines("cost", "--backbone", backbone, "--convention", "thop", "--allocation", allocation);
    assertEquals(backbone + " in faster-rcnn at 800x1088", lines.getFirst());
    String total =
        lines.stream().filter(line -> line.startsWith("total")).findFirst().orElseThrow();
    assertEquals(expected, Double.parseDouble(total.split(" +", -1)[1]), 0.25);
  }

  @Test
  void netsStandSideBySidePartByPart() {
    List<String> lines =
        lines(
            "cost",
            "--backbone",
            "mobilenetv2",
            "--detector",
            "mask-rcnn",
            "--allocation",
            "2-3-4-3-3-1/11.213.1234.111.122.3",
            "--input",
            "64x96",
            "1-3-4-3-3-1");
    assertEquals(
        "10^9 multiply-accumulates  2-3-4-3-3-1  2-3-4-3-3-1/11.213.1234.111.122.3  1-3-4-3-3-1",
        lines.get(2));
    assertEquals(
        List.of(
            "stem", "stage1", "stage2", "stage3", "stage4", "stage5", "stage6", "neck", "rpn",
            "box", "mask", "total"),
        lines.subList(3, 15).stream().map(line -> line.split(" ", 2)[0]).toList());
    assertEquals(4 + 3 * 14 - 3, lines.size(), "three metrics");
  }

  @Test
  void jsonHasWholeNumbersThatAddUp() {
    List<String> lines =
        lines(
            "cost",
            "--json",
            "--backbone",
            "resnext50-32x4d",
            "--width",
            "16",
            "--detector",
            "none",
            "--input",
            "64x64",
            "--latency");
    JsonNode root = new ObjectMapper().readTree(String.join("", lines));
    assertEquals("none", root.get("detector").asString());
    assertEquals("mac", root.get("convention").asString());
    JsonNode net = root.get("nets").get(0);
    assertEquals("3-4-6-3/111.1111.111111.111", net.get("allocation").asString());
    assertEquals(5, net.get("parts").size());
    for (String metric : List.of("operations", "parameters", "activations")) {
      long sum = net.get("parts").valueStream().mapToLong(p -> p.get(metric).asLong()).sum();
      assertEquals(sum, net.get("total").get(metric).asLong(), metric);
    }
    double minimum = net.get("latency").get("minimum").asDouble();
    assertTrue(minimum > 0 && minimum <= net.get("latency").get("median").asDouble());
  }

  @Test
  void everyKeyOfADetectorCanBeSet() {
    List<String> lines =
        lines(
            ("cost --backbone resnet18 --input 64x96 --detector cascade-rcnn --set masks=true"
                    + " --set faster-rcnn.neck=pafpn --set faster-rcnn.fpn-channels=32")
                .split(" ", -1));
    assertEquals("resnet18 in cascade-mask-rcnn at 64x96", lines.getFirst());
    assertEquals(
        List.of("neck", "rpn", "box", "box", "box", "mask", "total"),
        lines.subList(8, 15).stream().map(line -> line.split(" ", 2)[0]).toList());

    assertEquals(
        2, status("cost --set neck=bifpn --set rpn-postnms=3 --set fpn-channels=0".split(" ", -1)));
    assertTrue(err.toString().contains("--set neck: found bifpn, expected one of"), err::toString);
    assertTrue(err.toString().contains("rpn-post-nms (the nearest key)"), err::toString);
    assertTrue(err.toString().contains("--set fpn-channels: found 0"), err::toString);
    assertEquals(2, status("cost", "--detector", "none", "--set", "neck=pafpn"));
    assertTrue(err.toString().contains("no detector is asked for"), err::toString);
  }

  /** DeformableTest and VariedTest say what they are. */
  @Test
  void whatTheSpaceSaysOfBlocksIsCounted() {
    List<String> plain = lines("cost", "--detector", "none");
    List<String> deformable =
        lines("cost", "--detector", "none", "--set", "space.deformable=[3, 4, 5]");
    List<String> kinds =
        lines(
            "cost",
            "--detector",
            "none",
            "3-4-6-3/111.1111.111111.112",
            "--set",
            "space.blocks=[{}, {kernel: 5}]");
    assertEquals(plain.get(3), deformable.get(3), "the stem");
    assertNotEquals(plain.get(7), deformable.get(7), "layer4");
    assertEquals(
        "resnet50 with the blocks 1: 3x3; 2: 5x5 alone at 800x1088",
        kinds.getFirst(),
        "what the digits stand for");
    // 25 for 9 of the last block's inner 512 x 512 on 25 x 34 cells, in 10^9.
    double more = 512.0 * 512 * 16 * 25 * 34 / 1e9;
    String[] layer4 = kinds.get(7).split(" +", -1);
    assertEquals(
        Double.parseDouble(layer4[1]) + more, Double.parseDouble(layer4[2]), 0.002, kinds.get(7));

    assertEquals(
        2,
        status("cost", "3-4-6-3/111.1111.111111.113", "--set", "space.blocks=[{}, {kernel: 5}]"));
    assertTrue(err.toString().contains("numbers of the kinds of blocks as digits"), err::toString);
    assertEquals(2, status("sketch", "3-4-6-3", "--set", "neck=pafpn", "--set", "space.blocks=[]"));
    assertTrue(err.toString().contains("--set: found neck, expected a key of the space"));
    String svg =
        String.join("", lines("sketch", "3-4-6-3", "--set", "space.blocks=[{}, {kernel: 5}]"));
    assertTrue(svg.contains(">2: 5x5</text>"), svg);
  }

  @Test
  void wrongAllocationsAndWidthsAreBadInput() {
    assertEquals(2, status("cost", "--backbone", "resnet18", "1-1-2", "2-2-2-2/1.1.1.1", "x"));
    assertEquals(4, err.toString().lines().count(), err::toString);
    assertEquals(2, status("cost", "--backbone", "resnet18", "--width", "0"));
    assertEquals(2, status("cost", "--backbone", "mobilenetv2", "2-2-2-2"));
    assertEquals(2, status("sketch", "--backbone", "shufflenetv2", "2-2-2-2"));
    assertEquals(2, status("sketch"));
  }

  @Test
  void aSketchGoesToAFileOrToStandardOutput(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("nets.svg");
    String allocation = "1-3-5-7/1.112.11223.1222333";
    assertEquals(0, status("sketch", "3-4-6-3", allocation, "--out", file.toString()));
    List<String> printed = lines("sketch", "3-4-6-3", allocation);
    assertEquals(printed, Files.readAllLines(file));
    assertTrue(printed.getFirst().startsWith("<svg"), printed.getFirst());
    assertTrue(String.join("", printed).contains("resnet50"), "the baseline bears its name");
  }

  private int status(String... arguments) {
    var line = Commands.line(new DescriptorPipeline());
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private List<String> lines(String... arguments) {
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(0, status(arguments), err::toString);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
