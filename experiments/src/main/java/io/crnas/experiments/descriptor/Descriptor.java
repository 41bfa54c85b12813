package io.crnas.experiments.descriptor;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes descriptors. */
public final class Descriptor {
  private Descriptor() {}

  /**
   * Reads a descriptor file.
   *
   * @throws InvalidInputException with every problem in it, or when there is no such file
   * @throws IOException when the file can not be read
   */
  public static Experiment read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(file.toString(), "a folder", "a descriptor");
    }
    if (!Files.exists(file)) {
      throw new InvalidInputException(file.toString(), "no such file", "a descriptor");
    }
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file.toString(), "bytes that are not UTF-8", "a descriptor");
    }
  }

  /**
   * Reads a descriptor.
   *
   * @param file what to call it in problems
   * @throws InvalidInputException with every problem in it
   */
  public static Experiment parse(String file, String yaml) {
    var problems = new Problems();
    Experiment experiment =
        new Binder(file, problems).bind(Experiment.class, Nodes.compose(file, yaml));
    problems.throwIfAny();
    return experiment;
  }

  /** YAML with every default written out; {@link #parse} gives an equal record. */
  public static String write(Experiment experiment) {
    return Nodes.write(experiment);
  }

  /** The JSON Schema (draft 2020-12) of descriptors, for editors. */
  public static String schema() {
    return Schema.of(Experiment.class);
  }

  /** The same for people, as Markdown. */
  public static String reference() {
    return Reference.of(Experiment.class);
  }
}
