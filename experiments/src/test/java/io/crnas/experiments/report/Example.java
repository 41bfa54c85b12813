package io.crnas.experiments.report;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.report.ReportData.Box;
import io.crnas.experiments.report.ReportData.Candidate;
import io.crnas.experiments.report.ReportData.Category;
import io.crnas.experiments.report.ReportData.Check;
import io.crnas.experiments.report.ReportData.Fact;
import io.crnas.experiments.report.ReportData.Generation;
import io.crnas.experiments.report.ReportData.Level;
import io.crnas.experiments.report.ReportData.Network;
import io.crnas.experiments.report.ReportData.Parity;
import io.crnas.experiments.report.ReportData.Picture;
import io.crnas.experiments.report.ReportData.Score;
import io.crnas.experiments.report.ReportData.Trained;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A run that never was: made-up numbers to look at a report by. */
final class Example {
  private static final ImageSize SIZE = new ImageSize(256, 320);

  private Example() {}

  static ReportData data() throws IOException {
    Cost target = backbone(455_344_128);
    return new ReportData(
        "made-up",
        "resnet18",
        1,
        new Budget(target, 0.01),
        Allocation.parse("2-2-2-2"),
        Allocation.parse("1-3-2-2/2.113.12.23"),
        List.of(
            level("stage", List.of("2-2-2-2", "1-3-2-2", "3-1-2-2", "1-1-2-4", "2-3-1-2")),
            level("spatial", List.of("1-3-2-2/1.111.11.11", "1-3-2-2/2.113.12.23"))),
        Optional.of(
            new Trained(
                network(455_344_128, 0.548),
                network(456_100_000, 0.561),
                Optional.empty(),
                true,
                Optional.of(
                    new ReportData.Finals(
                        new Metric("AP"),
                        List.of(
                            new ReportData.Finalist(
                                "1-3-2-2/1.111.11.11", OptionalDouble.of(0.548), 1),
                            new ReportData.Finalist(
                                "1-3-2-2/2.113.12.23", OptionalDouble.of(0.552), 1)),
                        Optional.empty())),
                Optional.empty(),
                new Parity(
                    "ONNX Runtime 1.29.0 against PyTorch 2.7.1",
                    true,
                    1e-4,
                    List.of(
                        new Check(
                            new ImageSize(240, 320),
                            2,
                            1.2e-6,
                            Optional.of(new ReportData.Matched(31, 1, 2.4e-5, 3e-7))),
                        new Check(SIZE, 1, 2.4e-6, Optional.empty()))))),
        List.of(picture("scene 17", 17), picture("scene 23", 23), picture("<b>&\"name\"", 5)),
        List.of(
            new Fact("crnas", "0.1.0"),
            new Fact("Java", "25.0.3"),
            new Fact("device", "cpu, 2 threads"),
            new Fact("data", "205 train, 87 val, 72 test images")),
        Descriptor.write(Descriptor.read(Path.of("quickstart.yaml"))));
  }

  private static Cost backbone(long value) {
    return new Cost(value, Cost.Metric.MACS, Cost.Convention.MAC, Cost.Scope.BACKBONE, SIZE);
  }

  private static Network network(long macs, double ap) {
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < CocoMetrics.NAMES.size(); i++) {
      scores.add(
          new Score(
              new Metric(CocoMetrics.NAMES.get(i)),
              i == 3
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(Math.min(1, ap * (1 + 0.06 * (i % 4))))));
    }
    return new Network(
        scores,
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
        List.of(
            new Category("disc", OptionalDouble.of(ap), OptionalDouble.of(ap + 0.3)),
            new Category("a, <b>", OptionalDouble.empty(), OptionalDouble.empty())));
  }

  private static Level level(String name, List<String> candidates) {
    RandomGenerator random = Seeds.generator(3, "example", name.length());
    List<Candidate> evaluated = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    double best = 0;
    for (int generation = 1; generation <= 6; generation++) {
      double sum = 0;
      for (int i = 0; i < 10; i++) {
        double score = 0.30 + 0.012 * generation + 0.03 * random.nextGaussian();
        best = Math.max(best, score);
        sum += score;
        evaluated.add(
            new Candidate(
                candidates.get(random.nextInt(candidates.size())),
                generation,
                i == 9 && generation == 4 ? OptionalDouble.empty() : OptionalDouble.of(score),
                backbone(455_344_128 + random.nextInt(2_000_000))));
      }
      generations.add(new Generation(generation, best, sum / 10));
    }
    return new Level(
        name,
        new Metric("AP"),
        "Scores on the val split.",
        BigInteger.valueOf(153_000),
        OptionalDouble.of(0.331),
        generations,
        evaluated,
        Optional.of(
            new ReportData.Front(
                "latency",
                List.of(
                    new ReportData.Compromise(candidates.getFirst(), 0.36, 12.5),
                    new ReportData.Compromise(candidates.getLast(), 0.33, 9.75)))));
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
