package io.crnas.framework;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What groups are said to be by the evaluations of their members: {@linkplain Evaluation#mean their
 * mean}, told as soon as the last member is known.
 *
 * @param <C> the candidate
 */
final class GroupMeans<C> implements Evaluator.Listener {
  private final List<List<C>> groups;
  private final Evaluator.Listener listener;
  private final List<C> members;
  private final Map<C, Evaluation> known = new HashMap<>();
  private final BitSet told = new BitSet();

  GroupMeans(List<List<C>> groups, Evaluator.Listener listener) {
    this.groups = groups;
    this.listener = listener;
    Set<C> different = new LinkedHashSet<>();
    groups.forEach(different::addAll);
    this.members = List.copyOf(different);
  }

  /** The members of all groups, each once. */
  List<C> members() {
    return members;
  }

  @Override
  public void answered(int place, Evaluation evaluation) {
    C member = members.get(place);
    known.put(member, evaluation);
    for (int group = 0; group < groups.size(); group++) {
      if (!told.get(group)
          && groups.get(group).contains(member)
          && known.keySet().containsAll(groups.get(group))) {
        told.set(group);
        listener.answered(group, mean(groups.get(group)));
      }
    }
  }

  /**
   * One evaluation for each group, in order.
   *
   * @param answers for the members, in order
   */
  List<Evaluation> of(List<Evaluation> answers) {
    if (answers.size() != members.size()) {
      throw new IllegalStateException(
          answers.size() + " answers for " + members.size() + " candidates");
    }
    List<Evaluation> means = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      known.put(members.get(i), answers.get(i));
    }
    groups.forEach(group -> means.add(mean(group)));
    return means;
  }

  private Evaluation mean(List<C> group) {
    return Evaluation.mean(
        group.stream().map(member -> Objects.requireNonNull(known.get(member))).toList());
  }
}
