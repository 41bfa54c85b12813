package io.crnas.framework.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Feasible sets that tests share. */
public final class Sets {
  /** The stage sets of the paper, section 4.1. */
  public static final List<List<Long>> PAPER =
      List.of(
          List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L),
          List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L),
          List.of(2L, 3L, 5L, 6L, 9L, 11L, 14L, 17L, 20L, 23L),
          List.of(2L, 3L, 4L, 6L, 7L, 9L, 11L, 13L, 15L, 17L));

  private Sets() {}

  /** All stage allocations of so many blocks. */
  public static FeasibleSet stages(long blocks) {
    return new FeasibleSet(PAPER, 0, blocks, blocks);
  }

  /** Three dilations for each block, all of one cost. */
  public static FeasibleSet dilations(int blocks) {
    List<List<Long>> genes = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      genes.add(List.of(7L, 7L, 7L));
    }
    return new FeasibleSet(genes, 100, 0, 1_000_000);
  }

  /**
   * Up to five genes of up to four choices; costs may be negative, choices may be forbidden, and
   * the set may be empty.
   */
  public static Instance random(Random random) {
    List<List<Long>> genes = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    int spread = 1 + random.nextInt(30);
    for (int gene = 0; gene < count; gene++) {
      LongStream costs = random.longs(1 + random.nextInt(4), -spread / 4, spread);
      genes.add(costs.boxed().toList());
    }
    long minimum = random.nextLong(-spread, 3L * spread);
    Pattern pattern = random.nextBoolean() ? Pattern.ANY : pattern(genes.size(), random);
    return new Instance(
        genes, pattern, random.nextLong(10), minimum, minimum + random.nextLong(spread));
  }

  /** Up to three states between which choices lead, one in five of them nowhere. */
  private static Pattern pattern(int genes, Random random) {
    int states = 1 + random.nextInt(3);
    int[] next = random.ints(4L * states * genes, 0, 5 * states).toArray();
    return new Pattern() {
      @Override
      public int states() {
        return states;
      }

      @Override
      public int next(int gene, int state, int choice) {
        int to = next[(4 * gene + choice) * states + state];
        return to < states ? -1 : to % states;
      }
    };
  }

  /** What a feasible set is made of, and the slow way to its answers. */
  public record Instance(
      List<List<Long>> genes, Pattern pattern, long constant, long minimum, long maximum) {

    public FeasibleSet set() {
      return new FeasibleSet(genes, pattern, constant, minimum, maximum);
    }

    long cost(Choices choices) {
      long cost = constant;
      for (int gene = 0; gene < genes.size(); gene++) {
        cost += genes.get(gene).get(choices.get(gene));
      }
      return cost;
    }

    /** Every choice for every gene, in lexicographic order. */
    public List<Choices> all() {
      List<List<Integer>> prefixes = List.of(List.of());
      for (List<Long> gene : genes) {
        List<List<Integer>> longer = new ArrayList<>();
        for (List<Integer> prefix : prefixes) {
          for (int choice = 0; choice < gene.size(); choice++) {
            List<Integer> next = new ArrayList<>(prefix);
            next.add(choice);
            longer.add(next);
          }
        }
        prefixes = longer;
      }
      return prefixes.stream().map(Choices::of).toList();
    }

    /** Those that the pattern allows, whatever they cost. */
    List<Choices> allowed() {
      return all().stream().filter(this::allows).toList();
    }

    private boolean allows(Choices choices) {
      int state = 0;
      for (int gene = 0; gene < genes.size() && state >= 0; gene++) {
        state = pattern.next(gene, state, choices.get(gene));
      }
      return state >= 0;
    }

    public List<Choices> feasible() {
      return allowed().stream()
          .filter(choices -> minimum <= cost(choices) && cost(choices) <= maximum)
          .toList();
    }
  }

  public static int kept(Choices left, Choices right) {
    int kept = 0;
    for (int gene = 0; gene < left.size(); gene++) {
      kept += left.get(gene) == right.get(gene) ? 1 : 0;
    }
    return kept;
  }
}
