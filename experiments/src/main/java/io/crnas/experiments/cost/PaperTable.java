package io.crnas.experiments.cost;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.MobileNetV2;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table of costs in the paper, and what is counted here.
 *
 * @param title its caption
 * @param detector the whole of it
 * @param rows in the paper's order
 */
record PaperTable(String title, Detector detector, List<Row> rows) {
  /** COCO's. */
  private static final int CLASSES = 80;

  /** How far an allocation is the paper's. */
  enum Origin {
    /** The published net. */
    BASELINE,
    /** What the paper is believed to have found; it is not in the part of it that we could read. */
    BELIEVED
  }

  /**
   * A row.
   *
   * @param name as in the paper
   * @param allocation nothing where it is not known
   * @param giga what the paper prints, in 10^9
   */
  record Row(
      String name, Family family, Optional<Allocation> allocation, Origin origin, double giga) {

    /** What is counted here, in 10^9; nothing where the allocation is not known. */
    Optional<Double> counted(Detector whole) {
      return allocation.map(known -> PaperTable.counted(family.backbone(), known, whole));
    }
  }

  PaperTable {
    rows = List.copyOf(rows);
  }

  /** Faster R-CNN with a pyramid. */
  static PaperTable one() {
    return new PaperTable(
        "Table 1: Faster R-CNN",
        FasterRcnn.published().detector(CLASSES),
        List.of(
            baseline("MobileNetV2", Family.MOBILENETV2, 121.1),
            unknown("CR-MobileNetV2", Family.MOBILENETV2, 121.4),
            baseline("ResNet18", Family.RESNET18, 147.7),
            believed("CR-ResNet18", Family.RESNET18, "1-1-2-4", 147.6),
            baseline("ResNet50", Family.RESNET50, 192.5),
            believed("CR-ResNet50", Family.RESNET50, "1-3-5-7", 192.7),
            baseline("ResNet101", Family.RESNET101, 257.3),
            believed("CR-ResNet101", Family.RESNET101, "2-3-17-11", 257.5)));
  }

  /** Mask R-CNN with a pyramid. */
  static PaperTable three() {
    return new PaperTable(
        "Table 3: Mask R-CNN",
        new MaskRcnn(FasterRcnn.published()).detector(CLASSES),
        List.of(
            baseline("MobileNetV2", Family.MOBILENETV2, 189.5),
            unknown("CR-MobileNetV2", Family.MOBILENETV2, 189.8),
            baseline("ResNet50", Family.RESNET50, 261.2),
            believed("CR-ResNet50", Family.RESNET50, "1-3-5-7", 261.0),
            baseline("ResNet101", Family.RESNET101, 325.9),
            believed("CR-ResNet101", Family.RESNET101, "2-3-17-11", 325.8)));
  }

  private static Row baseline(String name, Family family, double giga) {
    Allocation baseline = Allocation.of(family.backbone().baseline());
    return new Row(name, family, Optional.of(baseline), Origin.BASELINE, giga);
  }

  private static Row believed(String name, Family family, String allocation, double giga) {
    return new Row(name, family, Optional.of(Allocation.parse(allocation)), Origin.BELIEVED, giga);
  }

  private static Row unknown(String name, Family family, double giga) {
    return new Row(name, family, Optional.empty(), Origin.BELIEVED, giga);
  }

  /** In 10^9; MobileNetV2 with its last convolution. */
  private static double counted(Backbone backbone, Allocation allocation, Detector whole) {
    Counting paper = Counting.paper(whole);
    long operations = Part.sum("total", paper.parts(backbone, allocation)).operations();
    if (backbone instanceof MobileNetV2 mobile) {
      var coarsest =
          new Shape(
              mobile.channels().getLast(),
              Math.ceilDiv(paper.input().height(), 32),
              Math.ceilDiv(paper.input().width(), 32));
      operations +=
          Costs.operations(
              mobile.lastConvolution(allocation.stages()), coarsest, paper.convention());
    }
    return operations / 1e9;
  }

  /** As a table in Markdown, with the residual of each row. */
  List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| net | blocks | the paper | counted here | residual |");
    lines.add("|---|---|---|---|---|");
    for (Row row : rows) {
      String blocks = row.allocation().map(known -> "`" + known.stages() + "`").orElse("not known");
      Optional<Double> counted = row.counted(detector);
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %s%s | %.1f | %s | %s |",
              row.name(),
              blocks,
              row.origin() == Origin.BELIEVED && row.allocation().isPresent() ? ", believed" : "",
              row.giga(),
              counted.map(giga -> String.format(Locale.ROOT, "%.3f", giga)).orElse("-"),
              counted
                  .map(giga -> String.format(Locale.ROOT, "%+.3f", giga - row.giga()))
                  .orElse("-")));
    }
    return lines;
  }
}
