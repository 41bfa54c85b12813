package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluators;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "schema", description = "Prints the JSON Schema of descriptors, for editors.")
final class SchemaCommand implements Callable<Integer> {
  @Option(names = "--markdown", description = "Print every key for people instead, as Markdown.")
  private boolean markdown;

  @Mixin private Plugins plugins = new Plugins();

  @Override
  public Integer call() throws IOException {
    try (Evaluators evaluators = plugins.open()) {
      System.out.print(markdown ? Descriptor.reference(evaluators) : Descriptor.schema(evaluators));
      System.out.flush();
    }
    return 0;
  }
}
