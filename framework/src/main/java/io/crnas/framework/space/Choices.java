package io.crnas.framework.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One candidate as a search sees it: for each gene the index of the choice taken. A prefix of a
 * candidate has choices for the first genes alone.
 *
 * @param indices one index for each gene, none negative
 */
public record Choices(List<Integer> indices) {
  public Choices {
    indices = List.copyOf(indices);
    for (int index : indices) {
      if (index < 0) {
        throw new IllegalArgumentException("a choice can not be negative: " + indices);
      }
    }
  }

  /** One index for each gene. */
  public static Choices of(int... indices) {
    return new Choices(Arrays.stream(indices).boxed().toList());
  }

  /** How many genes there are. */
  public int size() {
    return indices.size();
  }

  /** The choice taken for one gene. */
  public int get(int gene) {
    return indices.get(gene);
  }

  /** The same choices but for one gene. */
  public Choices with(int gene, int choice) {
    var changed = new ArrayList<>(indices);
    changed.set(gene, choice);
    return new Choices(changed);
  }

  /** These choices, and one for the next gene. */
  public Choices followedBy(int choice) {
    var longer = new ArrayList<>(indices);
    longer.add(choice);
    return new Choices(longer);
  }

  /** The indices, separated by hyphens. */
  @Override
  public String toString() {
    return String.join("-", indices.stream().map(String::valueOf).toList());
  }
}
