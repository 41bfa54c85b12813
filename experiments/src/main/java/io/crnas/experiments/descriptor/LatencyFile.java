package io.crnas.experiments.descriptor;

import io.crnas.external.Table;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Latencies of candidates that were measured elsewhere, on the device that they are for. */
public record LatencyFile(
    @Setting(
            about =
                "CSV or JSON with the columns candidate and milliseconds, as 'crnas latency' writes"
                    + " it to be filled in, from the descriptor's folder; a candidate without a"
                    + " number fails")
        Path file) {
  /** The column of the candidates. */
  public static final String CANDIDATE = "candidate";

  /** The column of their latencies. */
  public static final String MILLISECONDS = "milliseconds";

  /**
   * Milliseconds of each candidate that has some.
   *
   * @param base what the file is relative to
   * @throws io.crnas.framework.problem.InvalidInputException with every problem; one is that there
   *     are none
   */
  public SortedMap<String, Double> read(Path base) throws IOException {
    Path where = base.resolve(file);
    var latencies = new TreeMap<String, Double>();
    var problems = new Problems();
    for (Map.Entry<Allocation, SortedMap<String, Double>> row :
        Table.read(where, CANDIDATE, List.of(MILLISECONDS)).metrics().entrySet()) {
      Double milliseconds = row.getValue().get(MILLISECONDS);
      if (milliseconds == null) {
        continue;
      }
      if (milliseconds > 0) {
        latencies.put(row.getKey().toString(), milliseconds);
      } else {
        problems.add(where + ", " + row.getKey(), milliseconds + " milliseconds", "more than 0");
      }
    }
    problems.throwIfAny();
    return latencies;
  }
}
