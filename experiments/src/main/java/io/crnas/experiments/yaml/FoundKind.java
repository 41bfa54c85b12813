package io.crnas.experiments.yaml;

/** A value of a kind that was found at run time: it tells its own name and settings. */
public interface FoundKind {

  /** What the key {@code kind} says. */
  String kind();

  /** The keys beside it. */
  Record settings();
}
