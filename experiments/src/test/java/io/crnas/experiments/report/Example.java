package io.crnas.experiments.report;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.torch.Precision;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.report.Picture.Box;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Results.Candidate;
import io.crnas.experiments.results.Results.Generation;
import io.crnas.experiments.results.Results.Level;
import io.crnas.experiments.results.Retrained;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A run that never was: made-up numbers to look at a report by. */
final class Example {
  private static final ImageSize SIZE = new ImageSize(256, 320);
  private static final Allocation BASELINE = Allocation.parse("2-2-2-2");
  private static final Allocation FOUND = Allocation.parse("1-3-2-2/2.113.12.23");

  private Example() {}

  static String html() throws IOException {
    return html(results());
  }

  static String html(Results results) throws IOException {
    return Report.html(
        results,
        pictures(),
        Optional.empty(),
        Optional.of(
            new LatencyComparison(
                "cpu",
                2,
                "256x320",
                30,
                new LatencyComparison.Times(40, 44),
                new LatencyComparison.Times(42.5, 47),
                1.05)),
        Descriptor.write(Descriptor.read(Path.of("quickstart.yaml"))));
  }

  static List<Picture> pictures() throws IOException {
    return List.of(picture("scene 17", 17), picture("scene 23", 23), picture("<b>&\"name\"", 5));
  }

  static Results results() {
    Cost target = backbone(455_344_128);
    return new Results(
        "made-up",
        1,
        "resnet18",
        Optional.empty(),
        new TreeMap<>(
            Map.of(
                "crnas", "0.1.0",
                "java", "25.0.3",
                "onnxruntime", "1.29.0",
                "engine", "PyTorch 2.7.1")),
        "cpu",
        2,
        Optional.of(Precision.BF16),
        new TreeMap<>(Map.of("train", "0123456789abcdef0123456789abcdef")),
        List.of("disc", "a, <b>"),
        new Budget(target, 0.01),
        BASELINE,
        FOUND,
        List.of(
            level("stage", List.of("2-2-2-2", "1-3-2-2", "3-1-2-2", "1-1-2-4", "2-3-1-2")),
            level("spatial", List.of("1-3-2-2/1.111.11.11", "1-3-2-2/2.113.12.23"))),
        Optional.of(
            new Retrained(
                net(BASELINE, 455_344_128, 0.548),
                net(FOUND, 456_100_000, 0.561),
                Optional.empty(),
                Optional.of(
                    new Retrained.Finals(
                        "AP",
                        List.of(finalist("1-3-2-2", 0.548), finalist(FOUND.toString(), 0.552)),
                        Optional.empty())),
                Optional.empty(),
                parity(new Retrained.Scored("AP", 0.5611, 0.561, 0.01, 0.05)),
                Optional.of(parity(new Retrained.Scored("AP", 0.548, 0.548, 0, 0.05))))));
  }

  private static Retrained.Parity parity(Retrained.Scored scored) {
    return new Retrained.Parity(
        true,
        1e-4,
        2.4e-6,
        "cpu",
        List.of(
            new Retrained.Check(
                "240x320",
                2,
                1.2e-6,
                Optional.of(new Retrained.Matched(31, 1, 0, 0, 2.4e-5, 3e-7))),
            new Retrained.Check(SIZE.toString(), 1, 2.4e-6, Optional.empty())),
        List.of(scored));
  }

  private static Retrained.Finalist finalist(String allocation, double score) {
    return new Retrained.Finalist(
        Allocation.parse(allocation), OptionalDouble.of(score), List.of(score));
  }

  private static Cost backbone(long value) {
    return new Cost(value, Cost.Metric.MACS, Cost.Convention.MAC, Cost.Scope.BACKBONE, SIZE);
  }

  private static Retrained.Net net(Allocation allocation, long macs, double ap) {
    return net(allocation, macs, scores("", ap));
  }

  /** The same nets, tested for masks, too. */
  static Retrained withMasks(Retrained boxes) {
    return with(
        boxes,
        net(BASELINE, 455_344_128, both(0.548, 0.5)),
        net(FOUND, 456_100_000, both(0.561, 0.52)));
  }

