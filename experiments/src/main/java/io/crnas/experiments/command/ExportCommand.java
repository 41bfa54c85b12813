package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.pipeline.CalibrationImages;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.problem.Problems;
import io.crnas.runtime.Input;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description =
        "Writes a trained detector of a run, or a part of it, as ONNX and compares it with the "
            + "engine: what the run found, anew, or the baseline.")
final class ExportCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--net",
      paramLabel = "NET",
      description = "found or baseline, into NET.onnx. Default: found.")
  private Optional<RetrainedNet> net = Optional.empty();

  @Option(
      names = "--pareto",
      description =
          "Every net of the front that a search of kind pareto found, the best first, into the folder "
              + "front: front-1.onnx and so on, and front.json, which says what each is and what it reaches.")
  private boolean pareto;

  @Option(
      names = "--train",
      description =
          "Of the nets of --pareto train those that the run did not, as it trained the others. What "
              + "is trained is kept; a training that was stopped goes on.")
  private boolean train;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "detector (image to boxes, into NET.onnx), heads (image to scores and coded boxes of every "
              + "level, for who has non-maximum suppression of their own, into NET-heads.onnx), features "
              + "(image to the levels of the pyramid) or backbone (image to C2..C5). "
              + "Default: detector.")
  private Part part = Part.DETECTOR;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "fp32, fp16 (half precision, for graphics processors; into NET-fp16.onnx) or int8 (integers "
              + "of eight bits, for processors; into NET-int8.onnx). Default: fp32.")
  private Precision precision = Precision.FP32;

  @Option(
      names = "--calibration",
      paramLabel = "SPLIT:N",
      description =
          "The images that integers are fitted to: N of the split train, val or test. "
              + "Default: ${DEFAULT-VALUE}.")
  private CalibrationImages calibration = CalibrationImages.defaults();

  @Option(
      names = "--resize",
      description =
          "Take pictures as they are, bytes [N, height, width, 3] of red, green and blue: they are "
              + "brought to size, normalised and padded inside, and boxes are in their own pixels. Into "
              + "NET-pixels.onnx.")
  private boolean resize;

  @Option(
      names = "--torchvision",
      description =
          "Instead of ONNX: weights.safetensors in torchvision's names, allocation.json, and net.py, "
              + "which makes the net of them, into the folder NET-torchvision. Of ResNets and ResNeXts.")
  private boolean torchvision;

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  ExportCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    try (Evaluators evaluators = plugins.open()) {
      RetrainedNet one = net.orElse(RetrainedNet.FOUND);
      if (torchvision) {
        pipeline.exportForTorchvision(folder, one, evaluators, output.progress());
        return 0;
      }
      var form =
          new ExportForm(part, precision, calibration, resize ? Input.PIXELS : Input.PREPARED);
      if (pareto) {
        pipeline.exportFront(folder, form, train, evaluators, output.progress());
      } else {
        pipeline.export(folder, one, form, evaluators, output.progress());
      }
    }
    return 0;
  }

  private void check() {
    var problems = new Problems();
    if (train && !pareto) {
      problems.add("--train", "no --pareto", "both");
    }
    if (pareto && net.isPresent()) {
      problems.add("--net", net.get() + " beside --pareto", "one of them");
    }
    if (pareto && torchvision) {
      problems.add("--torchvision", "--pareto beside it", "one of them");
    }
    problems.throwIfAny();
  }
}
