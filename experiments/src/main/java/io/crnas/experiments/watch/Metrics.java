package io.crnas.experiments.watch;

import io.crnas.detection.training.TrainingListener;
import io.crnas.framework.file.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is known of the trainings of a run, in {@code metrics.csv}: a line for each step of each
 * net, and one for each measurement of a net. Lines are appended; when a training goes on from its
 * last checkpoint, the lines of the steps that are done again are taken away first, so that none is
 * double and none is missing. TensorBoard finds the same numbers in a folder for each net.
 *
 * @param csv the file
 * @param events the folder for TensorBoard
 * @param losses the names of the losses that trainings tell of
 * @param measured the names of what is kept of a measurement
 */
public record Metrics(Path csv, Path events, List<String> losses, List<String> measured) {
  /** How {@link #csv} is called in the folder of a run. */
  public static final String FILE = "metrics.csv";

  /** How the file of a net is called; TensorBoard looks for these words in the name. */
  private static final String EVENTS = "events.out.tfevents.0.crnas";

  private static final double MILLIS = 1e3;

  /**
   * Several trainings of a run may tell at once: to write anew is to put another file in the place
   * of the one that the others append to.
   */
  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final long BETWEEN_FLUSHES = 1_000_000_000;

  /** What a training of this net tells. */
  public TrainingListener of(String net) {
    return new Log(net);
  }

  /**
   * A net was measured; takes the place of what was measured of it before.
   *
   * @param step how many steps it was trained
   * @param metrics of which those that have a column are kept
   */
  public void measured(String net, long step, Map<String, Double> metrics) throws IOException {
    LOCK.lock();
    try {
      var values = new LinkedHashMap<String, Double>();
      columns().names().stream()
          .filter(metrics::containsKey)
          .forEach(name -> values.put(name, metrics.get(name)));
      List<Row> rows = rows(row -> !(row.net().equals(net) && row.isMeasured()));
      rows.add(new Row(net, step, now(), values));
      write(rows, net);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * A level was searched; for TensorBoard alone, in place of what was told of it before.
   *
   * @param search what its folder is called
   * @param generations numbers by their tags, by generation
   */
  public void searched(String search, SortedMap<Integer, Map<String, Double>> generations)
      throws IOException {
    AtomicFile.write(
        events(search),
        out -> {
          var file = new EventFile(out);
          file.begin(now());
          for (var generation : generations.entrySet()) {
            file.scalars(generation.getKey(), now(), generation.getValue());
          }
        });
  }

  /**
   * Pictures of what came out; for TensorBoard alone, in place of those that were told before.
   *
   * @param pictures by their tags
   */
  public void pictures(SequencedMap<String, BufferedImage> pictures) throws IOException {
    AtomicFile.write(
        events("pictures"),
        out -> {
          var file = new EventFile(out);
          file.begin(now());
          for (var picture : pictures.entrySet()) {
            file.picture(0, now(), picture.getKey(), picture.getValue());
          }
        });
  }

  private List<Row> rows(Predicate<Row> kept) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (Files.isRegularFile(csv)) {
      List<String> lines = Files.readString(csv).lines().toList();
      if (!lines.isEmpty()) {
        Columns own = Columns.parse(lines.getFirst());
        lines.stream()
            .skip(1)
            .flatMap(line -> own.row(line).stream())
            .filter(kept)
            .forEach(rows::add);
      }
    }
    return rows;
  }

  /** Those of this file: of its trainings, and what was in it before. */
  private Columns columns() throws IOException {
    Columns own = Columns.of(losses, measured);
    if (!Files.isRegularFile(csv)) {
      return own;
    }
    try (Stream<String> lines = Files.lines(csv)) {
      return lines.findFirst().map(header -> own.with(Columns.parse(header))).orElse(own);
    }
  }

  /** Writes all rows anew, and those of a net for TensorBoard. */
  private void write(List<Row> rows, String net) throws IOException {
    Columns columns = columns();
    AtomicFile.write(
        csv,
        out -> {
          out.write(bytes(columns.header()));
          for (Row row : rows) {
            out.write(bytes(columns.line(row)));
          }
        });
    AtomicFile.write(
        events(net),
        out -> {
          var file = new EventFile(out);
          List<Row> own = rows.stream().filter(row -> row.net().equals(net)).toList();
          file.begin(own.isEmpty() ? now() : own.getFirst().time());
          for (Row row : own) {
            file.scalars(row.step(), row.time(), row.values());
          }
        });
  }

  private Path events(String net) {
    return events.resolve(net).resolve(EVENTS);
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static double now() {
    return System.currentTimeMillis() / MILLIS;
  }

  /** Of one training: what was told last waits in memory, by the file that it goes to. */
  private final class Log implements TrainingListener {
    private final String net;
    private Columns columns = Columns.of(losses, measured);
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final ByteArrayOutputStream scalars = new ByteArrayOutputStream();
    private long flushed = System.nanoTime();

    Log(String net) {
      this.net = net;
    }

    @Override
    public void begin(long taken) throws IOException {
      LOCK.lock();
      try {
        write(rows(row -> !row.net().equals(net) || row.step() <= taken), net);
        columns = columns();
      } finally {
        LOCK.unlock();
      }
    }

    @Override
    public void step(Step step) throws IOException {
      Row row = Row.of(net, now(), step);
      lines.write(bytes(columns.line(row)));
      new EventFile(scalars).scalars(row.step(), row.time(), row.values());
      if (System.nanoTime() - flushed > BETWEEN_FLUSHES) {
        flush(false);
      }
    }

    private void flush(boolean sync) throws IOException {
      LOCK.lock();
      try {
        append(lines, csv, sync);
        append(scalars, events(net), sync);
      } finally {
        LOCK.unlock();
      }
      flushed = System.nanoTime();
    }

    private static void append(ByteArrayOutputStream waiting, Path path, boolean sync)
        throws IOException {
      try (var file = new FileOutputStream(path.toFile(), true)) {
        waiting.writeTo(file);
        if (sync) {
          file.getFD().sync();
        }
      }
      waiting.reset();
    }

    @Override
    public void keep() throws IOException {
      flush(true);
    }

    @Override
    public void close() throws IOException {
      flush(false);
    }
  }
}
