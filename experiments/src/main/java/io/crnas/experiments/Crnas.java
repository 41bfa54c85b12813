package io.crnas.experiments;

import io.crnas.experiments.command.Commands;
import io.crnas.experiments.run.DescriptorPipeline;

/** The program. */
public final class Crnas {
  private Crnas() {}

  public static void main(String[] arguments) {
    System.exit(Commands.execute(new DescriptorPipeline(), arguments));
  }
}
