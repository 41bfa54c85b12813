package io.crnas.spaces;

import io.crnas.spaces.network.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a block may be beside another one of the same sizes: what a digit of an allocation stands
 * for. By default the digit is a dilation.
 *
 * @param kernel side in pixels of the convolution that is dilated, odd and up to 9
 * @param dilations of that convolution: one, or those of equal parts of its output channels (Peng
 *     et al., NATS, NeurIPS 2019)
 * @param expansion the factor from the channels that it reads to those inside, in families whose
 *     blocks have one; without it the family's own
 * @param xception whether it is Xception's block in place of the family's (Guo et al., "Single Path
 *     One-Shot", ECCV 2020)
 */
public record Variant(
    int kernel, List<Integer> dilations, Optional<Integer> expansion, boolean xception) {
  private static final int USUAL_KERNEL = 3;
  private static final int MOST = 9;

  public Variant {
    dilations = List.copyOf(dilations);
    if (kernel < 1
        || kernel > MOST
        || kernel % 2 == 0
        || dilations.isEmpty()
        || dilations.stream().anyMatch(dilation -> dilation < 1)) {
      throw new IllegalArgumentException("a kernel of " + kernel + " with dilations " + dilations);
    }
    expansion.ifPresent(factor -> {
      if (factor < 1 || factor > MOST) {
        throw new IllegalArgumentException("expansion " + factor);
      }
    });
  }

  /** The family's own block with a dilation. */
  public static Variant dilated(int dilation) {
    return new Variant(USUAL_KERNEL, List.of(dilation), Optional.empty(), false);
  }

  /** The family's own block with another kernel. */
  public static Variant of(int kernel) {
    return new Variant(kernel, List.of(1), Optional.empty(), false);
  }

  /** Its convolution, without a bias, that keeps the size at stride 1. */
  public Layer convolution(int in, int out, int stride, int groups) {
    int padding = dilations.getFirst() * (kernel / 2);
    var first =
        new Layer.Conv(in, out, kernel, stride, padding, dilations.getFirst(), groups, false);
    return dilations.size() == 1 ? first : new Layer.MixedConv(first, dilations);
  }

  /** With dilations so many times as large. */
  Variant times(int factor) {
    List<Integer> multiplied = dilations.stream().map(dilation -> dilation * factor).toList();
    return new Variant(kernel, multiplied, expansion, xception);
  }

  /**
   * How a family has it: without an expansion that it has anyway, without a dilation of one pixel,
   * and with no more parts than there need be.
   */
  public Variant in(Backbone family) {
    return new Variant(
        kernel,
        kernel == 1 ? List.of(1) : fewest(),
        expansion.filter(e -> e != family.expansion()),
        xception);
  }

  /** One of each so many neighbours, where all of these are alike. */
  private List<Integer> fewest() {
    int parts = 1;
    while (dilations.size() % parts > 0 || !areAlike(dilations.size() / parts)) {
      parts++;
    }
    int alike = dilations.size() / parts;
    return IntStream.range(0, parts).mapToObj(part -> dilations.get(part * alike)).toList();
  }

  private boolean areAlike(int neighbours) {
    return IntStream.range(0, dilations.size())
        .allMatch(i -> dilations.get(i).equals(dilations.get(i - i % neighbours)));
  }

  /** For fingerprints, whatever the code is called. */
  String canonical() {
    return "[kernel=%d, dilations=%s, expansion=%s, xception=%s]"
        .formatted(kernel, dilations, expansion.map(String::valueOf).orElse("own"), xception);
  }

  /**
   * What the names of its weights begin with: empty for the family's own, whatever its dilations,
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
    if (dilations.size() > 1) {
      parts.add("dilations " + String.join(" ", dilations.stream().map(String::valueOf).toList()));
    } else if (dilations.getFirst() > 1) {
      parts.add("dilation " + dilations.getFirst());
    }
    return String.join(", ", parts);
  }
}
