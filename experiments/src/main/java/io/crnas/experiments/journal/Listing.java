package io.crnas.experiments.journal;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entries of a journal as a table, as CSV or as JSON.
 *
 * @param entries in the order in which they are shown
 */
public record Listing(List<Entry> entries) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SHORT_FINGERPRINT = 8;

  /** Characters of a line for a file or a pipe. */
  static final int USUAL_WIDTH = 160;

  /** Columns of the CSV before and behind the metrics. */
  private static final List<String> BEFORE =
      List.of("sequence", "time", "level", "generation", "candidate", "status");

  private static final List<String> BEHIND =
      List.of("reason", "cost", "milliseconds", "fingerprint");

  public Listing {
    entries = List.copyOf(entries);
  }

  /**
   * Those of one level.
   *
   * @throws InvalidInputException if there are entries, and none of this level
   */
  public Listing level(String level) {
    List<Entry> those =
        entries.stream().filter(entry -> entry.answer().level().equals(level)).toList();
    if (those.isEmpty() && !entries.isEmpty()) {
      String levels =
          entries.stream()
              .map(entry -> entry.answer().level())
              .distinct()
              .collect(Collectors.joining(", "));
      throw new InvalidInputException("--level", level, "one of " + levels);
    }
    return new Listing(those);
  }

  /**
   * The greatest value of a metric first, what has none last, equals in the order they were.
   *
   * @throws InvalidInputException if there are scores, and none has this metric
   */
  public Listing bestFirst(String metric) {
    SequencedSet<String> known = metrics();
    if (!known.isEmpty() && !known.contains(metric)) {
      throw new InvalidInputException("--sort", metric, "one of " + String.join(", ", known));
    }
    Comparator<Entry> byValue =
        Comparator.comparingDouble(entry -> value(entry, metric).orElse(Double.NEGATIVE_INFINITY));
    return new Listing(entries.stream().sorted(byValue.reversed()).toList());
  }

  /**
   * A table with a line an entry, COCO's metrics in points of 100.
   *
   * @param width the most characters of a line, where somebody looks on; where not, lines are not
   *     cut, but columns are as many as fit into {@link #USUAL_WIDTH}. What is least worth knowing
   *     is left out first
   */
  public List<String> table(OptionalInt width) {
    SequencedSet<String> metrics = metrics();
    boolean failures =
        entries.stream().anyMatch(e -> e.answer().evaluation() instanceof Evaluation.Failed);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("#", Side.RIGHT, 1));
    columns.add(new Column("time", Side.LEFT, 7));
    columns.add(new Column("level", Side.LEFT, 2));
    columns.add(new Column("generation", Side.RIGHT, 5));
    columns.add(new Column("candidate", Side.LEFT, 0));
    // The first of COCO's numbers is mostly the one that is searched for, and what is none of them
    // was added to be searched for; those of a category go first.
    int place = 0;
    for (String metric : metrics) {
      int rank;
      if (metric.contains("/")) {
        rank = 1000 + place;
      } else {
        rank = place == 0 ? 0 : CocoMetrics.has(metric) ? 10 + place : 8;
      }
      columns.add(new Column(metric, Side.RIGHT, rank));
      place++;
    }
    columns.add(new Column("cost", Side.RIGHT, 3));
    columns.add(new Column("ms", Side.RIGHT, 4));
    columns.add(new Column("evaluator", Side.LEFT, 6));
    if (failures) {
      columns.add(new Column("reason", Side.LEFT, 0));
    }
    List<List<String>> rows = entries.stream().map(entry -> row(entry, metrics, failures)).toList();
    var table = new Table(columns, rows);
    return width.isPresent() ? table.lines(width.getAsInt()) : table.wholeLines(USUAL_WIDTH);
  }

  private static List<String> row(Entry entry, SequencedSet<String> metrics, boolean failures) {
    var answer = entry.answer();
    var cells = new ArrayList<String>();
    cells.add(Long.toString(entry.sequence()));
    cells.add(entry.time().truncatedTo(ChronoUnit.SECONDS).toString());
    cells.add(answer.level());
    cells.add(Integer.toString(answer.generation()));
    cells.add(answer.candidate());
    for (String metric : metrics) {
      OptionalDouble value = value(entry, metric);
      cells.add(value.isPresent() ? shown(metric, value.getAsDouble()) : "-");
    }
    cells.add(String.format(Locale.ROOT, "%,d", answer.cost()));
    cells.add(Long.toString(answer.milliseconds()));
    String fingerprint = answer.fingerprint();
    cells.add(fingerprint.substring(0, Math.min(SHORT_FINGERPRINT, fingerprint.length())));
    if (failures) {
      cells.add(reason(answer.evaluation()).replaceAll("\\p{Cntrl}+", " "));
    }
    return cells;
  }

  /** COCO's metrics are -1 where there is nothing to measure. */
  private static String shown(String metric, double value) {
    boolean points = CocoMetrics.has(metric);
    return points && value < 0
        ? "-"
        : String.format(Locale.ROOT, points ? "%.1f" : "%.4f", points ? 100 * value : value);
  }

  /** A line an entry under a line of names; numbers with all their digits. */
  public void csv(Appendable out) throws IOException {
    SequencedSet<String> metrics = metrics();
    // A metric may have the name of another column.
    Stream<String> named =
        metrics.stream()
            .map(name -> BEFORE.contains(name) || BEHIND.contains(name) ? "metric " + name : name);
    var printer = new CSVPrinter(out, CSVFormat.RFC4180);
    printer.printRecord(Stream.of(BEFORE.stream(), named, BEHIND.stream()).flatMap(names -> names));
    for (Entry entry : entries) {
      var answer = entry.answer();
      List<Object> cells = new ArrayList<>();
      cells.addAll(
          List.of(
              entry.sequence(),
              entry.time(),
              answer.level(),
              answer.generation(),
              answer.candidate(),
              status(answer.evaluation())));
      for (String metric : metrics) {
        OptionalDouble value = value(entry, metric);
        cells.add(value.isPresent() ? Double.toString(value.getAsDouble()) : "");
      }
      cells.addAll(
          List.of(
              reason(answer.evaluation()),
              answer.cost(),
              answer.milliseconds(),
              answer.fingerprint()));
      printer.printRecord(cells);
    }
    printer.flush();
  }

  /** An object a line, each for one entry; numbers with all their digits. */
  public List<String> json() {
    return entries.stream().map(Listing::json).toList();
  }

  private static String json(Entry entry) {
    var answer = entry.answer();
    ObjectNode object =
        JSON.createObjectNode()
            .put("sequence", entry.sequence())
            .put("time", entry.time().toString())
            .put("level", answer.level())
            .put("generation", answer.generation())
            .put("candidate", answer.candidate())
            .put("status", status(answer.evaluation()));
    switch (answer.evaluation()) {
      case Evaluation.Scored scored -> {
        ObjectNode metrics = object.putObject("metrics");
        scored.metrics().forEach(metrics::put);
      }
      case Evaluation.Failed failed -> object.put("reason", failed.reason());
    }
    object
        .put("cost", answer.cost())
        .put("milliseconds", answer.milliseconds())
        .put("fingerprint", answer.fingerprint());
    return JSON.writeValueAsString(object);
  }

  /** The names of all metrics, those of a category last. */
  private SequencedSet<String> metrics() {
    var names =
        new TreeSet<>(
            Comparator.comparing((String name) -> name.contains("/"))
                .thenComparing(Comparator.naturalOrder()));
    entries.forEach(entry -> names.addAll(metrics(entry).keySet()));
    return names;
  }

  private static OptionalDouble value(Entry entry, String metric) {
    Double value = metrics(entry).get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Map<String, Double> metrics(Entry entry) {
    return switch (entry.answer().evaluation()) {
      case Evaluation.Scored scored -> scored.metrics();
      case Evaluation.Failed _ -> Map.of();
    };
  }

  private static String status(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Scored _ -> "scored";
      case Evaluation.Failed _ -> "failed";
    };
  }

  private static String reason(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Scored _ -> "";
      case Evaluation.Failed failed -> failed.reason();
    };
  }
}
