package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All choices that a pattern allows and whose cost lies in a range, where the cost of a candidate
 * is a constant plus one term for each gene. The set is never listed: it is counted, sampled and
 * searched over the {@link Sums} that the terms can reach, so that 3<sup>33</sup> candidates of
 * equal cost take no time.
 *
 * <p>Candidates are ordered as their choices are, gene by gene; a candidate's rank is its place in
 * this order.
 */
public final class FeasibleSet {
  private final List<long[]> costs;
  private final Pattern pattern;
  private final long constant;
  private final long minimum;
  private final long maximum;
  private final List<Sums> sums;

  /** The same where everything costs nothing. */
  private final List<Sums> allowed;

  /**
   * The candidates that cost at least {@code minimum} and at most {@code maximum}; there may be
   * none.
   *
   * @param genes for each gene what each of its choices costs
   * @param constant what every candidate costs besides
   * @throws IllegalArgumentException if there is no gene, a gene without choices, or a maximum
   *     below the minimum
   * @throws TooManyCostsException if there are more than {@value Sums#LIMIT} different sums within
   *     reach of the range
   */
  public FeasibleSet(List<? extends List<Long>> genes, long constant, long minimum, long maximum) {
    this(genes, Pattern.ANY, constant, minimum, maximum);
  }

  /**
   * The candidates that a pattern allows and that cost at least {@code minimum} and at most {@code
   * maximum}; there may be none.
   *
   * @param genes for each gene what each of its choices costs
   * @param pattern which choices may go together
   * @param constant what every candidate costs besides
   * @throws IllegalArgumentException if there is no gene, a gene without choices, or a maximum
   *     below the minimum
   * @throws TooManyCostsException if there are more than {@value Sums#LIMIT} different sums within
   *     reach of the range
   */
  public FeasibleSet(
      List<? extends List<Long>> genes,
      Pattern pattern,
      long constant,
      long minimum,
      long maximum) {
    if (genes.isEmpty() || genes.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("every gene needs a choice, and there must be a gene");
    }
    if (minimum > maximum) {
      throw new IllegalArgumentException("no cost is in [" + minimum + ", " + maximum + "]");
    }
    this.costs =
        genes.stream().map(gene -> gene.stream().mapToLong(Long::longValue).toArray()).toList();
    this.pattern = pattern;
    this.constant = constant;
    this.minimum = minimum;
    this.maximum = maximum;
    this.sums = Sums.build(costs, pattern, constant, minimum, maximum);
    List<long[]> free = costs.stream().map(gene -> new long[gene.length]).toList();
    this.allowed = Sums.build(free, pattern, 0, 0, 0);
  }

  /** One layer before each gene and one behind the last. */
  List<Sums> sums() {
    return sums;
  }

  /** How many genes a candidate has. */
  public int genes() {
    return costs.size();
  }

  /** How many choices a gene has. */
  public int choices(int gene) {
    return costs.get(gene).length;
  }

  /** What one choice of one gene adds to the cost. */
  public long cost(int gene, int choice) {
    return costs.get(gene)[choice];
  }

  /** How many candidates there are, exactly. */
  public BigInteger count() {
    Sums first = sums.getFirst();
    return first.size() == 0 ? BigInteger.ZERO : first.completions(0);
  }

  /** As many, or the most where there are more. */
  public long countAtMost(long most) {
    return count().min(BigInteger.valueOf(most)).longValueExact();
  }

  public boolean isEmpty() {
    return count().signum() == 0;
  }

  /**
   * What the choices cost, feasible or not.
   *
   * @throws IllegalArgumentException if a gene is missing or a choice is not offered
   */
  public long cost(Choices choices) {
    if (!fits(choices)) {
      throw new IllegalArgumentException(choices + " is not a choice for each of " + genes());
    }
    long cost = constant;
    for (int gene = 0; gene < genes(); gene++) {
      cost = Math.addExact(cost, costs.get(gene)[choices.get(gene)]);
    }
    return cost;
  }

  /** Whether these are choices that the genes offer and the pattern allows, of a cost in range. */
  public boolean contains(Choices choices) {
    int at = choices.size() == genes() && sums.getFirst().size() > 0 ? 0 : -1;
    for (int gene = 0; gene < choices.size() && at >= 0; gene++) {
      int choice = choices.get(gene);
      at = choice < choices(gene) ? sums.get(gene).next(at, choice) : -1;
    }
    return at >= 0;
  }

  /** A candidate; each is equally likely. An empty set is an {@link IllegalStateException}. */
  public Choices sample(RandomGenerator random) {
    if (isEmpty()) {
      throw new IllegalStateException("there is no candidate to sample");
    }
    return get(Uniform.below(count(), random));
  }

  /**
   * A candidate that the pattern allows, whatever it costs; each is equally likely. If it allows
   * none, this is an {@link IllegalStateException}.
   */
  public Choices sampleWithoutBudget(RandomGenerator random) {
    if (pattern.equals(Pattern.ANY)) {
      return Choices.of(costs.stream().mapToInt(gene -> random.nextInt(gene.length)).toArray());
    }
    BigInteger all = allowed.getFirst().completions(0);
    if (all.signum() == 0) {
      throw new IllegalStateException("the pattern allows no candidate");
    }
    return complete(allowed, Choices.of(), 0, Uniform.below(all, random));
  }

