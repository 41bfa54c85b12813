package io.crnas.experiments.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.sketch.Sketch.Net;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.Layout;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SketchTest {

  @ParameterizedTest
  @CsvSource({
    "RESNET50, 1-3-5-7/1.112.11223.1222333, 3",
    "MOBILENETV2, 2-3-4-3-3-1/11.213.1234.111.122.3, 4",
    "SHUFFLENETV2, 3-7-6/213.1231211.132122, 3"
  })
  void thereIsOneShapeForEachBlockAndTheStridesNarrow(
      Family family, String allocation, int halvings) throws Exception {
    Allocation drawn = Allocation.parse(allocation);
    Layout layout = family.backbone().layout();
    List<Element> blocks = blocks(Sketch.svg(layout, List.of(new Net("", drawn))));
    assertEquals(drawn.stages().depth(), blocks.size());

    List<Integer> dilations = drawn.dilations().dilations().stream().flatMap(List::stream).toList();
    for (int i = 0; i < blocks.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertEquals(
            dilations.get(i).equals(dilations.get(j)),
            blocks.get(i).getAttribute("fill").equals(blocks.get(j).getAttribute("fill")),
            "a colour for each dilation");
      }
    }
    long narrowing = blocks.stream().filter(block -> numbers(block).get(1) != top(block)).count();
    assertEquals(halvings, narrowing, "blocks to strides 8, 16 and 32, and of MobileNetV2 to 4");
  }

  /** Stages begin at the same place in every net, below the same stage of the one above. */
  @Test
  void netsAreAlignedUnderEachOther() throws Exception {
    Layout layout = Family.RESNET18.backbone().layout();
    Allocation shallow = Allocation.parse("1-1-1-1");
    Allocation deep = Allocation.parse("1-4-1-2");
    List<Element> blocks =
        blocks(Sketch.svg(layout, List.of(new Net("a", shallow), new Net("b", deep))));
    List<Element> upper = blocks.subList(0, 4);
    List<Element> lower = blocks.subList(4, 12);
    for (int stage = 0; stage < 4; stage++) {
      int first = List.of(0, 1, 5, 6).get(stage);
      assertEquals(numbers(upper.get(stage)).get(0), numbers(lower.get(first)).get(0));
      assertTrue(numbers(upper.get(stage)).get(1) < numbers(lower.get(first)).get(1));
    }
  }

  /** In the middle of each block, where its colour is. */
  @Test
  void asPixelsItHasTheColoursOfItsBlocks() throws Exception {
    String svg =
        Sketch.svg(
            Family.RESNET50.backbone().layout(),
            List.of(
                new Net("Baseline", Allocation.parse("3-4-6-3")),
                new Net("Found", Allocation.parse("1-3-5-7/1.112.11223.1222333"))));
    BufferedImage pixels = Raster.of(svg).orElseThrow();
    for (Element block : blocks(svg)) {
      List<Integer> corners = numbers(block);
      int x = corners.getFirst() + 5;
      int y = corners.get(1) + 8;
      assertEquals(
          Integer.decode(block.getAttribute("fill")), pixels.getRGB(2 * x, 2 * y) & 0xffffff);
    }
    assertEquals(0xffffff, pixels.getRGB(1, 1) & 0xffffff);
  }

  /** Each has a colour and an entry in the legend, all within the picture. */
  @Test
  void kindsOfBlocksAreToldByTheirNumbers() throws Exception {
    List<String> kinds =
        List.of("3x3", "5x5, expansion 3", "7x7", "<8>", "e", "f", "g", "h", "9x9, dilation 2");
    String svg =
        Sketch.svg(
            Family.MOBILENETV2.backbone().layout(),
            Optional.of(kinds),
            List.of(new Net("", Allocation.parse("2-3-2-2-1-1/12.345.67.89.1.1"))));
    List<Element> blocks = blocks(svg);
    assertEquals(9, blocks.stream().map(block -> block.getAttribute("fill")).distinct().count());
    assertTrue(svg.contains(">2: 5x5, expansion 3</text>"), svg);
    assertTrue(svg.contains(">4: &lt;8&gt;</text>"), svg);
    int height = Integer.parseInt(svg.replaceFirst("(?s).*? height=\"(\\d+)\".*", "$1"));
    Matcher y = Pattern.compile("<text x=\"\\d+\" y=\"(\\d+)\"").matcher(svg);
    assertTrue(y.results().allMatch(text -> Integer.parseInt(text.group(1)) < height), svg);
  }

  /** All of it is within the picture, and each head is to the right of what it runs on. */
  @Test
  void aDetectorIsItsLevelsAndItsHeads() throws Exception {
    Backbone backbone = Family.RESNET18.backbone();
    Layout layout = backbone.layout();
    List<Net> nets = List.of(new Net("", Allocation.parse("1-1-1-1")));
    Detector cascade = CascadeRcnn.of(FasterRcnn.published()).withMasks().detector(3);
    String svg =
        Sketch.svg(
            layout, Optional.empty(), nets, Optional.of(Sketch.Behind.of(cascade, backbone)));

    List<Integer> heights =
        paths(svg, "level").stream().map(level -> numbers(level).get(3)).toList();
    assertEquals(5, heights.size());
    assertEquals(heights.stream().sorted(Comparator.reverseOrder()).toList(), heights);
    assertTrue(svg.contains(">cascade-mask-rcnn</tspan>\u00a0on fpn of 256 channels</text>"), svg);
    List<Element> heads = paths(svg, "head");
    assertEquals(cascade.heads().size(), heads.size());
    for (String text :
        List.of(
            "each level, 3 anchors",
            "1,000 proposals",
            "each RoI in 7x7 cells",
            "1,000 RoIs, moved",
            "100 detections",
            "each RoI in 14x14 cells",
            "the masks of 100")) {
      assertTrue(svg.contains(">" + text + "</text>"), text);
    }
    int width = Integer.parseInt(svg.replaceFirst("(?s).*? width=\"(\\d+)\".*", "$1"));
    int end = 0;
    for (Element head : heads) {
      List<Integer> numbers = numbers(head);
      assertTrue(numbers.getFirst() >= end, svg);
      end = numbers.getFirst() + numbers.get(2);
    }
    assertTrue(end <= width, svg);
    assertEquals(
        blocks(Sketch.svg(layout, nets)).size(), blocks(svg).size(), "the nets are as without");

    String points =
        Sketch.svg(
            layout,
            Optional.empty(),
            nets,
            Optional.of(Sketch.Behind.of(Fcos.published(256).detector(3), backbone)));
    assertTrue(points.contains(">each cell of each level</text>"), points);
    assertTrue(points.contains(">P7</text>"), points);
    assertFalse(points.contains(">P2</text>"), points);
  }

  /** DetNet-59 does not halve its last levels. */
  @Test
  void theLevelsOfAPyramidAreAsHighAsTheNetworkMakesThem() throws Exception {
    Backbone backbone = Family.DETNET59.backbone();
    Sketch.Behind behind = Sketch.Behind.of(FasterRcnn.published().detector(3), backbone);
    List<Net> nets = List.of(new Net("", Allocation.of(backbone.baseline())));

    String svg = Sketch.svg(backbone.layout(), Optional.empty(), nets, Optional.of(behind));

    assertEquals(List.of(4, 8, 16, 16, 16), behind.strides());
    assertEquals(
        behind.strides().stream().map(Sketch::height).toList(),
        paths(svg, "level").stream().map(level -> numbers(level).get(3)).toList());
  }

  @Test
  void titlesAreEscapedAndNothingIsNoDrawing() throws Exception {
    Layout layout = Family.RESNET18.backbone().layout();
    Allocation allocation = Allocation.parse("1-1-1-1");
    assertEquals(4, blocks(Sketch.svg(layout, List.of(new Net("<b> & \"c\"", allocation)))).size());
    assertThrows(IllegalArgumentException.class, () -> Sketch.svg(layout, List.of()));
  }

  private static int top(Element block) {
    return numbers(block).get(3);
  }

  /** The numbers of a path: x and top at the left, x and top at the right, and so on. */
  private static List<Integer> numbers(Element block) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : block.getAttribute("d").split("[^0-9]+", -1)) {
      if (!number.isEmpty()) {
        numbers.add(Integer.valueOf(number));
      }
    }
    return numbers;
  }

  private static List<Element> blocks(String svg) throws Exception {
    return paths(svg, "block");
  }

  private static List<Element> paths(String svg, String kind) throws Exception {
    NodeList paths =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getElementsByTagName("path");
    List<Element> blocks = new ArrayList<>();
    for (int i = 0; i < paths.getLength(); i++) {
      if (paths.item(i) instanceof Element path && path.getAttribute("class").equals(kind)) {
        blocks.add(path);
      }
    }
    return blocks;
  }
}
