package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Successive halving (Jamieson and Talwalkar, Non-stochastic best arm identification and
 * hyperparameter optimization, 2016), with seeds for what is spent on those that are left: in each
 * round all of them are trained with more seeds, and the best of the val split go on. The baseline
 * takes part in every round.
 */
public record Race(
    @Setting(
            about = "how many of the search's best candidates are in the first round",
            byDefault = "16",
            min = 1)
        int start,
    @Setting(
            about = "how many of them are in each further round, fewer in each",
            byDefault = "[6, 3]",
            min = 1)
        List<Integer> keep,
    @Setting(
            about =
                "with how many seeds in all those of a round have been trained at its end, more in"
                    + " each",
            byDefault = "[1, 2, 4]",
            min = 1,
            minLength = 1)
        List<Integer> seeds)
    implements Consistent {

  public Race {
    keep = List.copyOf(keep);
    seeds = List.copyOf(seeds);
  }

  /** How many candidates are in each round. */
  public List<Integer> field() {
    return IntStream.concat(IntStream.of(start), keep.stream().mapToInt(Integer::intValue))
        .boxed()
        .toList();
  }

  @Override
  public void check(Conflicts conflicts) {
    List<Integer> field = field();
    conflicts.unless(
        IntStream.range(1, field.size()).allMatch(i -> field.get(i) < field.get(i - 1)),
        "keep",
        text(keep),
        "fewer in each round, and fewer than the %d that start".formatted(start),
        "start");
    conflicts.unless(
        IntStream.range(1, seeds.size()).allMatch(i -> seeds.get(i) > seeds.get(i - 1)),
        "seeds",
        text(seeds),
        "more in each round");
    conflicts.unless(
        seeds.size() == field.size(),
        "seeds",
        text(seeds),
        "%d numbers, one for each round".formatted(field.size()),
        "keep");
  }

  private static String text(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
