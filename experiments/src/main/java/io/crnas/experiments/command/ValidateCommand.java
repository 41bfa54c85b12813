package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "validate",
    description =
        "Tells every problem in descriptors and what they would do, without running them.")
final class ValidateCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "DESCRIPTOR", arity = "1..*", description = "YAML files.")
  private List<Path> descriptors = List.of();

  @Mixin private Overrides overrides = new Overrides();
  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  ValidateCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException {
    var problems = new Problems();
    try (Evaluators evaluators = plugins.open()) {
      for (Path descriptor : descriptors) {
        try {
          Experiment experiment = overrides.read(descriptor, evaluators, output.progress());
          plan(descriptor, experiment, problems);
        } catch (InvalidInputException e) {
          problems.addAll(e.problems());
        }
      }
    }
    problems.throwIfAny();
    return 0;
  }

  /** What is wrong with the search itself has no line. */
  private void plan(Path descriptor, Experiment experiment, Problems problems) throws IOException {
    try {
      List<String> plan = pipeline.plan(experiment);
      Progress progress = output.progress();
      progress.say(descriptor + ": no problems");
      plan.forEach(progress::say);
    } catch (InvalidInputException e) {
      e.problems()
          .forEach(problem ->
              problems.add(
                  descriptor + ": " + problem.where(), problem.found(), problem.expected()));
    }
  }
}
