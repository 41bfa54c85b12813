package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "validate",
    description = "Tells every problem in descriptors, without running them.")
final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DESCRIPTOR", arity = "1..*", description = "YAML files.")
  private List<Path> descriptors = List.of();

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    var problems = new Problems();
    try (Evaluators evaluators = plugins.open()) {
      for (Path descriptor : descriptors) {
        try {
          Descriptor.read(descriptor, evaluators);
          output.progress().say(descriptor + ": no problems");
        } catch (InvalidInputException e) {
          problems.addAll(e.problems());
        }
      }
    }
    problems.throwIfAny();
    return 0;
  }
}
