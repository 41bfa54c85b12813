package io.crnas.experiments.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How far the training of a net is.
 *
 * @param net which
 * @param step how many steps it was trained
 * @param loss the mean of its last steps; empty where it was measured and never trained, because
 *     its training was another's
 * @param stepsPerSecond over its last steps; empty of fewer than two
 * @param measured the metrics of its last measurement, by name; none before the first
 */
public record NetProgress(
    String net,
    long step,
    OptionalDouble loss,
    OptionalDouble stepsPerSecond,
    Map<String, Double> measured) {
  /** So many steps are the last ones. */
  private static final int LAST = 50;

  /** The same by another name. */
  public NetProgress named(String another) {
    return new NetProgress(another, step, loss, stepsPerSecond, measured);
  }

  /** What is collected of a net, line by line. */
  private static final class Net {
    private final Deque<Row> last = new ArrayDeque<>();
    private long step;
    private Map<String, Double> measured = Map.of();

    void add(Row row) {
      step = Math.max(step, row.step());
      if (row.isMeasured()) {
        measured = row.values();
        return;
      }
      last.addLast(row);
      if (last.size() > LAST) {
        last.removeFirst();
      }
    }

    NetProgress progress(String net) {
      return new NetProgress(
          net,
          step,
          last.stream().mapToDouble(row -> row.values().get(Columns.LOSS)).average(),
          last.size() < 2 ? OptionalDouble.empty() : rate(last.getFirst(), last.getLast()),
          measured);
    }

    private static OptionalDouble rate(Row first, Row last) {
      double seconds = last.time() - first.time();
      return seconds > 0
          ? OptionalDouble.of((last.step() - first.step()) / seconds)
          : OptionalDouble.empty();
    }
  }

  /** Of each net in a {@code metrics.csv}, in the order in which they began; none without it. */
  public static List<NetProgress> read(Path csv) throws IOException {
    var nets = new LinkedHashMap<String, Net>();
    if (Files.isRegularFile(csv)) {
      try (var lines = Files.newBufferedReader(csv)) {
        String header = lines.readLine();
        Columns columns = Columns.parse(header == null ? "" : header);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          columns
              .row(line)
              .ifPresent(row -> nets.computeIfAbsent(row.net(), _ -> new Net()).add(row));
        }
      }
    }
    List<NetProgress> all = new ArrayList<>();
    nets.forEach((name, net) -> all.add(net.progress(name)));
    return all;
  }
}
