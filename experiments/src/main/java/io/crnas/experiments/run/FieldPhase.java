package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Pictures;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.field.EffectiveField;
import io.crnas.detection.field.FieldMeter;
import io.crnas.detection.layout.ImageFiles;
import io.crnas.detection.torch.Torch;
import io.crnas.experiments.descriptor.InitialWeights;
import io.crnas.experiments.field.NetFields;
import io.crnas.experiments.pipeline.FieldRequest;
import io.crnas.experiments.pipeline.UntrainedNets;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Transfer;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Measures receptive fields. */
record FieldPhase(FieldRequest request, Progress progress) {
  /** The base plate of the paper's Figure 1. */
  private static final ImageSize PLATE = new ImageSize(512, 512);

  /** Of the trained nets of a run, baseline and found of each budget. */
  List<NetFields> of(Work work, RunFolder folder) throws IOException, InterruptedException {
    Training training = work.setup().training();
    Preparation preparation = training.images().preparation();
    ImageSize size = request.input().orElseGet(preparation::paddedSize);
    Dataset images =
        pictures().orElseGet(() -> training.images().validation(Optional.of(request.count())));
    var meter = new FieldMeter(work.engine().torch(), images, preparation, size);
    List<NetFields> nets = new ArrayList<>();
    for (Target target : work.setup().targets) {
      RunFolder own = folder.of(target);
      for (RetrainedNet net : List.of(RetrainedNet.BASELINE, RetrainedNet.FOUND)) {
        Allocation allocation = Results.read(own.results()).net(net).allocation();
        Detector detector = training.retrained().detector();
        Backbone backbone = work.setup().backbone;
        Network network = network(backbone, allocation, detector);
        requireFit(network, size);
        Weights weights = Safetensors.read(own.weights(net.toString()));
        String title = target.called(net + " " + allocation.brief());
        nets.add(NetFields.of(title, meter.ofTrained(title, network, weights, progress), detector));
      }
    }
    return List.copyOf(nets);
  }

  /** Of the backbones of allocations. */
  List<NetFields> of(UntrainedNets untrained) throws IOException, InterruptedException {
    ImageSize size = request.input().orElse(PLATE);
    Backbone backbone = untrained.backbone();
    Optional<Beginning> beginning =
        untrained
            .weights()
            .map(file ->
                Beginning.read(
                    new InitialWeights(Optional.of(file), untrained.blocks(), false, 1), backbone));
    Detector detector = FasterRcnn.published().detector(1);
    for (Allocation allocation : untrained.allocations()) {
      requireFit(network(backbone, allocation, detector), size);
    }
    Dataset images = pictures().orElseGet(() -> noise(size, untrained.seed()));
    List<NetFields> nets = new ArrayList<>();
    try (Torch torch = Torch.open(untrained.device(), untrained.threads().orProcessors())) {
      var meter = new FieldMeter(torch, images, Preparation.of(size.width(), size.height()), size);
      for (Allocation allocation : untrained.allocations()) {
        String title = backbone.name() + " " + allocation.brief();
        nets.add(
            NetFields.of(
                title,
                measure(
                    meter,
                    title,
                    untrained,
                    network(backbone, allocation, detector),
                    allocation,
                    beginning),
                detector));
      }
    }
    return List.copyOf(nets);
  }

  private SequencedMap<String, EffectiveField> measure(
      FieldMeter meter,
      String title,
      UntrainedNets untrained,
      Network network,
      Allocation allocation,
      Optional<Beginning> beginning)
      throws InterruptedException {
    if (beginning.isEmpty()) {
      var nothing = new Weights(new LinkedHashMap<>(), Map.of());
      return meter.ofBegun(title, network, nothing, untrained.seed(), progress);
    }
    Transfer transfer =
        beginning
            .get()
            .pretrained()
            .transfer(network.parameters(), List.of(allocation.stages()), Sharing.ALONE);
    var known = new Weights(transfer.values(), Map.of());
    if (transfer.values().size() == network.parameters().size()) {
      return meter.ofTrained(title, network, known, progress);
    }
    progress.say(
        "%s: %d of %d parameters are in the file, the others are random"
            .formatted(title, transfer.values().size(), network.parameters().size()));
    return meter.ofBegun(title, network, known, untrained.seed(), progress);
  }

  /** What is measured: the backbone, named as in a detector, or with the pyramid on it. */
  private Network network(Backbone backbone, Allocation allocation, Detector detector) {
    return request.pyramid()
        ? detector.features(backbone, allocation, new Graph(), Sharing.ALONE)
        : backbone.network(allocation, new Graph().under(Detector.BODY), Sharing.ALONE);
  }

  private static void requireFit(Network network, ImageSize size) {
    try {
      network.outputShapes(new Shape(3, size.height(), size.width()));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "--input", size.toString(), "an image that leaves a cell of every level");
    }
  }

  /** The images that were asked for; every one that can not be read is told. */
  private Optional<Dataset> pictures() {
    if (request.images().isEmpty()) {
      return Optional.empty();
    }
    var problems = new Problems();
    List<Image> images = new ArrayList<>();
    for (Path file :
        request.images().subList(0, Math.min(request.count(), request.images().size()))) {
      try {
        images.add(ImageFiles.read(file));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    problems.throwIfAny();
    return Optional.of(new Pictures("images", images));
  }

  /** Each pixel and channel drawn by itself, uniformly. */
  private Dataset noise(ImageSize size, long seed) {
    return new Pictures(
        "noise",
        IntStream.range(0, request.count())
            .mapToObj(index -> noise(size, Seeds.generator(seed, "noise", index)))
            .toList());
  }

  private static Image noise(ImageSize size, RandomGenerator random) {
    byte[] planes = new byte[3 * size.height() * size.width()];
    random.nextBytes(planes);
    return Image.of(size.width(), size.height(), planes);
  }
}
