package io.crnas.detection.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.coco.CocoTruths.Detail;
import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.detection.mask.Mask;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.metric.Overlap;
import io.crnas.detection.scenes.Scenes;
import io.crnas.framework.random.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoWriterTest {
  @TempDir Path folder;

  /** Boxes of any fraction, some of crowds, some difficult, and images without any. */
  private record Odd(List<Sample> samples) implements Dataset {
    @Override
    public String name() {
      return "odd";
    }

    @Override
    public List<String> categories() {
      return List.of("cell, \"red\"", "Zelle ü", "none");
    }

    @Override
    public Image load(int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String fingerprint() {
      return "";
    }
  }

  private final RandomGenerator random = Seeds.generator(7, "odd");

  private Box box() {
    float x = 200 * random.nextFloat();
    float y = 150 * random.nextFloat();
    return new Box(x, y, x + 0.1f + 99 * random.nextFloat(), y + 0.1f + 99 * random.nextFloat());
  }

  private Dataset dataset() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<Annotation> objects = new ArrayList<>();
      for (int j = 0; j < i % 5; j++) {
        Box box = box();
        objects.add(
            new Annotation(box, random.nextInt(2), box.area() / 3, j == 3, random.nextInt(3) == 0));
      }
      samples.add(new Sample("a/ü " + i + ".jpg", "nowhere", 320, 260, objects));
    }
    return new Odd(samples);
  }

  private List<Detection> detections(Dataset dataset) {
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < dataset.size(); i++) {
      for (Annotation one : dataset.samples().get(i).annotations()) {
        Box near = one.box();
        float shift = 9 * random.nextFloat();
        detections.add(
            Detection.of(
                i,
                one.category(),
                new Box(near.x1() + shift, near.y1(), near.x2() + shift, near.y2()),
                random.nextFloat()));
        detections.add(Detection.of(i, random.nextInt(3), box(), random.nextInt(4) / 4.0));
      }
    }
    return detections;
  }

  @Test
  void whatIsWrittenScoresTheSameToTheLastBit() throws IOException {
    Dataset dataset = dataset();
    List<Detection> detections = detections(dataset);
    Path truth = folder.resolve("test-annotations.json");
    Path results = folder.resolve("found-detections.json");

    CocoWriter.truths(truth, dataset);
    CocoWriter.results(results, detections);

    CocoMetrics expected = CocoEvaluator.of(dataset).evaluate(detections);
    assertTrue(expected.ap() > 0.1, expected::toString);
    assertEquals(expected, read(truth, results, Set.of(Detail.DIFFICULT)));
    assertNotEquals(expected, read(truth, results, Set.of()), "pycocotools knows no difficult");
  }

  @Test
  void masksAreReadBackAsTheyWere() throws IOException {
    Dataset scenes = Scenes.of(96, 64, 5).splitWithMasks("test", 6);
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      for (Annotation one : scenes.samples().get(i).annotations()) {
        Box box = one.box();
        Mask half = Mask.ofBox(64, 96, box.x1(), box.y1(), box.width(), box.height() * 0.7);
        detections.add(
            Detection.of(i, one.category(), box, random.nextFloat())
                .withMask(random.nextBoolean() ? half : one.mask().orElseThrow().mask()));
      }
    }
    Path truth = folder.resolve("test-annotations.json");
    Path results = folder.resolve("found-detections.json");

    CocoWriter.truths(truth, scenes);
    CocoWriter.results(results, detections);

    CocoMetrics expected = CocoEvaluator.of(scenes, Overlap.MASK).evaluate(detections);
    assertTrue(expected.ap() > 0.2 && expected.ap() < 0.9, expected::toString);
    CocoTruths truths = CocoTruths.read(truth, Set.of(Detail.MASKS), true);
    CocoResults read = CocoResults.read(results, truths, true, true);
    assertEquals(
        expected, new CocoEvaluator(truths.truths(), Overlap.MASK).evaluate(read.detections()));
  }

  private static CocoMetrics read(Path truth, Path results, Set<Detail> details)
      throws IOException {
    CocoTruths truths = CocoTruths.read(truth, details, true);
    return new CocoEvaluator(truths.truths(), Overlap.BOX)
        .evaluate(CocoResults.read(results, truths, false, true).detections());
  }
}
