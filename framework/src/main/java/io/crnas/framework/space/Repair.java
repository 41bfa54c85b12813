package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Finds the feasible candidates nearest to given choices by dynamic programming from the end. */
final class Repair {
  /** Worse than keeping no choice at all: the range is out of reach. */
  private static final int IMPOSSIBLE = -1;

  /** For each layer and sum the most choices that the genes from there on can keep. */
  private final List<int[]> kept = new ArrayList<>();

  /** In how many ways they can keep that many. */
  private final List<BigInteger[]> ways = new ArrayList<>();

  private final List<Sums> sums;
  private final Choices given;

  private Repair(List<Sums> sums, Choices given) {
    this.sums = sums;
    this.given = given;
    int last = sums.getLast().size();
    BigInteger[] ones = new BigInteger[last];
    Arrays.fill(ones, BigInteger.ONE);
    kept.add(new int[last]);
    ways.add(ones);
    for (int gene = given.size() - 1; gene >= 0; gene--) {
      addLayer(gene);
    }
  }

  /** One of the feasible candidates that keep the most choices, each equally likely. */
  static Choices nearest(List<Sums> sums, Choices given, RandomGenerator random) {
    return new Repair(sums, given).draw(random);
  }

  private void addLayer(int gene) {
    Sums layer = sums.get(gene);
    int[] best = new int[layer.size()];
    BigInteger[] count = new BigInteger[layer.size()];
    for (int at = 0; at < layer.size(); at++) {
      best[at] = IMPOSSIBLE;
      count[at] = BigInteger.ZERO;
      for (int choice = 0; choice < layer.choices(at); choice++) {
        int next = layer.next(at, choice);
        int keeps = next < 0 ? IMPOSSIBLE : keeps(gene, choice, kept.getFirst()[next]);
        if (keeps > best[at]) {
          best[at] = keeps;
          count[at] = ways.getFirst()[next];
        } else if (keeps == best[at] && keeps != IMPOSSIBLE) {
          count[at] = count[at].add(ways.getFirst()[next]);
        }
      }
    }
    kept.addFirst(best);
    ways.addFirst(count);
  }

  private int keeps(int gene, int choice, int after) {
    return after == IMPOSSIBLE ? IMPOSSIBLE : after + (given.get(gene) == choice ? 1 : 0);
  }

  private Choices draw(RandomGenerator random) {
    BigInteger left = Uniform.below(ways.getFirst()[0], random);
    int[] choices = new int[given.size()];
    int at = 0;
    for (int gene = 0; gene < given.size(); gene++) {
      int choice = -1;
      int next;
      do {
        choice++;
        next = sums.get(gene).next(at, choice);
        BigInteger here = BigInteger.ZERO;
        if (next >= 0 && keeps(gene, choice, kept.get(gene + 1)[next]) == kept.get(gene)[at]) {
          here = ways.get(gene + 1)[next];
        }
        if (left.compareTo(here) < 0) {
          break;
        }
        left = left.subtract(here);
      } while (true);
      choices[gene] = choice;
      at = next;
    }
    return Choices.of(choices);
  }
}
