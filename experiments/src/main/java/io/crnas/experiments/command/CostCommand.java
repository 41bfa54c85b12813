package io.crnas.experiments.command;

import io.crnas.experiments.cost.CostTable;
import io.crnas.experiments.cost.Counting;
import io.crnas.experiments.cost.NetCost;
import io.crnas.experiments.cost.PaperPage;
import io.crnas.experiments.descriptor.Detectors;
import io.crnas.export.latency.Latency;
import io.crnas.export.latency.NewNet;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cost",
    description =
        "Tells part by part what allocations cost, the baseline first; without options, as in the "
            + "paper: Faster R-CNN with a pyramid, 80 classes, 800x1088, 1000 regions.")
final class CostCommand implements Callable<Integer> {
  @Mixin private BackboneOptions family = new BackboneOptions();

  @Option(
      names = "--allocation",
      paramLabel = "ALLOCATION",
      description = "The same as an argument ALLOCATION; can be repeated.")
  private List<String> options = List.of();

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      completionCandidates = DetectorKind.Names.class,
      description = "What it is a part of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private DetectorKind kind = new DetectorKind(Detectors.kinds().getFirst());

  @Option(
      names = "--input",
      paramLabel = "HxW",
      description = "Height x width of the image. Default: 800x1088.")
  private ImageSize input = new ImageSize(800, 1088);

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      description =
          "${COMPLETION-CANDIDATES}: multiplications alone, or as the paper counts. Default: MAC.")
  private Cost.Convention convention = Cost.Convention.MAC;

  @Option(names = "--classes", paramLabel = "N", description = "Classes of objects. Default: 80.")
  private int classes = 80;

  @Option(names = "--latency", description = "Measure how long ONNX Runtime takes here.")
  private boolean latency;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that latency is measured with. Default: 1.")
  private int threads = 1;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--paper",
      description = "Print the paper's tables beside what is counted, as Markdown.")
  private boolean paper;

  @Parameters(
      paramLabel = "ALLOCATION",
      arity = "0..*",
      description = "Blocks per stage and dilations, like 1-3-5-7 or 1-1-2-4/1.2.12.1123.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (paper) {
      System.out.print(PaperPage.markdown());
    } else {
      CostTable table = table();
      if (json) {
        System.out.println(table.json());
      } else {
        table.lines().forEach(System.out::println);
      }
    }
    System.out.flush();
    return 0;
  }

  private CostTable table() throws IOException, InterruptedException {
    positive("--classes", classes);
    positive("--threads", threads);
    Backbone backbone = family.backbone();
    List<Allocation> allocations =
        Allocations.parse(
            Stream.of(List.of(backbone.baseline().toString()), options, arguments)
                .flatMap(List::stream)
                .toList(),
            backbone);
    var counting = new Counting(kind.detector(family.others(), classes), input, convention);
    List<NetCost> nets = new ArrayList<>();
    for (Allocation allocation : allocations.stream().distinct().toList()) {
      nets.add(
          new NetCost(
              allocation, counting.parts(backbone, allocation), latency(backbone, allocation)));
    }
    return new CostTable(family.space().title(), counting, nets);
  }

  private Optional<Latency> latency(Backbone backbone, Allocation allocation)
      throws IOException, InterruptedException {
    return latency
        ? Optional.of(
            Latency.measure(
                new NewNet(backbone, Optional.empty(), input),
                allocation,
                Latency.Settings.of(threads)))
        : Optional.empty();
  }

  private static void positive(String option, int value) {
    if (value < 1) {
      throw new InvalidInputException(option, Integer.toString(value), "at least 1");
    }
  }
}
