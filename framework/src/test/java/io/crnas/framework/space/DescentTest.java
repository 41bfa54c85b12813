package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescentTest {
  private static Preferences preferences(FeasibleSet set, Random random) {
    return new Preferences(
        IntStream.range(0, set.genes())
            .mapToObj(gene -> random.doubles(set.choices(gene), -3, 3).boxed().toList())
            .toList());
  }

  @Test
  void theCandidatesComeInTheOrderOfTheListWhateverIsForbidden() {
    var random = new Random(8);
    int sets = 0;
    for (int i = 0; i < 1000; i++) {
      Sets.Instance instance = Sets.random(random);
      Preferences preferences = preferences(instance.set(), random);
      List<Choices> listed = new ArrayList<>(instance.feasible());
      listed.sort(
          Comparator.comparingDouble((Choices candidate) -> preferences.of(candidate)).reversed());
      var descent = new Descent(instance.set(), preferences);
      List<Choices> found = new ArrayList<>(descent.next(1));
      found.addAll(descent.next(1000));
      assertEquals(listed, found);
      assertEquals(List.of(), descent.next(1));
      sets += listed.size() > 1 ? 1 : 0;
    }
    assertTrue(sets > 100, "only " + sets);
  }

  @Test
  void ofCandidatesThatArePreferredAlikeTheFirstIsFirst() {
    FeasibleSet set = Sets.dilations(3);
    var alike =
        new Preferences(List.of(List.of(0., 0., 0.), List.of(0., 0., 0.), List.of(0., 0., 0.)));
    assertEquals(set.stream().toList(), new Descent(set, alike).next(27));
  }

  /** 3^33 candidates of one cost, of which ten take no time. */
  @Test
  void theFirstOfVeryManyAreFoundWithoutTheOthers() {
    FeasibleSet set = Sets.dilations(33);
    Preferences preferences = preferences(set, new Random(2));
    List<Choices> first = new Descent(set, preferences).next(10);
    int[] best =
        IntStream.range(0, 33)
            .map(gene ->
                IntStream.range(0, 3)
                    .boxed()
                    .max(Comparator.comparing(preferences.logits().get(gene)::get))
                    .orElseThrow())
            .toArray();
    assertEquals(Choices.of(best), first.getFirst());
    assertEquals(10, first.size());
    for (int i = 1; i < 10; i++) {
      assertTrue(preferences.of(first.get(i)) <= preferences.of(first.get(i - 1)));
    }
  }

  @Test
  void preferencesOfOtherGenesAreRefused() {
    FeasibleSet set = Sets.dilations(2);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Descent(set, new Preferences(List.of(List.of(1., 2., 3.)))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Descent(set, new Preferences(List.of(List.of(1., 2.), List.of(1., 2.)))));
  }

  @Test
  void aPreferenceIsTheLogarithmOfAProbability() {
    var preferences = new Preferences(List.of(List.of(0., Math.log(3)), List.of(1000.)));
    assertEquals(Math.log(0.75), preferences.of(Choices.of(1, 0)), 1e-12);
    assertEquals(0.25, preferences.probabilities(0)[0], 1e-12);
    assertThrows(
        IllegalArgumentException.class, () -> new Preferences(List.of(List.of(0., Double.NaN))));
  }
}
