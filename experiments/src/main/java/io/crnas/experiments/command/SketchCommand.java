package io.crnas.experiments.command;

import io.crnas.experiments.sketch.Sketch;
import io.crnas.framework.file.AtomicFile;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.detector.Detector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sketch",
    description = "Draws allocations under each other as SVG: a box for each block.")
final class SketchCommand implements Callable<Integer> {
  /** As many as COCO has; a drawing does not depend on them. */
  private static final int CLASSES = 80;

  @Mixin private BackboneOptions family = new BackboneOptions();

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      completionCandidates = DetectorKind.Names.class,
      description =
          "Also draw pyramid and heads: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private DetectorKind kind = DetectorKind.NONE;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it is written; without it, on standard output.")
  private Optional<Path> file = Optional.empty();

  @Parameters(
      paramLabel = "ALLOCATION",
      arity = "1..*",
      description = "Blocks per stage and dilations, like 1-3-5-7 or 1-1-2-4/1.2.12.1123.")
  private List<String> allocations = List.of();

  @Override
  public Integer call() throws IOException {
    Optional<Detector> detector = kind.detector(family.others(), CLASSES);
    Backbone backbone = family.backbone();
    Allocation baseline = Allocation.of(backbone.baseline());
    List<Sketch.Net> nets =
        Allocations.parse(allocations, backbone).stream()
            .map(allocation ->
                new Sketch.Net(allocation.equals(baseline) ? backbone.name() : "", allocation))
            .toList();
    Optional<Sketch.Behind> behind = detector.map(one -> Sketch.Behind.of(one, backbone));
    String svg = Sketch.svg(backbone.layout(), family.space().kinds(), nets, behind);
    if (file.isPresent()) {
      AtomicFile.writeString(file.get(), svg);
      System.out.println("wrote " + file.get());
    } else {
      System.out.print(svg);
      System.out.flush();
    }
    return 0;
  }
}
