package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.fixtures.Npz;
import io.crnas.framework.random.Seeds;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jitter.npz}: {@code torchvision.transforms.functional} 0.14.1 on floats from 0 to 1. */
final class RecolouringTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "brightness_0.4",
        "brightness_1.7",
        "contrast_0.4",
        "contrast_1.7",
        "saturation_0.4",
        "saturation_1.7",
        "hue_-0.3",
        "hue_0.1",
        "hue_0.5"
      })
  void theColoursAreThoseOfTorchvision(String name) {
    var fixture = Npz.read("jitter.npz");
    float[] planes = Npz.get(fixture, "x").floats();
    for (int i = 0; i < planes.length; i++) {
      planes[i] *= 255;
    }

    recolouring(name).apply(planes);

    float[] expected = Npz.get(fixture, name).floats();
    for (int i = 0; i < planes.length; i++) {
      assertEquals(expected[i], planes[i] / 255, 2e-6, name + " " + i);
    }
  }

  private static Recolouring recolouring(String name) {
    int line = name.indexOf('_');
    float number = Float.parseFloat(name.substring(line + 1));
    return switch (name.substring(0, line)) {
      case "brightness" -> new Recolouring.Brightness(number);
      case "contrast" -> new Recolouring.Contrast(number);
      case "saturation" -> new Recolouring.Saturation(number);
      case "hue" -> new Recolouring.Hue(number);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void factorsAreDrawnWithinTheStrengthsInEveryOrder() {
    var jitter = new Jitter(0.3, 1.5, 0, 0.1);
    var orders = new HashSet<List<Class<?>>>();
    float least = 9;
    float most = 0;
    for (int i = 0; i < 1000; i++) {
      List<Recolouring> drawn = jitter.draw(Seeds.generator(1, "test", i));
      orders.add(drawn.stream().<Class<?>>map(Object::getClass).toList());
      for (Recolouring recolouring : drawn) {
        switch (recolouring) {
          case Recolouring.Brightness b -> assertEquals(1, b.factor(), 0.3001);
          case Recolouring.Contrast c -> {
            least = Math.min(least, c.factor());
            most = Math.max(most, c.factor());
          }
          case Recolouring.Saturation s -> throw new AssertionError(s);
          case Recolouring.Hue h -> assertEquals(0, h.shift(), 0.1001);
        }
      }
    }
    assertEquals(6, orders.size());
    assertTrue(least >= 0 && least < 0.02, "down to " + least);
    assertTrue(most <= 2.5 && most > 2.48, "up to " + most);
    assertNotEquals(
        jitter.draw(Seeds.generator(1, "test", 0)), jitter.draw(Seeds.generator(1, "test", 1)));
  }

  @Test
  void strengthsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Jitter(-0.1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Jitter(0, 0, Double.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> new Jitter(0, 0, 0, 0.6));
  }
}
