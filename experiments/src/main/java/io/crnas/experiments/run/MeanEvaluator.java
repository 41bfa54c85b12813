package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several of one kind, as supernets of other seeds: each metric is the mean of theirs. What one of
 * them can not score has no score.
 *
 * @param members that have the same metrics and mini-batches
 */
record MeanEvaluator(List<? extends Evaluator<Allocation>> members)
    implements Evaluator<Allocation> {
  MeanEvaluator {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("no members");
    }
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(members.stream().map(Evaluator::fingerprint).toArray(String[]::new));
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    List<List<Evaluation>> answers = new ArrayList<>();
    for (Evaluator<Allocation> member : members) {
      answers.add(member.evaluate(candidates));
    }
    return means(answers);
  }

  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    List<List<Evaluation>> answers = new ArrayList<>();
    for (Evaluator<Allocation> member : members) {
      answers.add(member.evaluateTogether(groups, Listener.none()));
    }
    return means(answers);
  }

  /** Of the answers of each member. */
  private static List<Evaluation> means(List<List<Evaluation>> answers) {
    List<Evaluation> means = new ArrayList<>();
    for (int i = 0; i < answers.getFirst().size(); i++) {
      int place = i;
      means.add(mean(answers.stream().map(one -> one.get(place)).toList()));
    }
    return means;
  }

  private static Evaluation mean(List<Evaluation> ofOne) {
    SortedMap<String, Double> sums = new TreeMap<>();
    for (Evaluation evaluation : ofOne) {
      switch (evaluation) {
        case Evaluation.Failed failed -> {
          return failed;
        }
        case Evaluation.Scored scored ->
            scored.metrics().forEach((name, value) -> sums.merge(name, value, Double::sum));
      }
    }
    sums.replaceAll((_, sum) -> sum / ofOne.size());
    return Evaluation.of(sums);
  }

  @Override
  public OptionalInt miniBatches() {
    return members.getFirst().miniBatches();
  }

  @Override
  public void close() {
    members.forEach(Evaluator::close);
  }
}
