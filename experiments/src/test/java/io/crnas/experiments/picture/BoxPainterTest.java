package io.crnas.experiments.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxPainterTest {
  @Test
  void eachKindHasItsColourAlongTheEdgeAndNothingInside() {
    var image = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
    BoxPainter.paint(
        image,
        List.of(
            new BoxPainter.Labelled(new Area(20, 30, 80, 90), "", 0),
            new BoxPainter.Labelled(new Area(120, 30, 180, 90), "", 1)));
    assertClose(BoxPainter.colour(0), new Color(image.getRGB(20, 60)));
    assertClose(BoxPainter.colour(1), new Color(image.getRGB(120, 60)));
    assertEquals(Color.BLACK.getRGB(), image.getRGB(50, 60));
  }

  @Test
  void neighbouringKindsAreFarApart() {
    for (int kind = 0; kind < 20; kind++) {
      float[] one = hsb(BoxPainter.colour(kind));
      float[] next = hsb(BoxPainter.colour(kind + 1));
      float distance = Math.abs(one[0] - next[0]);
      assertEquals(0.5, distance, 0.2, "" + kind);
      assertNotEquals(BoxPainter.colour(0), BoxPainter.colour(kind + 1));
    }
  }

  private static float[] hsb(Color colour) {
    return Color.RGBtoHSB(colour.getRed(), colour.getGreen(), colour.getBlue(), null);
  }

  /** The line is 1.35 pixels wide, so that the pixel is a mixture. */
  private static void assertClose(Color expected, Color found) {
    assertEquals(expected.getRed(), found.getRed(), 90);
    assertEquals(expected.getGreen(), found.getGreen(), 90);
    assertEquals(expected.getBlue(), found.getBlue(), 90);
  }
}
