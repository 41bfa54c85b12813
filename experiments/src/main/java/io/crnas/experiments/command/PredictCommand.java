package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Threads;
import io.crnas.experiments.predict.ImageArguments;
import io.crnas.experiments.predict.Prediction;
import io.crnas.experiments.predict.Prediction.Outcome;
import io.crnas.experiments.predict.Prediction.Told;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Device;
import io.crnas.runtime.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "predict",
    description =
        "Detects in images by an exported file: writes each with boxes, and COCO's results. An "
            + "image that can not be read is told, the others go on, and the exit status is 2.")
final class PredictCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Parameters(
      index = "0",
      paramLabel = "FILE|RUN",
      description = "A detector's ONNX file, or the folder of a run, whose found.onnx is meant.")
  private Path model = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Images, folders with images, patterns such as 'photos/**.jpg'.")
  private List<String> images = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where NAME.png, detections.json and images.json go. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("predictions");

  @Option(
      names = "--score",
      paramLabel = "SCORE",
      description =
          "What is drawn and told has at least this score; detections.json has everything. "
              + "Default: ${DEFAULT-VALUE}.")
  private double score = 0.5;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda:N or tensorrt:N. Default: ${DEFAULT-VALUE}.")
  private Device device = new Device.Auto();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Images at the same time. Default: as many as there are processors.")
  private Threads threads = new Threads(OptionalInt.empty());

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(score >= 0 && score <= 1)) {
      throw new InvalidInputException("--score", "" + score, "a number from 0 to 1");
    }
    List<Path> files = ImageArguments.find(images);
    Path file = Files.isDirectory(model) ? model.resolve("found.onnx") : model;
    // Images are spread over the threads; more of them for one image would only wait.
    Options options = Options.defaults().withDevice(device).withThreads(1);
    Progress progress = output.progress();
    Outcome outcome;
    try (Detector detector = Detector.load(file, options)) {
      outcome =
          new Prediction(detector, score, out, threads.orProcessors())
              .run(files, progress, told -> tell(told, progress));
    }
    progress.say("%d of %d images, in %s".formatted(outcome.images(), files.size(), out));
    if (!outcome.problems().isEmpty()) {
      throw new InvalidInputException(outcome.problems());
    }
    return 0;
  }

  private void tell(Told told, Progress progress) {
    if (output.isJson()) {
      System.out.println(json(told));
      System.out.flush();
    } else {
      progress.say(told.toString());
    }
  }

  private static String json(Told told) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("event", "image")
            .put("file", told.file().toString())
            .put("picture", told.picture().toString());
    ArrayNode all = object.putArray("detections");
    told.detections()
        .forEach(one -> {
          ObjectNode detection =
              all.addObject().put("category", one.category()).put("score", one.score());
          detection
              .putArray("box")
              .add(one.left())
              .add(one.top())
              .add(one.right())
              .add(one.bottom());
        });
    return JSON.writeValueAsString(object);
  }
}
