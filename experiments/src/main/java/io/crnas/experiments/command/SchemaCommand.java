package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Descriptor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "schema", description = "Prints the JSON Schema of descriptors, for editors.")
final class SchemaCommand implements Callable<Integer> {
  @Option(names = "--markdown", description = "Print every key for people instead, as Markdown.")
  private boolean markdown;

  @Override
  public Integer call() {
    System.out.print(markdown ? Descriptor.reference() : Descriptor.schema());
    System.out.flush();
    return 0;
  }
}
