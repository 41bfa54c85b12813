package io.crnas.framework.space;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Levels whose candidates are the choices themselves. */
public final class Levels {
  private Levels() {}

  /** Stages of the paper, one chromosome each; the baseline is the first candidate in order. */
  public static Level<Choices> stages(long blocks) {
    return of("stage", Sets.stages(blocks), List.of(1, 1, 1, 1));
  }

  /** The same with another baseline. */
  public static Level<Choices> stages(long blocks, Choices baseline) {
    return new Level<>("stage", Sets.stages(blocks), List.of(1, 1, 1, 1), IDENTITY, baseline);
  }

  /** Dilations in one chromosome; the baseline is dilation 1 throughout. */
  public static Level<Choices> dilations(int blocks) {
    return of("spatial", Sets.dilations(blocks), List.of(blocks));
  }

  /** A chromosome for each gene; the baseline is the first candidate in order. */
  public static Level<Choices> of(FeasibleSet set) {
    return of("any", set, Collections.nCopies(set.genes(), 1));
  }

  private static Level<Choices> of(String name, FeasibleSet set, List<Integer> chromosomes) {
    return new Level<>(name, set, chromosomes, IDENTITY, set.stream().findFirst().orElseThrow());
  }

  private static final Codec<Choices> IDENTITY =
      new Codec<>() {
        @Override
        public Choices decode(Choices choices) {
          return choices;
        }

        @Override
        public Optional<Choices> encode(Choices candidate) {
          return Optional.of(candidate);
        }
      };
}
