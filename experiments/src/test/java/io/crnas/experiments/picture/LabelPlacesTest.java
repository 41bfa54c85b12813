package io.crnas.experiments.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelPlacesTest {
  @Test
  void aLabelIsAboveItsBoxAndInsideWhereThereIsNoRoom() {
    var places = new LabelPlaces(100, 100);
    assertEquals(
        Optional.of(new Area(20, 20, 50, 30)), places.take(new Area(20, 30, 60, 70), 30, 10));
    assertEquals(
        Optional.of(new Area(70, 5, 100, 15)), places.take(new Area(80, 5, 95, 90), 30, 10));
  }

  @Test
  void anotherLabelOfTheSameBoxGoesElsewhere() {
    var places = new LabelPlaces(100, 100);
    Area box = new Area(10, 10, 90, 60);
    List<Area> taken = new ArrayList<>();
    for (Optional<Area> next = places.take(box, 30, 10);
        next.isPresent();
        next = places.take(box, 30, 10)) {
      taken.add(next.get());
    }
    assertEquals(8, taken.size());
  }

  @Test
  void labelsOfACrowdAreInsideAndApart() {
    var random = new Random(4);
    var places = new LabelPlaces(320, 240);
    List<Area> taken = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double left = random.nextDouble(300);
      double top = random.nextDouble(220);
      places
          .take(
              new Area(left, top, left + random.nextDouble(60), top + random.nextDouble(60)), 40, 9)
          .ifPresent(taken::add);
    }
    assertTrue(taken.size() > 60 && taken.size() < 300, "" + taken.size());
    assertEquals(taken.size(), Set.copyOf(taken).size());
    for (Area one : taken) {
      assertTrue(one.left() >= 0 && one.top() >= 0 && one.right() <= 320 && one.bottom() <= 240);
      for (Area other : taken) {
        assertFalse(!one.equals(other) && one.overlaps(other), one + " and " + other);
      }
    }
  }

  @Test
  void aLabelThatIsWiderThanTheImageIsLeftOut() {
    assertEquals(Optional.empty(), new LabelPlaces(20, 100).take(new Area(0, 50, 9, 60), 30, 10));
  }
}
