package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The functions in TorchScript that an engine has loaded so far, each once. */
final class Scripts {
  private final PtNDManager owner;
  private final Map<String, Script> loaded = new ConcurrentHashMap<>();

  /**
   * @param owner they are freed with this
   */
  Scripts(PtNDManager owner) {
    this.owner = owner;
  }

  /**
   * Applies a function.
   *
   * @param parameters the names of its arrays
   * @param result what it gives, see {@link Script#load}
   */
  PtNDArray apply(List<String> parameters, String result, PtNDArray... arguments) {
    Script script = loaded.computeIfAbsent(result, _ -> Script.load(owner, parameters, result));
    return script.apply(arguments);
  }
}
