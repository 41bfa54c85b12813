package io.crnas.experiments;

import io.crnas.experiments.command.Commands;
import io.crnas.experiments.run.DescriptorPipeline;
import java.util.Locale;

/** The program. */
public final class Crnas {
  private Crnas() {}

  public static void main(String[] arguments) {
    // What is said is English, and so are its numbers; some languages have other digits.
    Locale.setDefault(Locale.ROOT);
    System.exit(Commands.execute(new DescriptorPipeline(), arguments));
  }
}
