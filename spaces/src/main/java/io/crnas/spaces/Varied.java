package io.crnas.spaces;

import java.util.List;

/**
 * A family whose blocks are of several kinds, as the choice blocks of Guo et al., "Single Path
 * One-Shot", ECCV 2020, and those of ProxylessNAS: a digit of an allocation is the number of its
 * block's variant and no dilation.
 *
 * @param plain the family
 * @param variants what the digits from 1 on stand for, at most nine; the baseline's blocks are of
 *     the first. An expansion that the family has anyway is left out
 */
public record Varied(Backbone plain, List<Variant> variants) implements Derived {
  /** As many as there are digits. */
  public static final int MOST = 9;

  public Varied {
    variants = variants.stream().map(variant -> variant.in(plain)).toList();
    if (variants.isEmpty()
        || variants.size() > MOST
        || variants.stream().distinct().count() < variants.size()
        || !variants.stream().allMatch(plain::has)) {
      throw new IllegalArgumentException(
          "%s, expected up to %d different blocks of %s".formatted(variants, MOST, plain.name()));
    }
  }

  @Override
  public String canonical() {
    return "Varied[plain=%s, variants=%s]"
        .formatted(plain.canonical(), variants.stream().map(Variant::canonical).toList());
  }

  @Override
  public Variant variant(int digit) {
    if (digit < 1 || digit > variants.size()) {
      throw new IllegalArgumentException(digit + " is no number of one of " + variants);
    }
    return variants.get(digit - 1);
  }
}