  static Retrained with(Retrained some, Retrained.Net baseline, Retrained.Net found) {
    return new Retrained(
        baseline,
        found,
        some.detector(),
        some.finals(),
        some.difference(),
        some.parity(),
        some.baselineParity());
  }

  private static Map<String, Double> both(double boxes, double masks) {
    Map<String, Double> all = scores("", boxes);
    all.putAll(scores(DetectorScore.MASK, masks));
    return all;
  }

  private static Map<String, Double> scores(String prefix, double ap) {
    var scores = new LinkedHashMap<String, Double>();
    for (int i = 0; i < CocoMetrics.NAMES.size(); i++) {
      scores.put(
          prefix + CocoMetrics.NAMES.get(i), i == 3 ? -1 : Math.min(1, ap * (1 + 0.06 * (i % 4))));
    }
    scores.put(prefix + "AP/disc", ap);
    scores.put(prefix + "AP50/disc", ap + 0.3);
    scores.put(prefix + "AP/a, <b>", -1.0);
    scores.put(prefix + "AP50/a, <b>", -1.0);
    return scores;
  }

  private static Retrained.Net net(Allocation allocation, long macs, Map<String, Double> scores) {
    return new Retrained.Net(
        allocation,
        List.of(
            backbone(macs),
            new Cost(
                macs + 812_000_000,
                Cost.Metric.MACS,
                Cost.Convention.MAC,
                Cost.Scope.DETECTOR,
                SIZE),
            new Cost(
                2_795_000 + macs % 1000,
                Cost.Metric.PARAMETERS,
                Cost.Convention.MAC,
                Cost.Scope.BACKBONE,
                SIZE)),
        scores,
        List.of(),
        "0123",
        Optional.empty());
  }

  private static Level level(String name, List<String> candidates) {
    RandomGenerator random = Seeds.generator(3, "example", name.length());
    List<Candidate> evaluated = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    double best = 0;
    for (int generation = 0; generation < 6; generation++) {
      double sum = 0;
      for (int i = 0; i < 10; i++) {
        double score = 0.312 + 0.012 * generation + 0.03 * random.nextGaussian();
        best = Math.max(best, score);
        sum += score;
        evaluated.add(
            new Candidate(
                Allocation.parse(candidates.get(random.nextInt(candidates.size()))),
                generation,
                i == 9 && generation == 3 ? OptionalDouble.empty() : OptionalDouble.of(score),
                455_344_128 + random.nextInt(2_000_000),
                OptionalDouble.empty()));
      }
      generations.add(
          new Generation(generation, 10, OptionalDouble.of(best), OptionalDouble.of(sum / 10)));
    }
    Allocation first = Allocation.parse(candidates.getFirst());
    return new Level(
        name,
        "supernet",
        "AP",
        BigInteger.valueOf(153_000),
        evaluated.size(),
        OptionalDouble.of(0.331),
        first,
        new TreeMap<>(Map.of("AP", 0.36)),
        generations,
        evaluated,
        Optional.of(
            new Results.Front(
                "latency",
                List.of(
                    new Results.Compromise(first, 0.36, 12.5),
                    new Results.Compromise(Allocation.parse(candidates.getLast()), 0.33, 9.75)))),
        Optional.empty(),
        Optional.empty());
  }

  private static Picture picture(String name, long seed) throws IOException {
    RandomGenerator random = Seeds.generator(seed, "picture");
    var image = new BufferedImage(160, 128, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(205, 200, 190));
    graphics.fillRect(0, 0, 160, 128);
    List<Box> truth = new ArrayList<>();
    List<Box> seen = new ArrayList<>();
    IntStream.range(0, 3)
        .forEach(i -> {
          int side = 18 + random.nextInt(40);
          int x = random.nextInt(160 - side);
          int y = random.nextInt(128 - side);
          graphics.setColor(Color.getHSBColor(random.nextFloat(), 0.5f, 0.8f));
          graphics.fillOval(x, y, side, side);
          truth.add(new Box("disc", x, y, x + side, y + side, OptionalDouble.empty()));
          seen.add(new Box("disc", x - 2, y + 1, x + side + 3, y + side, OptionalDouble.of(0.93)));
        });
    graphics.dispose();
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new Picture(
        name, Picture.source("png", png.toByteArray()), new ImageSize(128, 160), truth, seen);
  }
}
