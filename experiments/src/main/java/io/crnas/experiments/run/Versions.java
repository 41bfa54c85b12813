package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.runtime.Model;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run was made with. */
final class Versions {
  private Versions() {}

  static String crnas() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "in development" : version;
  }

  /** Of an engine only where it is used. */
  static SortedMap<String, String> of(Engine engine) {
    var versions = new TreeMap<String, String>();
    versions.put("crnas", crnas());
    versions.put("java", Runtime.version().toString());
    if (engine.loaded().isPresent()) {
      versions.put("engine", Torch.version());
      versions.put("onnxruntime", Model.version());
    }
    return versions;
  }
}
