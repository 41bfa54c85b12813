package io.crnas.detection.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.LibUtils;
import io.crnas.framework.problem.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PyTorch's native libraries. What binds them to Java fits one version of them and no other. */
final class Libraries {
  static final String ENGINE = "PyTorch";

  private Libraries() {}

  /**
   * Loads them, where they are not yet.
   *
   * @throws InvalidInputException where they are not those that fit
   */
  static Engine engine() {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | LinkageError e) {
      throw refused(e);
    }
  }

  /** Whether they can use a GPU, if there is one. */
  static boolean haveCuda() {
    engine();
    Path folder = Path.of(LibUtils.getLibtorchPath());
    return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
  }

  private static InvalidInputException refused(Throwable why) {
    Throwable cause = why;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String set =
        Stream.of("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION")
            .filter(name -> System.getenv(name) != null)
            .map(name -> name + "=" + System.getenv(name))
            .collect(Collectors.joining(" "));
    return new InvalidInputException(
        ENGINE,
        "libraries that do not load%s (%s)"
            .formatted(set.isEmpty() ? "" : " with " + set, cause.getMessage()),
        "in PYTORCH_LIBRARY_PATH those of the version that PYTORCH_VERSION says, or neither of"
            + " them: crnas has its own for processors, and 'crnas gpu setup' gets those for a GPU");
  }
}