  /** The candidate at a rank in [0, count). */
  public Choices get(BigInteger rank) {
    if (rank.signum() < 0 || rank.compareTo(count()) >= 0) {
      throw new IndexOutOfBoundsException("rank " + rank + " of " + count() + " candidates");
    }
    return complete(sums, Choices.of(), 0, rank);
  }

  /**
   * In how many ways a prefix can be completed to a feasible candidate.
   *
   * @param prefix choices of the first genes: none, some, or all
   * @throws IllegalArgumentException if a choice is not offered or there are more than genes
   */
  public BigInteger completions(Choices prefix) {
    int at = walk(prefix);
    return at < 0 ? BigInteger.ZERO : sums.get(prefix.size()).completions(at);
  }

  /**
   * A feasible candidate that begins with a prefix; each is equally likely. A prefix that none
   * begins with is an {@link IllegalStateException}.
   */
  public Choices sample(Choices prefix, RandomGenerator random) {
    BigInteger completions = completions(prefix);
    if (completions.signum() == 0) {
      throw new IllegalStateException("no candidate begins with " + prefix);
    }
    return complete(sums, prefix, walk(prefix), Uniform.below(completions, random));
  }

  /** Where the choices of the first genes lead; negative where that is out of reach. */
  private int walk(Choices prefix) {
    if (prefix.size() > genes()) {
      throw new IllegalArgumentException(prefix + " has more choices than " + genes() + " genes");
    }
    int at = sums.getFirst().size() == 0 ? -1 : 0;
    for (int gene = 0; gene < prefix.size(); gene++) {
      if (prefix.get(gene) >= choices(gene)) {
        throw new IllegalArgumentException(prefix + " is not a choice for each of its genes");
      }
      at = at < 0 ? at : sums.get(gene).next(at, prefix.get(gene));
    }
    return at;
  }

  /** The completion at a rank among all those of a prefix that leads to the given place. */
  private static Choices complete(List<Sums> layers, Choices prefix, int place, BigInteger rank) {
    int[] choices = Arrays.copyOf(prefix.toArray(), layers.size() - 1);
    BigInteger left = rank;
    int at = place;
    for (int gene = prefix.size(); gene < layers.size() - 1; gene++) {
      int choice = 0;
      BigInteger ahead = completions(layers, gene, at, choice);
      while (left.compareTo(ahead) >= 0) {
        left = left.subtract(ahead);
        choice++;
        ahead = completions(layers, gene, at, choice);
      }
      choices[gene] = choice;
      at = layers.get(gene).next(at, choice);
    }
    return Choices.of(choices);
  }

  /** The place of a feasible candidate; any other is an {@link IllegalArgumentException}. */
  public BigInteger rank(Choices choices) {
    if (!contains(choices)) {
      throw new IllegalArgumentException(choices + " is not feasible");
    }
    BigInteger rank = BigInteger.ZERO;
    int at = 0;
    for (int gene = 0; gene < genes(); gene++) {
      for (int choice = 0; choice < choices.get(gene); choice++) {
        rank = rank.add(completions(sums, gene, at, choice));
      }
      at = sums.get(gene).next(at, choices.get(gene));
    }
    return rank;
  }

  /** All candidates in order, made as they are asked for. */
  public Stream<Choices> stream() {
    return Stream.iterate(
            BigInteger.ZERO, rank -> rank.compareTo(count()) < 0, rank -> rank.add(BigInteger.ONE))
        .map(this::get);
  }

  /**
   * The feasible candidate that keeps as many of the given choices as any does; where several do,
   * each is equally likely. Feasible choices come back as they are.
   *
   * @throws IllegalArgumentException if a gene is missing or a choice is not offered
   * @throws IllegalStateException if the set is empty
   */
  public Choices repair(Choices choices, RandomGenerator random) {
    if (isEmpty()) {
      throw new IllegalStateException("there is no candidate to repair to");
    }
    if (contains(choices)) {
      return choices;
    }
    if (!fits(choices)) {
      throw new IllegalArgumentException(choices + " is not a choice for each of " + genes());
    }
    return Repair.nearest(sums, choices, random);
  }

  /** The highest cost below the range that a candidate has. */
  public Optional<CostCount> nearestBelow() {
    return entry(CostCounts.of(costs, pattern, constant).lowerEntry(minimum));
  }

  /** The lowest cost above the range that a candidate has. */
  public Optional<CostCount> nearestAbove() {
    return entry(CostCounts.of(costs, pattern, constant).higherEntry(maximum));
  }

  private static Optional<CostCount> entry(Map.@Nullable Entry<Long, BigInteger> entry) {
    return Optional.ofNullable(entry).map(e -> new CostCount(e.getKey(), e.getValue()));
  }

  private static BigInteger completions(List<Sums> layers, int gene, int at, int choice) {
    int next = layers.get(gene).next(at, choice);
    return next < 0 ? BigInteger.ZERO : layers.get(gene + 1).completions(next);
  }

  private boolean fits(Choices choices) {
    if (choices.size() != genes()) {
      return false;
    }
    for (int gene = 0; gene < genes(); gene++) {
      if (choices.get(gene) >= choices(gene)) {
        return false;
      }
    }
    return true;
  }
}
