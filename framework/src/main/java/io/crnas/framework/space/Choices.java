package io.crnas.framework.space;

import java.util.Arrays;
import java.util.List;

/**
 * One candidate as a search sees it: for each gene the index of the choice taken, none negative. A
 * prefix of a candidate has choices for the first genes alone.
 *
 * <p>Immutable. A search makes, compares and looks up a great many of these, so they are held as
 * plain numbers with their hash.
 */
public final class Choices {
  private final int[] indices;
  private final int hash;

  private Choices(int[] indices) {
    for (int index : indices) {
      if (index < 0) {
        throw new IllegalArgumentException(
            "a choice can not be negative: " + Arrays.toString(indices));
      }
    }
    this.indices = indices;
    this.hash = Arrays.hashCode(indices);
  }

  /** One index for each gene. */
  public static Choices of(int... indices) {
    return new Choices(indices.clone());
  }

  /** One index for each gene. */
  public static Choices of(List<Integer> indices) {
    return new Choices(indices.stream().mapToInt(Integer::intValue).toArray());
  }

  /** How many genes there are. */
  public int size() {
    return indices.length;
  }

  /** The choice taken for one gene. */
  public int get(int gene) {
    return indices[gene];
  }

  /** All of them, in order. */
  public int[] toArray() {
    return indices.clone();
  }

  /** The same choices but for one gene. */
  public Choices with(int gene, int choice) {
    int[] changed = indices.clone();
    changed[gene] = choice;
    return new Choices(changed);
  }

  /** These choices, and one for the next gene. */
  public Choices followedBy(int choice) {
    int[] longer = Arrays.copyOf(indices, indices.length + 1);
    longer[indices.length] = choice;
    return new Choices(longer);
  }

  /** The choices of so many of the first genes. */
  public Choices prefix(int genes) {
    if (genes > indices.length) {
      throw new IndexOutOfBoundsException(genes + " genes of " + this);
    }
    return new Choices(Arrays.copyOf(indices, genes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Choices choices
        && hash == choices.hash
        && Arrays.equals(indices, choices.indices);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The indices, separated by hyphens. */
  @Override
  public String toString() {
    var text = new StringBuilder(2 * indices.length);
    for (int gene = 0; gene < indices.length; gene++) {
      text.append(gene == 0 ? "" : "-").append(indices[gene]);
    }
    return text.toString();
  }
}
