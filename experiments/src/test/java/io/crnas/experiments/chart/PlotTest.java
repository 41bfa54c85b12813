package io.crnas.experiments.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PlotTest {
  private static final Axis ACROSS = new Axis("a < b", 0, 10, 5);
  private static final Axis UP = new Axis("up", -1, 1, 0.5);

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void aDotLiesWhereItsNumbersAreOnTheAxes() throws Exception {
    Document svg =
        parse(
            new Plot("R&D", List.of("n > 1"), ACROSS, UP)
                .dot(new Plot.Point(0, -1), "\"low\"", Plot.colour(0))
                .dot(new Plot.Point(5, 0), "middle", Plot.colour(0))
                .dot(new Plot.Point(10, 1), "high", Plot.colour(0))
                .svg());

    var dots = svg.getElementsByTagName("circle");
    var low = (Element) dots.item(0);
    var middle = (Element) dots.item(1);
    var high = (Element) dots.item(2);
    assertEquals("\"low\"", low.getTextContent());
    assertEquals((number(low, "cx") + number(high, "cx")) / 2, number(middle, "cx"), 0.1);
    assertEquals((number(low, "cy") + number(high, "cy")) / 2, number(middle, "cy"), 0.1);
    // Of the marks, the first is the lowest.
    var mark = (Element) svg.getElementsByTagName("line").item(0);
    assertEquals(number(mark, "y1"), number(low, "cy"), 0.1);
    assertEquals(number(mark, "x1"), number(low, "cx"), 0.1);
  }

  @Test
  void aBarReachesFromItsLowToItsHighEnd() throws Exception {
    Document svg =
        parse(
            new Plot("a", List.of(), ACROSS, UP)
                .bar(5, -1, 1, Plot.colour(0))
                .dot(new Plot.Point(5, -1), "low", Plot.colour(0))
                .dot(new Plot.Point(5, 1), "high", Plot.colour(0))
                .svg());

    var lines = svg.getElementsByTagName("line");
    var bar = (Element) lines.item(lines.getLength() - 1);
    var low = (Element) svg.getElementsByTagName("circle").item(0);
    var high = (Element) svg.getElementsByTagName("circle").item(1);
    assertEquals(number(low, "cx"), number(bar, "x1"), 0.1);
    assertEquals(number(low, "cx"), number(bar, "x2"), 0.1);
    assertEquals(number(low, "cy"), number(bar, "y1"), 0.1);
    assertEquals(number(high, "cy"), number(bar, "y2"), 0.1);
  }

  @Test
  void itRefersToNothingOutsideItself() throws Exception {
    String svg =
        new Plot("a", List.of(), ACROSS, UP)
            .band(
                List.of(new Plot.Point(0, 0), new Plot.Point(1, 0)),
                List.of(new Plot.Point(0, 1), new Plot.Point(1, 1)),
                Plot.colour(1))
            .line(List.of(new Plot.Point(0, 0), new Plot.Point(1, 1)), Plot.colour(1))
            .legend("one & two", Plot.colour(1))
            .svg();

    assertEquals("svg", parse(svg).getDocumentElement().getTagName());
    assertFalse(svg.contains("href") || svg.contains("url("), svg);
    assertEquals(1, svg.split("http", -1).length - 1, "the name space alone");
  }
}
