package io.crnas.framework.space;

import java.util.Optional;

/**
 * One level of the hierarchy: which candidates there are and how they are coded.
 *
 * @param name what the level is called in the journal and in reports, for example {@code stage}
 * @param feasible the choices that meet the budget; at least one
 * @param codec between choices and candidates
 * @param baseline the candidate to be beaten; every search asks for it first where it is feasible
 * @param <C> the candidate; its {@code toString} is its name in the journal
 */
public record Level<C>(String name, FeasibleSet feasible, Codec<C> codec, C baseline) {

  public Level {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a level needs a name");
    }
    if (feasible.isEmpty()) {
      throw new IllegalArgumentException("level " + name + " has no candidate within its budget");
    }
    Optional<Choices> encoded = codec.encode(baseline);
    if (encoded.isPresent()) {
      String decoded = codec.decode(encoded.get()).toString();
      if (!decoded.equals(baseline.toString())) {
        throw new IllegalArgumentException(
            "level " + name + " encodes " + baseline + " as " + encoded.get() + " = " + decoded);
      }
    }
  }

  /** The candidate that takes these choices. */
  public C decode(Choices choices) {
    return codec.decode(choices);
  }

  /** The choices of the baseline, where it is one of the feasible candidates. */
  public Optional<Choices> baselineChoices() {
    return codec.encode(baseline).filter(feasible::contains);
  }
}
