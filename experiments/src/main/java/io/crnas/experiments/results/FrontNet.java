package io.crnas.experiments.results;

import io.crnas.experiments.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.type.TypeReference;

/**
 * A net of a Pareto front, trained and exported.
 *
 * @param name of its weights
 * @param file its ONNX file
 * @param objective what was maximised
 * @param score of it in the search
 * @param against what the cost is
 * @param cost as the search weighed it
 * @param trained what it is, and its metrics on the test split, as the engine measured them
 * @param parity the file against the engine
 */
public record FrontNet(
    String name,
    String file,
    String objective,
    double score,
    String against,
    double cost,
    Retrained.Net trained,
    Retrained.Parity parity) {

  /** Reads all of a front. */
  public static List<FrontNet> read(Path file) throws IOException {
    return Json.read(file, new TypeReference<List<FrontNet>>() {});
  }

  /** Replaces a file by these. */
  public static void write(Path file, List<FrontNet> nets) throws IOException {
    Json.write(file, nets);
  }
}
