package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.search.Outcome;
import io.crnas.framework.search.Search;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** One level: its evaluator is made ready, then candidates are searched. */
record LevelPhase(Work work, Target target, RunFolder folder) {

  Results.Level run(Level described, Allocation before) throws IOException, InterruptedException {
    var level = work.setup().level(described, target, before);
    if (Plan.isDecided(level.feasible().count())) {
      work.progress().say(Plan.decided(level.name()));
    }
    var opening = new Opening(work, folder);
    Optional<Results.Beginning> told = new Supernets(work, folder).told(described, level);
    told.ifPresent(one -> work.progress().say(Summary.beginning(level.name() + " supernet", one)));
    try (var evaluator =
        work.timings()
            .time(
                level.name() + " " + described.scoring().kind(),
                () -> opening.open(described, level))) {
      var search =
          new Search<>(
              level,
              Strategies.of(described),
              evaluator,
              work.journal(),
              work.experiment().seed(),
              described.objective(),
              work.progress());
      var objective = new Metric(described.objective());
      Outcome<Allocation> outcome =
          work.timings().time(level.name() + " search", () -> search.run(objective::told));
      if (described.scoring().trains()) {
        folder.metrics().searched(described.name() + "-search", scores(described, outcome));
      }
      return results(described, level, outcome, evaluator.fingerprint(), told);
    }
  }

  /** The best and the mean of the objective, by generation. */
  private static SortedMap<Integer, Map<String, Double>> scores(
      Level described, Outcome<Allocation> outcome) {
    var scores = new TreeMap<Integer, Map<String, Double>>();
    outcome
        .history()
        .forEach(generation -> {
          var numbers = new LinkedHashMap<String, Double>();
          generation.best().ifPresent(best -> numbers.put(described.objective() + "/best", best));
          generation.mean().ifPresent(mean -> numbers.put(described.objective() + "/mean", mean));
          scores.put(generation.number(), numbers);
        });
    return scores;
  }

  private Results.Level results(
      Level described,
      io.crnas.framework.space.Level<Allocation> level,
      Outcome<Allocation> outcome,
      String fingerprint,
      Optional<Results.Beginning> told) {
    List<Answer> answers =
        RunJournal.inOrder(work.journal().entries()).stream()
            .filter(answer -> answer.level().equals(level.name()))
            .filter(answer -> answer.fingerprint().equals(fingerprint))
            // What was said of a group is of none of its members.
            .filter(answer -> !answer.isTogether())
            .toList();
    Optional<Expectations> expectations =
        switch (described.chosenBy()) {
          case SCORE -> Optional.empty();
          case EXPECTATION ->
              Expectations.of(
                  level,
                  answers,
                  described.objective(),
                  new Opening(work, folder).advantage(described, level));
        };
    List<Results.Candidate> candidates =
        answers.stream()
            .map(answer -> candidate(answer, described.objective(), expectations))
            .toList();
    Allocation best = expectations.map(Expectations::best).orElse(outcome.best());
    return new Results.Level(
        described.name(),
        described.scoring().kind(),
        described.objective(),
        level.feasible().count(),
        candidates.size(),
        score(level.baseline(), candidates),
        best,
        answers.stream()
            .filter(answer -> RunJournal.candidate(answer).equals(best))
            .map(Answer::evaluation)
            .filter(Evaluation.Scored.class::isInstance)
            .map(Evaluation.Scored.class::cast)
            .findFirst()
            .orElse(outcome.evaluation())
            .metrics(),
        outcome.history().stream()
            .map(g -> new Results.Generation(g.number(), g.evaluated(), g.best(), g.mean()))
            .toList(),
        candidates,
        front(described, outcome),
        expectations.map(one -> one.worth(best)),
        told);
  }

  private static Optional<Results.Front> front(Level described, Outcome<Allocation> outcome) {
    return described
        .strategy()
        .against()
        .map(against ->
            new Results.Front(
                against,
                outcome.front().stream()
                    .map(one ->
                        new Results.Compromise(
                            one.candidate(),
                            one.evaluation().metric(described.objective()),
                            one.evaluation().metric(against)))
                    .toList()));
  }

  /** What the score of one of several candidates is, where it is among them and has one. */
  static OptionalDouble score(Allocation wanted, List<Results.Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> candidate.allocation().equals(wanted))
        .findFirst()
        .map(Results.Candidate::score)
        .orElse(OptionalDouble.empty());
  }

  static Results.Candidate candidate(
      Answer answer, String objective, Optional<Expectations> expectations) {
    OptionalDouble score =
        switch (answer.evaluation()) {
          case Evaluation.Scored scored -> OptionalDouble.of(scored.metric(objective));
          case Evaluation.Failed _ -> OptionalDouble.empty();
        };
    Allocation candidate = RunJournal.candidate(answer);
    return new Results.Candidate(
        candidate,
        answer.generation(),
        score,
        answer.cost(),
        expectations.map(one -> one.of(candidate)).orElse(OptionalDouble.empty()));
  }
}
