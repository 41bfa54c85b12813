package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Threads;
import io.crnas.experiments.field.FieldPainter;
import io.crnas.experiments.field.FieldTable;
import io.crnas.experiments.field.NetFields;
import io.crnas.experiments.picture.BoxPainter;
import io.crnas.experiments.pipeline.FieldRequest;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.pipeline.UntrainedNets;
import io.crnas.experiments.predict.ImageArguments;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.StageAllocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "erf",
    description =
        "Measures effective receptive fields: how much each pixel of the input moves the middle of "
            + "C2 to C5, averaged over images, and draws them with the anchors. Of a run, both trained nets "
            + "on images of the val split; of an allocation, its backbone on random images, with the anchors "
            + "of the published Faster R-CNN.")
final class ErfCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(
      paramLabel = "RUN|ALLOCATION",
      arity = "1..*",
      description = "Folders of runs, or allocations like 1-3-5-7 or 1-1-2-4/1.2.12.1123.")
  private List<String> arguments = List.of();

  @Mixin private BackboneOptions family = new BackboneOptions();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "What the allocations' nets have: pth, safetensors or npz in torchvision's names. A block "
              + "that the file does not have is random, and so is all without this option; such a net has "
              + "the BatchNorm statistics of the images.")
  private Optional<Path> weights = Optional.empty();

  @Option(
      names = "--blocks",
      paramLabel = "BLOCKS",
      description =
          "Blocks per stage of the net in the weights' file. Default: those that the family is"
              + " known by.")
  private Optional<StageAllocation> blocks = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Average over these images: a folder, a file or a pattern.")
  private Optional<String> images = Optional.empty();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many images at most. Default: ${DEFAULT-VALUE}.")
  private int count = 20;

  @Option(
      names = "--input",
      paramLabel = "HxW",
      description =
          "Height x width that images are brought to. Default: that of the run, or 512x512.")
  private Optional<ImageSize> input = Optional.empty();

  @Option(
      names = "--pyramid",
      description =
          "Measure the levels of the pyramid in place of C2 to C5; each of them also sees what the "
              + "coarser ones do. Of an allocation it is the published Faster R-CNN's, with random weights.")
  private boolean pyramid;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides random weights and images of allocations. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the picture goes, as PNG. Default: erf.png, of one run alone in its folder, where"
              + " its report takes it from.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu or cuda:N, of allocations; a run has its own. Default: auto.")
  private Device device = new Device.Auto();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Of allocations; a run has its own. Default: as many as there are processors.")
  private Threads threads = new Threads(OptionalInt.empty());

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  ErfCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 1) {
      throw new InvalidInputException("--count", Integer.toString(count), "at least 1");
    }
    if (weights.isEmpty() && blocks.isPresent()) {
      throw new InvalidInputException("--blocks", blocks.get() + " without --weights", "both");
    }
    List<String> runs = arguments.stream().filter(one -> Files.isDirectory(Path.of(one))).toList();
    family.requireNoOthers();
    Backbone backbone = family.backbone();
    List<Allocation> allocations =
        Allocations.parse(arguments.stream().filter(one -> !runs.contains(one)).toList(), backbone);
    if (family.isChanged() && allocations.isEmpty()) {
      throw new InvalidInputException(
          "--width and --set", "with runs alone, which have spaces of their own", "an allocation");
    }
    var request =
        new FieldRequest(
            images.isEmpty() ? List.of() : ImageArguments.find(List.of(images.get())),
            count,
            input,
            pyramid);
    Progress progress = output.progress();
    List<NetFields> nets = new ArrayList<>();
    try (Evaluators evaluators = plugins.open()) {
      for (String run : runs) {
        nets.addAll(pipeline.fields(Path.of(run), request, evaluators, progress));
      }
    }
    if (!allocations.isEmpty()) {
      var source = new UntrainedNets(backbone, allocations, weights, blocks, seed, device, threads);
      nets.addAll(pipeline.fields(source, request, progress));
    }
    Path alone = Path.of(runs.size() == 1 && allocations.isEmpty() ? runs.getFirst() : "");
    Path file = out.orElseGet(() -> FieldPainter.in(alone));
    BoxPainter.write(FieldPainter.paint(nets), file);
    tell(nets, file, progress);
    return 0;
  }

  private void tell(List<NetFields> nets, Path file, Progress progress) {
    if (output.isJson()) {
      FieldTable.json(nets).forEach(System.out::println);
      System.out.flush();
    } else {
      FieldTable.lines(nets).forEach(progress::say);
    }
    progress.say("wrote " + file);
  }
}
