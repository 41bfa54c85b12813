package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.pipeline.Question;
import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Scores one candidate as the search of a level would; several processes may do so with one folder
 * at a time.
 *
 * @param folder where the evaluators keep what they like
 */
record ScorePhase(Work work, RunFolder folder) {

  /** A level of one budget. */
  private record Asked(
      Level described, Target target, io.crnas.framework.space.Level<Allocation> level) {}

  Evaluation run(Question question) throws IOException, InterruptedException {
    Asked asked = asked(question);
    requireCandidate(asked.level(), question.candidate());
    RunFolder part = folder.of(asked.target());
    requireTraining(asked, part);
    try (var evaluator = new Opening(work, part).open(asked.described(), asked.level())) {
      return evaluator.evaluate(List.of(question.candidate())).getFirst();
    }
  }

  private Asked asked(Question question) {
    List<String> names = work.setup().named().stream().map(Setup.Named::name).toList();
    String wanted =
        question.level().orElseGet(() -> names.isEmpty() ? "nothing" : names.getFirst());
    Setup.Named asked =
        work.setup()
            .named(wanted)
            .orElseThrow(() ->
                new InvalidInputException(
                    "--level",
                    wanted,
                    names.isEmpty()
                        ? "a descriptor with levels"
                        : "one of " + String.join(", ", names)));
    return new Asked(
        asked.described(),
        asked.target(),
        work.setup().level(asked.described(), asked.target(), question.candidate()));
  }

  private static void requireCandidate(
      io.crnas.framework.space.Level<Allocation> level, Allocation candidate) {
    Optional<?> feasible = level.codec().encode(candidate).filter(level.feasible()::contains);
    if (feasible.isEmpty()) {
      throw new InvalidInputException(
          "candidate",
          candidate.toString(),
          "one of level " + level.name() + " within the budget, like " + level.baseline());
    }
  }

  /** A supernet is trained once, by the run that it belongs to. */
  private void requireTraining(Asked asked, RunFolder part) {
    String level = asked.described().name();
    switch (asked.described().scoring()) {
      case Evaluator.Standalone _ -> {}
      case Evaluator.Supernet supernet -> {
        RunFolder kept = asked.described().isShared() ? part.shared() : part;
        for (Path file : kept.supernets(level, supernet.supernets())) {
          if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                file.toString(),
                "no supernet yet",
                "a run that has trained that of level " + level);
          }
        }
      }
      case Evaluator.Provided<?> provided ->
          throw new InvalidInputException(
              "level " + level,
              "evaluator " + provided.kind(),
              "standalone, or a run with a supernet");
    }
  }
}
