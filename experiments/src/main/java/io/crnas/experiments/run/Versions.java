package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.export.runtime.OnnxBackbone;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run was made with. */
final class Versions {
  private Versions() {}

  static String crnas() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "in development" : version;
  }

  static SortedMap<String, String> all() {
    return new TreeMap<>(
        Map.of(
            "crnas", crnas(),
            "engine", Torch.version(),
            "onnxruntime", OnnxBackbone.version(),
            "java", Runtime.version().toString()));
  }
}
