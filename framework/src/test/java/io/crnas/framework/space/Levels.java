package io.crnas.framework.space;

import java.util.Optional;

/** Levels whose candidates are the choices themselves. */
public final class Levels {
  private Levels() {}

  /** Stages of the paper; the baseline is the first candidate in order. */
  public static Level<Choices> stages(long blocks) {
    return of("stage", Sets.stages(blocks));
  }

  /** The same with another baseline. */
  public static Level<Choices> stages(long blocks, Choices baseline) {
    return new Level<>("stage", Sets.stages(blocks), IDENTITY, baseline);
  }

  /** Dilations; the baseline is dilation 1 throughout. */
  public static Level<Choices> dilations(int blocks) {
    return of("spatial", Sets.dilations(blocks));
  }

  /** Of any set; the baseline is the first candidate in order. */
  public static Level<Choices> of(FeasibleSet set) {
    return of("any", set);
  }

  private static Level<Choices> of(String name, FeasibleSet set) {
    return new Level<>(name, set, IDENTITY, set.stream().findFirst().orElseThrow());
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
