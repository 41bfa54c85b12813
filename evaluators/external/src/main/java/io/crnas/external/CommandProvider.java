package io.crnas.external;

import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code kind: command}: asks any program, once for each candidate. The question is one JSON object
 * on its standard input:
 *
 * <pre>{@code
 * {"candidate": "1-2/2.13", "stages": [1, 2], "dilations": [[2], [1, 3]], "level": "stage",
 *  "seed": 1}
 * }</pre>
 *
 * <p>The answer is one JSON object of numbers on its standard output, such as {@code {"AP": 0.4}},
 * and exit status 0. Anything else costs the candidate and nothing more: a program that hangs,
 * dies, floods, says something else or nothing makes it {@link
 * io.crnas.framework.Evaluation.Failed} with the reason.
 */
public final class CommandProvider implements EvaluatorProvider<CommandSettings> {

  @Override
  public String kind() {
    return "command";
  }

  @Override
  public Class<CommandSettings> settings() {
    return CommandSettings.class;
  }

  /**
   * Looks for the program, but does not start it.
   *
   * @throws InvalidInputException when there is no such program
   */
  @Override
  public void check(CommandSettings settings, String objective, Path base) {
    requireProgram(settings.command().getFirst(), base);
  }

  /**
   * Looks for the program, but does not start it.
   *
   * @throws InvalidInputException when there is no such program
   */
  @Override
  public Evaluator<Allocation> open(CommandSettings settings, EvaluatorContext context)
      throws IOException {
    requireProgram(settings.command().getFirst(), context.base());
    return new CommandEvaluator(settings, context, fingerprint(settings, context));
  }

  private static void requireProgram(String program, Path base) {
    boolean named = program.contains("/") || program.contains(File.separator);
    if (named) {
      Optional<Path> file = file(program, base);
      if (file.isEmpty() || !Files.isExecutable(file.get())) {
        throw new InvalidInputException(
            "command",
            base.resolve(program) + (file.isEmpty() ? ", which is no file" : ", not executable"),
            "a program");
      }
    } else if (onPath().noneMatch(folder -> isProgram(folder, program))) {
      throw new InvalidInputException(
          "command",
          program + ", which is in no folder of the PATH",
          "a program; one beside the descriptor is written ./" + program);
    }
  }

  private static Stream<String> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL).splitAsStream(path);
  }

  private static boolean isProgram(String folder, String program) {
    return Stream.of(program, program + ".exe")
        .map(name -> new File(folder, name))
        .anyMatch(file -> file.isFile() && file.canExecute());
  }

  /** Of the command, of the files it names, and of what else the program is told. */
  private static String fingerprint(CommandSettings settings, EvaluatorContext context)
      throws IOException {
    var fingerprint = new Fingerprint().add("command");
    for (String word : settings.command()) {
      fingerprint.add(word);
      Optional<Path> file = file(word, context.base());
      if (file.isPresent()) {
        fingerprint.add(Fingerprint.of(file.get()));
      }
    }
    return fingerprint
        .add(settings.version().orElse(""))
        .add(Double.toString(settings.timeout()))
        .add(Integer.toString(settings.retries()))
        .add(Long.toString(context.seed()))
        .hexadecimal();
  }

  /** The file that a word of a command names, if there is one. */
  private static Optional<Path> file(String word, Path base) {
    try {
      return Optional.of(base.resolve(word)).filter(Files::isRegularFile);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
