package io.crnas.experiments.descriptor;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The kinds of evaluators that were found at run time. While one of them is in use, this stays
 * open: it holds the jars they were found in.
 */
public final class Evaluators implements AutoCloseable {
  private static final String KIND = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  private final List<EvaluatorProvider<?>> providers;
  private final Jars jars;

  /** What holds the jars. */
  @FunctionalInterface
  private interface Jars {
    void close() throws IOException;
  }

  private Evaluators(List<EvaluatorProvider<?>> providers, Jars jars) {
    this.providers = List.copyOf(providers);
    this.jars = jars;
  }

  /** Those on the class path; always the same ones. */
  public static Evaluators onClassPath() {
    return OnClassPath.EVALUATORS;
  }

  /** Found when first asked for. */
  private static final class OnClassPath {
    private static final Evaluators EVALUATORS =
        new Evaluators(load("class path", Evaluators.class.getClassLoader()), () -> {});
  }

  /**
   * Those on the class path and in the jars of a folder, which the evaluators' own dependencies
   * also lie in.
   *
   * @throws InvalidInputException where that is no folder, or has no jar or one that does not work
   */
  public static Evaluators in(Path folder) throws IOException {
    List<URL> jars = jars(folder);
    var loader =
        new URLClassLoader("plugins", jars.toArray(URL[]::new), Evaluators.class.getClassLoader());
    try {
      return new Evaluators(load(folder.toString(), loader), loader::close);
    } catch (RuntimeException e) {
      loader.close();
      throw e;
    }
  }

  List<EvaluatorProvider<?>> providers() {
    return providers;
  }

  @Override
  public void close() throws IOException {
    jars.close();
  }

  private static List<URL> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException("--plugins", folder.toString(), "a folder with jars");
    }
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    }
    if (jars.isEmpty()) {
      throw new InvalidInputException("--plugins", folder + " without a jar", "a folder with jars");
    }
    // In the same order everywhere, where two jars have a class of one name.
    jars.sort((a, b) -> a.toString().compareTo(b.toString()));
    return jars;
  }

  private static List<EvaluatorProvider<?>> load(String where, ClassLoader loader) {
    List<EvaluatorProvider<?>> providers = new ArrayList<>();
    var problems = new Problems();
    var kinds = new HashSet<>(Language.builtIn().kinds(Evaluator.class));
    try {
      for (EvaluatorProvider<?> provider : ServiceLoader.load(EvaluatorProvider.class, loader)) {
        check(provider, where, kinds, problems);
        providers.add(provider);
      }
    } catch (ServiceConfigurationError e) {
      problems.add(where, String.valueOf(e.getMessage()), "an evaluator that can be made");
    }
    problems.throwIfAny();
    return providers;
  }

  private static void check(
      EvaluatorProvider<?> provider, String where, Set<String> kinds, Problems problems) {
    String at = where + ", " + provider.getClass().getName();
    if (!provider.kind().matches(KIND)) {
      problems.add(at, "the kind '" + provider.kind() + "'", "lower case, words set apart by -");
    }
    if (!kinds.add(provider.kind())) {
      problems.add(at, "the kind " + provider.kind() + " a second time", "every kind once");
    }
    try {
      if (!Language.builtIn().hasKeys(provider.settings())) {
        problems.add(at, "settings that are " + provider.settings(), "a record");
      }
    } catch (IllegalArgumentException e) {
      problems.add(at, String.valueOf(e.getMessage()), "settings that are described");
    }
  }
}
