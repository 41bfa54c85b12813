package io.crnas.spaces;

import io.crnas.spaces.network.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a block may be beside another one of the same sizes: what a digit of an allocation stands
 * for. By default the digit is a dilation.
 *
 * @param kernel side in pixels of the convolution that is dilated, odd and up to 9
 * @param dilation of that convolution, up to 9 by itself
 * @param expansion the factor from the channels that it reads to those inside, in families whose
 *     blocks have one; without it the family's own
 * @param xception whether it is Xception's block in place of the family's (Guo et al., "Single Path
 *     One-Shot", ECCV 2020)
 */
public record Variant(int kernel, int dilation, Optional<Integer> expansion, boolean xception) {
  private static final int USUAL_KERNEL = 3;
  private static final int MOST = 9;

  public Variant {
    if (kernel < 1 || kernel > MOST || kernel % 2 == 0 || dilation < 1) {
      throw new IllegalArgumentException("a kernel of " + kernel + " with dilation " + dilation);
    }
    expansion.ifPresent(factor -> {
      if (factor < 1 || factor > MOST) {
        throw new IllegalArgumentException("expansion " + factor);
      }
    });
  }

  /** The family's own block with a dilation. */
  public static Variant dilated(int dilation) {
    return new Variant(USUAL_KERNEL, dilation, Optional.empty(), false);
  }

  /** The family's own block with another kernel. */
  public static Variant of(int kernel) {
    return new Variant(kernel, 1, Optional.empty(), false);
  }

  /** Its convolution, without a bias, that keeps the size at stride 1. */
  Layer.Conv convolution(int in, int out, int stride, int groups) {
    int padding = dilation * (kernel / 2);
    return new Layer.Conv(in, out, kernel, stride, padding, dilation, groups, false);
  }

  /** With a dilation so many times as large. */
  Variant times(int factor) {
    return new Variant(kernel, dilation * factor, expansion, xception);
  }

  /** The same without an expansion that the family has anyway. */
  Variant in(Backbone family) {
    return new Variant(kernel, dilation, expansion.filter(e -> e != family.expansion()), xception);
  }

  /** For fingerprints, whatever the code is called. */
  String canonical() {
    return "[kernel=%d, dilation=%d, expansion=%s, xception=%s]"
        .formatted(kernel, dilation, expansion.map(String::valueOf).orElse("own"), xception);
  }

  /**
   * What the names of its weights begin with: empty for the family's own, whatever its dilation,
   * which needs no weights of its own.
   */
  String path() {
    String path =
        (kernel == USUAL_KERNEL ? "" : "k" + kernel)
            + expansion.map(factor -> "e" + factor).orElse("")
            + (xception ? "x" : "");
    return path.isEmpty() ? "" : path + ".";
  }

  /** For people, for example {@code 5x5, expansion 3}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of(kernel + "x" + kernel));
    if (xception) {
      parts.add("xception");
    }
    expansion.ifPresent(factor -> parts.add("expansion " + factor));
    if (dilation > 1) {
      parts.add("dilation " + dilation);
    }
    return String.join(", ", parts);
  }
}
