package io.crnas.experiments.command;

import io.crnas.experiments.console.Console;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.pipeline.Question;
import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.ParserMessage;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "score",
    description =
        "Scores one candidate as a level of a search would, and prints its metrics as a JSON object. "
            + "It answers what the evaluator 'command' asks, so that a scheduler can have the candidates of "
            + "one search scored on many machines.")
final class ScoreCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  private final Pipeline pipeline;

  @Parameters(
      paramLabel = "DESCRIPTOR|RUN",
      description =
          "A YAML file whose level trains each candidate alone, or the folder of a run, whose"
              + " supernets are there.")
  private Path place = Path.of("");

  @Parameters(
      arity = "0..1",
      index = "1",
      paramLabel = "CANDIDATE",
      description =
          "Blocks of each stage and perhaps dilations, like 1-2-2-3; without it, what a search asks"
              + " is read from standard input.")
  private Optional<String> candidate = Optional.empty();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "A candidate of which level. Default: the one that is asked for, or the first.")
  private Optional<String> level = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where what a descriptor trains is kept, so that it goes on after a kill and none is"
              + " trained twice. Default: runs/NAME-score.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--quiet", description = "Say nothing but problems.")
  private boolean quiet;

  @Mixin private Overrides overrides = new Overrides();
  @Mixin private Plugins plugins = new Plugins();

  ScoreCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Question question = question();
    // Standard output is the answer's.
    Progress progress = quiet ? Progress.silent() : Console.aside();
    try (Evaluators evaluators = plugins.open()) {
      Evaluation evaluation;
      if (Files.isDirectory(place)) {
        evaluation = pipeline.score(place, evaluators, question, progress);
      } else {
        Experiment experiment = overrides.read(place, evaluators, progress);
        Path folder = out.orElseGet(() -> Path.of("runs", experiment.name() + "-score"));
        evaluation = pipeline.score(experiment, folder, question, progress);
      }
      return switch (evaluation) {
        case Evaluation.Scored scored -> {
          System.out.println(JsonMapper.shared().writeValueAsString(scored.metrics()));
          System.out.flush();
          yield 0;
        }
        case Evaluation.Failed failed -> {
          System.err.println(question.candidate() + " could not be scored: " + failed.reason());
          yield FAILED;
        }
      };
    }
  }

  private Question question() throws IOException {
    Question asked =
        candidate.isPresent()
            ? new Question(Allocations.parse("CANDIDATE", candidate.get()), Optional.empty())
            : question(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    return new Question(asked.candidate(), level.or(asked::level));
  }

  /**
   * Reads what the evaluator {@code command} asks a program; of its keys {@code candidate} and
   * {@code level} matter.
   *
   * @throws InvalidInputException if it is something else
   */
  private static Question question(String json) {
    try {
      JsonNode root = JsonMapper.shared().readTree(json);
      JsonNode candidate = root.path("candidate");
      JsonNode level = root.path("level");
      if (candidate.isString()) {
        return new Question(
            Allocations.parse("candidate", candidate.stringValue()),
            level.isString() ? Optional.of(level.stringValue()) : Optional.empty());
      }
    } catch (JacksonException e) {
      throw new InvalidInputException(
          "standard input", "no JSON: " + ParserMessage.of(e.getOriginalMessage()), expected());
    }
    throw new InvalidInputException(
        "standard input", json.isBlank() ? "nothing" : json, expected());
  }

  private static String expected() {
    return "a candidate as argument, or an object like {\"candidate\": \"1-2-2-3\"}";
  }
}
