package io.crnas.experiments.command;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.detector.FasterRcnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cost",
    description = {
      "Tells what allocations cost, beside the baseline; without options, as in the paper:",
      "Faster R-CNN with a pyramid, 80 classes, 800x1088, 1000 regions."
    })
final class CostCommand implements Callable<Integer> {
  @Option(
      names = "--backbone",
      paramLabel = "FAMILY",
      required = true,
      description = "${COMPLETION-CANDIDATES}.")
  private Family family = Family.RESNET18;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Channels of a ResNet's stem, of others a factor on all channels.")
  private Optional<Double> width = Optional.empty();

  @Option(names = "--input", paramLabel = "HxW", description = "Height x width; 800x1088.")
  private ImageSize input = new ImageSize(800, 1088);

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}: multiplications alone, or as the paper counts; MAC.")
  private Cost.Convention convention = Cost.Convention.MAC;

  @Option(names = "--classes", paramLabel = "N", description = "Classes of objects; 80.")
  private int classes = 80;

  @Option(names = "--fpn-channels", paramLabel = "N", description = "Of the pyramid; 256.")
  private int fpnChannels = 256;

  @Option(names = "--head-width", paramLabel = "N", description = "Of the box head; 1024.")
  private int headWidth = 1024;

  @Option(names = "--regions", paramLabel = "N", description = "That reach the box head; 1000.")
  private int regions = 1000;

  @Parameters(
      paramLabel = "ALLOCATION",
      arity = "0..*",
      description = "Blocks per stage and dilations, like 1-3-5-7 or 1-1-2-4/1.2.12.1123.")
  private List<String> allocations = List.of();

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    positive("--classes", classes);
    positive("--fpn-channels", fpnChannels);
    positive("--head-width", headWidth);
    positive("--regions", regions);
    Backbone backbone = backbone();
    List<Allocation> rows = rows(backbone);
    var detector =
        new FasterRcnn(
            fpnChannels,
            headWidth,
            classes,
            List.of(32, 64, 128, 256, 512),
            List.of(0.5, 1.0, 2.0));
    CostModel alone = CostModel.operations(backbone, input, convention);
    CostModel whole = detector.costModel(backbone, input, convention, regions);
    Progress progress = output.progress();
    progress.say(
        String.format(
            Locale.ROOT,
            "%s at %s, %s",
            backbone.name(),
            input,
            switch (convention) {
              case MAC -> "10^9 multiply-accumulates and 10^6 parameters";
              case THOP -> "10^9 operations as the paper counts and 10^6 parameters";
            }));
    progress.say(row("allocation", "backbone", "detector", "backbone par.", "detector par."));
    for (Allocation allocation : rows) {
      progress.say(
          row(
              allocation.toString(),
              number(alone.cost(allocation).giga()),
              number(whole.cost(allocation).giga()),
              number(Costs.parameters(backbone.network(allocation)) / 1e6),
              number(detector.parameters(backbone, allocation) / 1e6)));
    }
    return 0;
  }

  private Backbone backbone() {
    try {
      return width.map(family::backbone).orElseGet(family::backbone);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("--width", "" + width.orElseThrow(), family.widths());
    }
  }

  /** The baseline first; every text that is no allocation of the family is a problem. */
  private List<Allocation> rows(Backbone backbone) {
    List<Allocation> rows = new ArrayList<>();
    rows.add(Allocation.of(backbone.baseline()));
    var problems = new Problems();
    for (String text : allocations) {
      try {
        Allocation allocation = Allocation.parse(text);
        if (allocation.stages().blocks().size() == backbone.baseline().blocks().size()) {
          rows.add(allocation);
        } else {
          problems.add(
              "ALLOCATION",
              text,
              backbone.stageSets().size() + " stages, like " + backbone.baseline());
        }
      } catch (IllegalArgumentException e) {
        problems.add("ALLOCATION", text, "an allocation like 1-1-2-4/1.2.12.1123");
      }
    }
    problems.throwIfAny();
    return rows;
  }

  private static void positive(String option, int value) {
    if (value < 1) {
      throw new InvalidInputException(option, Integer.toString(value), "at least 1");
    }
  }

  private static String row(String name, String... columns) {
    var row = new StringBuilder(String.format(Locale.ROOT, "%-32s", name));
    for (String column : columns) {
      row.append(String.format(Locale.ROOT, " %13s", column));
    }
    return row.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
