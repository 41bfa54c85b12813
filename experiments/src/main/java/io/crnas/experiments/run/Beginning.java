package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.Renormalisation;
import io.crnas.detection.training.Start;
import io.crnas.experiments.descriptor.InitialWeights;
import io.crnas.experiments.results.Results;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Pretrained;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Transfer;
import io.crnas.spaces.weights.Weights;
import io.crnas.spaces.weights.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What nets begin with that do not begin from scratch.
 *
 * @param described what the descriptor says
 * @param source the weights of one net of the family
 * @param backbone the family
 */
record Beginning(InitialWeights described, Weights source, Backbone backbone) {
  private static final String WORK = "work";

  /**
   * Reads the file.
   *
   * @throws InvalidInputException when there is none, or nothing in it is of the family
   */
  static Beginning read(InitialWeights described, Backbone backbone) {
    Path file =
        described
            .file()
            .orElseThrow(() ->
                new InvalidInputException("weights.file", "nothing", "a file, or --weights FILE"));
    int stages = backbone.baseline().blocks().size();
    described
        .blocks()
        .filter(blocks -> blocks.blocks().size() != stages)
        .ifPresent(blocks -> {
          throw new InvalidInputException(
              "weights.blocks",
              blocks.toString(),
              stages + " stages, like " + backbone.name() + "'s " + backbone.baseline());
        });
    Beginning beginning;
    try {
      beginning = new Beginning(described, WeightsFile.read(file), backbone);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    beginning.requireSome(file);
    return beginning;
  }

  private void requireSome(Path file) {
    Transfer transfer = transfer(body().parameters(), List.of(blocks()), Sharing.ALONE);
    if (!transfer.values().isEmpty()) {
      return;
    }
    String net = backbone.name() + " " + blocks();
    if (transfer.mismatches().isEmpty()) {
      throw new InvalidInputException(
          file.toString(),
          "no parameter of " + net,
          "torchvision's names, as conv1.weight or " + Detector.BODY + "conv1.weight");
    }
    Transfer.Mismatch first = transfer.mismatches().getFirst();
    throw new InvalidInputException(
        file + ", " + first.sourceName(),
        "shape " + first.sourceShape() + ", and no parameter of another shape that fits",
        "shape " + first.shape() + ": the weights of " + net + " of the same width");
  }

  private StageAllocation blocks() {
    return described.blocks().orElseGet(backbone::baseline);
  }

  /** The net whose weights they are, named as in the nets to come. */
  private Network body() {
    return backbone.network(
        Allocation.of(blocks()), new Graph().under(Detector.BODY), Sharing.ALONE);
  }

  /** Ready for a training. */
  Pretrained pretrained() {
    return new Pretrained(source, backbone, blocks(), Detector.BODY);
  }

  /** The same for a trainer. */
  Start start() {
    return new Start.Net(pretrained());
  }

  private Transfer transfer(List<Parameter> wanted, List<StageAllocation> nets, Sharing sharing) {
    return pretrained().transfer(wanted, nets, sharing);
  }

  /**
   * With statistics of training images, where the descriptor wants that.
   *
   * @param keep where they are kept; where they are there already, they are read
   */
  Beginning renormalised(Work work, int batch, Path keep) throws IOException, InterruptedException {
    if (!described.renormalise()) {
      return this;
    }
    Images images = work.setup().training().images();
    Dataset calibration =
        images.calibration(described.calibrationImages(), work.experiment().seed());
    String signature =
        Fingerprint.of(
            pretrained().fingerprint(),
            calibration.fingerprint(),
            images.preparation().canonical(),
            Integer.toString(batch));
    if (Files.exists(keep)) {
      Weights kept = Safetensors.read(keep);
      if (signature.equals(kept.metadata().get(WORK))) {
        return new Beginning(described, kept, backbone);
      }
    }
    // Under the names to come, since they are read back as what nets begin with.
    Transfer own = transfer(body().parameters(), List.of(blocks()), Sharing.ALONE);
    Weights renormalised =
        new Renormalisation(work.engine().torch(), calibration, images.preparation(), batch)
            .of(body(), new Weights(own.values(), Map.of()), work.progress());
    var all = new LinkedHashMap<>(source.tensors());
    renormalised
        .tensors()
        .forEach((name, tensor) -> all.put(pretrained().nameInSource(name), tensor));
    Weights kept = new Weights(all, Map.of(WORK, signature));
    Safetensors.write(keep, kept);
    return new Beginning(described, kept, backbone);
  }

  /** What becomes of them in these nets. */
  Results.Beginning in(Architecture architecture, List<Allocation> nets) {
    return in(architecture, nets, Optional.empty());
  }

  /**
   * The same.
   *
   * @param pretraining that made them, where it was the run's own
   */
  Results.Beginning in(
      Architecture architecture, List<Allocation> nets, Optional<Results.Pretraining> pretraining) {
    var wanted = new LinkedHashMap<String, Parameter>();
    for (Allocation net : nets) {
      architecture.parameters(net).forEach(parameter -> wanted.put(parameter.name(), parameter));
    }
    Transfer transfer =
        transfer(
            List.copyOf(wanted.values()),
            nets.stream().map(Allocation::stages).distinct().toList(),
            architecture.sharing());
    return new Results.Beginning(
        String.valueOf(described.file().map(Path::getFileName).orElseThrow()),
        pretrained().fingerprint(),
        transfer.values().size(),
        wanted.size(),
        Modules.of(transfer.fresh(), wanted.keySet()),
        transfer.mismatches().stream()
            .map(one ->
                "%s: %s in the file, %s in the net"
                    .formatted(one.name(), one.sourceShape(), one.shape()))
            .toList(),
        Modules.of(transfer.unused(), source.tensors().keySet()),
        pretraining);
  }
}
