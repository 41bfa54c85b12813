package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoxMaskTest {
  /** More and more from left to right, and nothing below. */
  private static final BoxMask MASK = new BoxMask(2, new float[] {0.2f, 1, 0, 0});

  @Test
  void betweenTheMiddlesOfCellsItIsBilinear() {
    assertEquals(0.2, MASK.at(0.25, 0.25), 1e-6);
    assertEquals(0.6, MASK.at(0.5, 0.25), 1e-6);
    assertEquals(0.3, MASK.at(0.5, 0.5), 1e-6);
    assertEquals(1, MASK.at(1, 0), 1e-6);
    assertEquals(0, MASK.at(1.01, 0.25));
    assertEquals(0, MASK.at(0.5, -0.01));
  }

  @Test
  void anObjectCoversWhatItsMaskSaysOrItsBox() {
    var masked = new Detection("cell", 0, 0.9f, 10, 20, 30, 60, Optional.of(MASK));
    assertTrue(masked.covers(25, 30));
    assertFalse(masked.covers(15, 30));
    assertFalse(masked.covers(25, 50));
    assertFalse(masked.covers(31, 30));
    var plain = new Detection("cell", 0, 0.9f, 10, 20, 30, 60);
    assertTrue(plain.covers(15, 50));
    assertFalse(plain.covers(15, 61));
  }
}
