package io.crnas.experiments.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.head.Losses;
import io.crnas.detection.training.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final List<String> LOSSES = List.of("objectness", "proposals", "classes", "boxes");
  private static final int MASK = 0xa282ead8;

  @TempDir Path scratch;

  private Metrics metrics() {
    return new Metrics(
        scratch.resolve("metrics.csv"),
        scratch.resolve("tensorboard"),
        LOSSES,
        List.of("AP", "AP50"));
  }

  private static SequencedMap<String, Double> losses(double... values) {
    var losses = new LinkedHashMap<String, Double>();
    for (int i = 0; i < values.length; i++) {
      losses.put(LOSSES.get(i), values[i]);
    }
    return losses;
  }

  private static TrainingListener.Step step(long number) {
    return new TrainingListener.Step(
        number, 0.01, new Losses(losses(0.5 / number, 0.25, 0.125 * number, 0.0625)), 100);
  }

  /**
   * Steps from one to another; then it is killed, and of a part of them only what was kept stays.
   */
  private void train(String net, long taken, long until) throws IOException {
    TrainingListener log = metrics().of(net);
    log.begin(taken);
    for (long step = taken + 1; step <= until; step++) {
      log.step(step(step));
    }
    log.keep();
    log.close();
  }

  private List<Long> steps(String net) throws IOException {
    return Files.readAllLines(scratch.resolve("metrics.csv")).stream()
        .filter(line -> line.startsWith(net + ","))
        .map(line -> Long.valueOf(line.split(",", -1)[1]))
        .toList();
  }

  private Path events(String net) {
    return scratch.resolve("tensorboard").resolve(net).resolve("events.out.tfevents.0.crnas");
  }

  @Test
  void aTrainingThatGoesOnFromItsCheckpointHasEachStepOnce() throws IOException {
    train("stage-supernet", 0, 5);
    train("found", 0, 8);
    // Killed in the middle of a line, of an event and of steps that are done again.
    Files.writeString(scratch.resolve("metrics.csv"), "found,9,17", StandardOpenOption.APPEND);
    Files.write(events("found"), new byte[] {7, 0, 0}, StandardOpenOption.APPEND);
    train("found", 6, 10);

    assertEquals(LongStream.rangeClosed(1, 5).boxed().toList(), steps("stage-supernet"));
    assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), steps("found"));
    // The version comes first.
    assertEquals(1 + 10, records(events("found")).size());
    assertEquals(1 + 5, records(events("stage-supernet")).size());
  }

  @Test
  void aNetThatIsMeasuredAgainHasOneMeasurement() throws IOException {
    train("found", 0, 3);
    metrics().measured("found", 3, Map.of("AP", 0.25, "AP50", 0.5, "other", 1.0));
    metrics().measured("found", 3, Map.of("AP", 0.75, "AP50", 0.875));

    List<String> lines = Files.readAllLines(scratch.resolve("metrics.csv"));
    assertEquals(
        "net,step,time,learning_rate,loss,loss_objectness,loss_proposals,loss_classes,loss_boxes,"
            + "images_per_second,AP,AP50",
        lines.getFirst());
    assertEquals(1 + 3 + 1, lines.size());
    assertTrue(lines.get(1).endsWith(",0.01,0.9375,0.5,0.25,0.125,0.0625,100.0,,"), lines.get(1));
    assertTrue(lines.getLast().matches("found,3,[0-9.E]+,,,,,,,,0.75,0.875"), lines.getLast());
    assertEquals(1 + 3 + 1, records(events("found")).size());
  }

  @Test
  void aSearchThatIsToldOfAgainHasEachGenerationOnce() throws IOException {
    for (int time = 0; time < 2; time++) {
      var generations = new TreeMap<Integer, Map<String, Double>>();
      generations.put(0, Map.of("AP/best", 0.25, "AP/mean", 0.125));
      generations.put(1, Map.of("AP/best", 0.5));
      metrics().searched("stage-search", generations);
    }

    assertEquals(1 + 2, records(events("stage-search")).size());
    assertFalse(Files.exists(scratch.resolve("metrics.csv")));
  }

  @Test
  void picturesThatAreToldAgainAreThereOnceAndAsTheyWere() throws IOException {
    var told = picture();
    for (int time = 0; time < 2; time++) {
      metrics().pictures(new LinkedHashMap<>(Map.of("sketch", told)));
    }

    List<byte[]> records = records(events("pictures"));
    assertEquals(1 + 1, records.size());
    String bytes = new String(records.getLast(), StandardCharsets.ISO_8859_1);
    int png = bytes.indexOf("\u0089PNG");
    BufferedImage read =
        ImageIO.read(
            new ByteArrayInputStream(bytes.substring(png).getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(told.getWidth(), read.getWidth());
    assertEquals(told.getHeight(), read.getHeight());
    for (int x = 0; x < told.getWidth(); x++) {
      assertEquals(told.getRGB(x, 1), read.getRGB(x, 1));
    }
  }

  private static BufferedImage picture() {
    var picture = new BufferedImage(200, 3, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < picture.getWidth(); x++) {
      picture.setRGB(x, 1, 0x010203 * x);
    }
    return picture;
  }

  /** The data of each record, whose checksums are right. */
  private static List<byte[]> records(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<byte[]> records = new ArrayList<>();
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        byte[] length = in.readNBytes(8);
        assertEquals(masked(length), Integer.reverseBytes(in.readInt()));
        byte[] data =
            in.readNBytes((int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
        assertEquals(masked(data), Integer.reverseBytes(in.readInt()));
        records.add(data);
      }
    }
    return records;
  }

  /** CRC32C bit by bit (RFC 3720, its polynomial reversed), turned and moved as TFRecord has it. */
  private static int masked(byte[] data) {
    int crc = ~0;
    for (byte one : data) {
      crc ^= one & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ (0x82F63B78 & -(crc & 1));
      }
    }
    crc = ~crc;
    return ((crc >>> 15) | (crc << 17)) + MASK;
  }

  /** RFC 3720, B.4: the checksum of 32 zeros is aa 36 91 8a. */
  @Test
  void theChecksumIsTheStandards() {
    int crc = 0x8a9136aa;
    assertEquals(((crc >>> 15) | (crc << 17)) + MASK, EventFile.masked(new byte[32]));
    assertEquals(EventFile.masked(new byte[32]), masked(new byte[32]));
  }

  @Test
  void tensorBoardReadsWhatWasWritten() throws Exception {
    train("found", 0, 3);
    var measured = new LinkedHashMap<String, Double>();
    measured.put("AP", 0.75);
    metrics().measured("found", 3, measured);
    metrics().pictures(new LinkedHashMap<>(Map.of("detections", picture())));
    String script =
        """
        import sys
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        events = EventAccumulator(sys.argv[1])
        events.Reload()
        for tag in sorted(events.Tags()['scalars']):
            print(tag, *['%d:%s' % (e.step, e.value) for e in events.Scalars(tag)])
        pictures = EventAccumulator(sys.argv[2])
        pictures.Reload()
        for tag in pictures.Tags()['images']:
            print(tag, *['%dx%d' % (e.width, e.height) for e in pictures.Images(tag)])
        """;
    Path out = scratch.resolve("out");
    Process python;
    try {
      python =
          new ProcessBuilder(
                  System.getenv().getOrDefault("CRNAS_TEST_PYTHON", "python3"),
                  "-c",
                  script,
                  events("found").getParent().toString(),
                  events("pictures").getParent().toString())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
    } catch (IOException e) {
      Assumptions.abort("no Python here: " + e.getMessage());
      return;
    }
    assertTrue(python.waitFor(120, TimeUnit.SECONDS));
    String said = Files.readString(out, StandardCharsets.UTF_8);
    Assumptions.assumeFalse(
        said.contains("ModuleNotFoundError"),
        "no tensorboard in this Python; CRNAS_TEST_PYTHON names another one");
    assertEquals(0, python.exitValue(), said);
    List<String> lines = said.lines().toList();
    assertTrue(lines.contains("AP 3:0.75"), said);
    assertTrue(lines.contains("loss 1:0.9375 2:0.8125 3:0.8541666865348816"), said);
    assertTrue(lines.contains("images_per_second 1:100.0 2:100.0 3:100.0"), said);
    assertTrue(lines.contains("detections 200x3"), said);
  }
}
