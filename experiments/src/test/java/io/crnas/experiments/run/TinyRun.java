package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A descriptor whose run has every phase and takes a few seconds, and the files it leaves. */
final class TinyRun {
  private static final String SCENES =
      "{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";

  /** All that a run leaves where nothing is timed for the report; the others tell times. */
  private static final List<String> SAME_BYTES =
      List.of(
          "baseline-detections.json",
          "baseline.json",
          "baseline.onnx",
          "baseline.safetensors",
          "categories.csv",
          "data.json",
          "descriptor.yaml",
          "found-detections.json",
          "found.json",
          "found.onnx",
          "found.png",
          "found.safetensors",
          "pictures.json",
          "report.html",
          "results.json",
          "spatial-supernet.safetensors",
          "stage-supernet.safetensors",
          "test-annotations.json");

  private static final List<String> OTHERS =
      List.of(
          "journal.sqlite", "journal.sqlite.lock", "metrics.csv", "tensorboard", "timings.json");

  private TinyRun() {}

  static Path descriptor(Path folder) throws IOException {
    return Files.writeString(folder.resolve("tiny.yaml"), withoutBaseline(yaml(SCENES)));
  }

  /**
   * The same with a baseline that is no candidate. Which one such scores put first differs from
   * processor to processor; so what is found is another net on each.
   */
  static String withoutBaseline(String yaml) {
    return yaml.replace("[1, 2, 3]]}", "[1, 3]]}");
  }

  /** Both levels, fifteen steps of each training; scores that are seldom zero. */
  static String yaml(String data) {
    return """
    name: tiny
    seed: 5
    threads: 1
    device: cpu
    data: %s
    detector: {kind: faster-rcnn, fpn-channels: 16, head-width: 32,
      anchor-sizes: [8, 16, 24, 32, 48], rpn-pre-nms: 50, rpn-post-nms: 20, rpn-batch: 16,
      roi-batch: 16, score-threshold: 0.0, detections: 10}
    space: {backbone: resnet18, width: 8, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
    budget: {input: 64x64}
    levels:
      - level: stage
        evaluator: &evaluator {kind: supernet, steps: 15,
          recipe: &recipe {batch: 2, warmup-steps: 2}, calibration-images: 4, batch: 2}
        strategy: &strategy {kind: evolution, population: 4, generations: 2}
      - {level: spatial, evaluator: *evaluator, strategy: *strategy}
    retrain: {steps: 15, recipe: *recipe}
    export: {timed-runs: 0}
    """
        .formatted(data);
  }

  /** The same bytes in the same files, and none besides. */
  static void assertSame(Path expected, Path actual) throws IOException {
    // First, because what differs in it tells the most.
    assertEquals(
        Files.readString(expected.resolve("results.json")),
        Files.readString(actual.resolve("results.json")));
    assertEquals(all(), files(expected));
    assertEquals(all(), files(actual));
    for (String file : SAME_BYTES) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(file)),
          Files.readAllBytes(actual.resolve(file)),
          file);
    }
  }

  /** Without what was ranked, and without what SQLite leaves where a journal was read. */
  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    for (String file : files(from)) {
      if (Files.isRegularFile(from.resolve(file)) && !file.startsWith("journal.sqlite-")) {
        Files.copy(from.resolve(file), to.resolve(file));
      } else if (file.equals("tensorboard")) {
        Files.createDirectory(to.resolve(file));
      }
    }
    return to;
  }

  /** The names of all that a run leaves. */
  static SortedSet<String> all() {
    var all = new TreeSet<>(SAME_BYTES);
    all.addAll(OTHERS);
    return all;
  }

  static SortedSet<String> files(Path folder) throws IOException {
    var names = new TreeSet<String>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    return names;
  }
}
