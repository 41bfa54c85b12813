package io.crnas.experiments.run;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.results.Results;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What a journal tells of the levels that are being searched. */
final class LiveLevels {
  private final Setup setup;

  /** To count the candidates of one may take a while. */
  private final Map<Place, Level<Allocation>> levels = new HashMap<>();

  /**
   * A level of one target.
   *
   * @param before what it begins with
   */
  private record Place(Target target, String level, Allocation before) {}

  LiveLevels(Setup setup) {
    this.setup = setup;
  }

  Setup setup() {
    return setup;
  }

  /**
   * The levels of a target of which a candidate was scored, as far as they were.
   *
   * @param entries in the order of writing
   */
  List<Results.Level> of(Target target, List<Entry> entries) {
    List<Results.Level> searched = new ArrayList<>();
    for (var described : setup.experiment.levels()) {
      String name = target.called(described.name());
      List<Entry> those =
          entries.stream()
              .filter(entry -> entry.answer().level().equals(name))
              .filter(entry -> !entry.answer().isTogether())
              .toList();
      if (!those.isEmpty()) {
        searched.add(level(described, target, those));
      }
    }
    return searched;
  }

  private Results.Level level(
      io.crnas.experiments.descriptor.Level described, Target target, List<Entry> entries) {
    // Where the evaluator was another one before, its answers count no more.
    String fingerprint = entries.getLast().answer().fingerprint();
    List<Answer> answers =
        RunJournal.inOrder(entries).stream()
            .filter(answer -> answer.fingerprint().equals(fingerprint))
            .toList();
    Allocation first = RunJournal.candidate(answers.getFirst());
    Level<Allocation> level =
        levels.computeIfAbsent(
            new Place(target, described.name(), Allocation.of(first.stages())),
            place -> setup.level(described, target, place.before()));
    List<Results.Candidate> candidates =
        answers.stream()
            .map(answer -> LevelPhase.candidate(answer, described.objective(), Optional.empty()))
            .toList();
    return new Results.Level(
        described.name(),
        described.scoring().kind(),
        described.objective(),
        level.feasible().count(),
        candidates.size(),
        LevelPhase.score(level.baseline(), candidates),
        best(candidates).map(Results.Candidate::allocation).orElse(level.baseline()),
        new TreeMap<>(),
        generations(candidates),
        candidates,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The first of equals, as a search has it. */
  private static Optional<Results.Candidate> best(List<Results.Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> candidate.score().isPresent())
        .reduce((best, next) -> score(next) > score(best) ? next : best);
  }

  private static double score(Results.Candidate candidate) {
    return candidate.score().orElseThrow();
  }

  /** The mean is that of the candidates that were new in a generation: others are not asked for. */
  private static List<Results.Generation> generations(List<Results.Candidate> candidates) {
    var batches = new TreeMap<Integer, List<Results.Candidate>>();
    candidates.forEach(candidate ->
        batches.computeIfAbsent(candidate.generation(), _ -> new ArrayList<>()).add(candidate));
    List<Results.Generation> generations = new ArrayList<>();
    List<Results.Candidate> known = new ArrayList<>();
    batches.forEach((number, batch) -> {
      known.addAll(batch);
      generations.add(
          new Results.Generation(
              number,
              known.size(),
              best(known).map(Results.Candidate::score).orElse(OptionalDouble.empty()),
              batch.stream()
                  .filter(candidate -> candidate.score().isPresent())
                  .mapToDouble(LiveLevels::score)
                  .average()));
    });
    return generations;
  }
}
