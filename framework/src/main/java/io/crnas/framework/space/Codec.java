package io.crnas.framework.space;

import java.util.Optional;

/**
 * Translates between choices and candidates. Different choices are different candidates, and {@code
 * encode(decode(choices))} is {@code choices}.
 *
 * @param <C> the candidate
 */
public interface Codec<C> {

  /** The candidate that takes these choices. */
  C decode(Choices choices);

  /** The choices that make this candidate; empty where the level does not offer one of them. */
  Optional<Choices> encode(C candidate);
}
