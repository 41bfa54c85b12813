package io.crnas.spaces.level;

import io.crnas.framework.space.Codec;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import java.util.ArrayList;
import java.util.List;

/** A codec of a level several of whose choices can be taken at once. */
public interface MixingCodec extends Codec<Allocation> {

  /**
   * Some of the choices of each gene in one network.
   *
   * @param shares for each gene its choices that are taken, in ascending order
   */
  Mixture mix(List<List<Share>> shares);

  /**
   * A choice that is taken.
   *
   * @param choice of the gene
   * @param share what its output is multiplied by
   */
  record Share(int choice, double share) {}

  /**
   * That of a level.
   *
   * @throws IllegalArgumentException if its choices are no options side by side, as those of the
   *     joint level, where one decides whether there is another
   */
  static MixingCodec of(Level<Allocation> level) {
    if (level.codec() instanceof MixingCodec mixing) {
      return mixing;
    }
    throw new IllegalArgumentException("choices of level " + level.name() + " are not mixed");
  }

  /** The options of a gene that has these values to choose from. */
  static List<Mixture.Option> options(List<Integer> values, List<Share> shares) {
    List<Mixture.Option> options = new ArrayList<>();
    shares.forEach(one -> options.add(new Mixture.Option(values.get(one.choice()), one.share())));
    return options;
  }
}
