package io.crnas.experiments.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.crnas.detection.coco.CocoResults;
import io.crnas.detection.coco.CocoTruths;
import io.crnas.detection.coco.CocoTruths.Detail;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.Overlap;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.export.onnx.OnnxProperties;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.random.Seeds;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.weights.WeightsFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is in a file: it is read, or refused with its name, without end or stack trace, and in a
 * bounded memory. {@code -Dcrnas.fuzz=5000} tries that many of each kind of file.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {
  private static final int FILES = Integer.getInteger("crnas.fuzz", 300);

  /** The good files have a few thousand bytes. */
  private static final long MOST_MEMORY = 64 << 20;

  private static final Path WEIGHTS = Path.of("../spaces/src/test/resources/weights");
  private static final Path CASES =
      Path.of("../evaluators/detection/src/test/resources/cases/eval");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A model whose graph, its field 7, has no bytes. */
  private static final byte[] EMPTY_GRAPH = {7 << 3 | 2, 0};

  private static final String RESIZE =
      """
      {"mode": "kept_aspect", "shorter": 800, "longer": 1333, "interpolation": "bilinear",
       "align_corners": false, "antialias": false, "pad_multiple": 32}
      """;
  private static final String ACCURACY =
      """
      {"AP": 0.51, "AP50": 8.2e-1, "split": "t\\u00e9st", "images": 73}
      """;

  @TempDir Path folder;

  private interface Reader {
    void read(Path file) throws IOException;
  }

  private interface Change {
    byte[] of(Mutations mutations, byte[] good) throws IOException;
  }

  private void fuzz(Path good, Change change, Reader reader) throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    String name = "fuzz-" + good.getFileName();
    Path file = folder.resolve(name);
    for (int i = 0; i < FILES; i++) {
      var mutations = new Mutations(Seeds.generator(11, name, i));
      Files.write(file, change.of(mutations, bytes));
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        reader.read(file);
      } catch (InvalidInputException e) {
        for (Problem problem : e.problems()) {
          assertTrue(problem.where().contains(name), "file %d: %s".formatted(i, problem));
        }
      } catch (WrongInputException e) {
        e.faults()
            .forEach(fault -> assertTrue(fault.where().contains(name), "%s".formatted(fault)));
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(name), "file %d: %s".formatted(i, e));
      } catch (RuntimeException | Error e) {
        fail("file %d of %s".formatted(i, name), e);
      }
      long used = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(
          used < MOST_MEMORY,
          String.format(Locale.ROOT, "file %d of %s: %,d bytes", i, name, used));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.safetensors",
        "torch.pth",
        "checkpoint.pth",
        "legacy.pth",
        "arrays.npz",
        "compressed.npz",
        "versions.npz"
      })
  void weights(String name) throws IOException {
    fuzz(WEIGHTS.resolve(name), Mutations::of, WeightsFile::read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"torch.pth", "checkpoint.pth", "namespace.pth", "script.pth", "arrays.npz"})
  void weightsInASoundZip(String name) throws IOException {
    Path good = WEIGHTS.resolve(name);
    fuzz(good, (mutations, _) -> mutations.inZip(good), WeightsFile::read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart.yaml", "bccd.yaml", "coco-cr-resnet50.yaml"})
  void descriptors(String name) throws IOException {
    fuzz(Path.of(name), Mutations::of, Descriptor::read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e00-base", "e34b-odd", "e60-textid"})
  void annotations(String name) throws IOException {
    Path results = CASES.resolve(name).resolve("dt.json");
    for (Overlap overlap : Overlap.values()) {
      fuzz(
          CASES.resolve(name).resolve("gt.json"),
          Mutations::of,
          file -> measure(file, results, overlap, file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"e00-base", "e34b-odd", "e32-bboxempty", "e20-ndjson"})
  void results(String name) throws IOException {
    Path truth = CASES.resolve(name).resolve("gt.json");
    for (Overlap overlap : Overlap.values()) {
      fuzz(
          CASES.resolve(name).resolve("dt.json"),
          Mutations::of,
          file -> measure(truth, file, overlap, file));
    }
  }

  /** Results of images that are no longer listed are the good file's, and rightly refused. */
  private static void measure(Path truth, Path results, Overlap overlap, Path changed)
      throws IOException {
    Set<Detail> details =
        overlap == Overlap.MASK ? EnumSet.allOf(Detail.class) : EnumSet.noneOf(Detail.class);
    CocoTruths truths = CocoTruths.read(truth, details, false);
    CocoResults found;
    try {
      found = CocoResults.read(results, truths, overlap == Overlap.MASK, false);
    } catch (InvalidInputException e) {
      if (changed.equals(results)) {
        throw e;
      }
      return;
    }
    new CocoEvaluator(truths.truths(), overlap).evaluate(found.detections());
  }

  @Test
  void metadataOfOnnx() throws IOException {
    Path good = Files.write(folder.resolve("good.onnx"), EMPTY_GRAPH);
    OnnxProperties.put(
        good,
        Map.ofEntries(
            Map.entry("part", "detector"),
            Map.entry("detector", "faster-rcnn"),
            Map.entry("resize", RESIZE),
            Map.entry("channels", "RGB"),
            Map.entry("value_range", "[0, 1]"),
            Map.entry("accuracy", ACCURACY),
            Map.entry("backbone", "resnet50"),
            Map.entry("allocation", "1-3-5-7/1.112.11223.1222333"),
            Map.entry("cost", "1,234 MACs"),
            Map.entry("mean", "[0.1,0.2,0.3]"),
            Map.entry("std", "[0.1,0.2,0.3]"),
            Map.entry("strides", "[4,8,16,32]"),
            Map.entry("classes", "[\"cell\",\"Zelle ü\"]"),
            Map.entry("crnas_version", "1"),
            Map.entry("run", "run"),
            Map.entry("seed", "-7"),
            Map.entry("descriptor_digest", "0af3")));
    Metadata.parse("good", OnnxProperties.read(good));
    fuzz(good, Mutations::of, file -> Metadata.parse(file.toString(), OnnxProperties.read(file)));
  }
}
