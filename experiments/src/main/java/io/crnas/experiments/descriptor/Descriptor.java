package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads and writes descriptors. */
public final class Descriptor {
  private static final String INTRODUCTION =
      """
      # The descriptor

      A descriptor is a YAML file (UTF-8) that says what to search, on which data and within which cost. `./crnas validate FILE` tells every problem in it with its line; an unknown key is one. A key that was renamed is still read by its former name, and its new one is said. Examples are in `experiments/`; a first line `# yaml-language-server: $schema=schema/crnas.schema.json` lets editors complete and check it. `--data`, `--weights`, `--device`, `--seed`, `--threads` and `--strict` of `crnas run` take precedence.

      A list is written `key[]`. Where the default is empty, the key may be left out. A default of `{}` means that all keys below have their defaults.
      """;

  private Descriptor() {}

  /** Reads a descriptor file that names evaluators on the class path. */
  public static Experiment read(Path file) throws IOException {
    return read(file, Evaluators.onClassPath());
  }

  /**
   * Reads a descriptor file. What its evaluators name by relative paths is relative to {@link
   * Experiment#base}, and that to the file's folder.
   *
   * @param evaluators the kinds it can name
   * @throws InvalidInputException with every problem in it, or when there is no such file
   * @throws IOException when the file can not be read
   */
  public static Experiment read(Path file, Evaluators evaluators) throws IOException {
    return read(file, evaluators, List.of(), _ -> {});
  }

  /**
   * The same, with other values in it.
   *
   * @param assignments in this order
   * @param told hears of keys that are called otherwise now
   * @throws InvalidInputException with every problem in it; one of an assigned value names its key
   * @throws IOException when the file can not be read
   */
  public static Experiment read(
      Path file, Evaluators evaluators, List<Assignment> assignments, Consumer<String> told)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(file.toString(), "a folder", "a descriptor");
    }
    if (!Files.exists(file)) {
      throw new InvalidInputException(file.toString(), "no such file", "a descriptor");
    }
    try {
      return parse(file.toString(), Files.readString(file), evaluators, assignments, told)
          .withBaseBelow(file.toAbsolutePath().normalize().resolveSibling(""));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file.toString(), "bytes that are not UTF-8", "a descriptor");
    }
  }

  /** Reads a descriptor that names evaluators on the class path. */
  public static Experiment parse(String file, String yaml) {
    return parse(file, yaml, Evaluators.onClassPath());
  }

  /**
   * Reads a descriptor.
   *
   * @param file what to call it in problems
   * @param evaluators the kinds it can name
   * @throws InvalidInputException with every problem in it
   */
  public static Experiment parse(String file, String yaml, Evaluators evaluators) {
    return parse(file, yaml, evaluators, List.of(), _ -> {});
  }

  private static Experiment parse(
      String file,
      String yaml,
      Evaluators evaluators,
      List<Assignment> assignments,
      Consumer<String> told) {
    return Language.with(evaluators.providers())
        .read(Experiment.class, file, yaml, assignments, told);
  }

  /** YAML with every default written out; {@link #parse} gives an equal record. */
  public static String write(Experiment experiment) {
    return Language.builtIn().write(experiment);
  }

  /** The JSON Schema (draft 2020-12) of descriptors, for editors. */
  public static String schema(Evaluators evaluators) {
    return Language.with(evaluators.providers()).schema(Experiment.class, "crnas descriptor");
  }

  /** The same for people, as Markdown. */
  public static String reference(Evaluators evaluators) {
    return Language.with(evaluators.providers()).reference(Experiment.class, INTRODUCTION);
  }
}
