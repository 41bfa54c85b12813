package io.crnas.experiments.journal;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run keeps its frozen descriptor, with every default written out. */
public final class RunDescriptor {
  private static final String NAME = "descriptor.yaml";

  private RunDescriptor() {}

  /** The frozen descriptor of the run in a folder. */
  public static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  /**
   * Reads the frozen descriptor of a run.
   *
   * @param evaluators the kinds that it can name
   * @throws InvalidInputException if the folder is that of no run
   */
  public static Experiment read(Path folder, Evaluators evaluators) throws IOException {
    if (!Files.isRegularFile(in(folder))) {
      throw new InvalidInputException(folder.toString(), "no " + NAME, "the folder of a run");
    }
    return Descriptor.read(in(folder), evaluators);
  }
}
