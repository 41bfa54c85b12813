package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.results.FrontNet;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files made of the trained nets of a run that is whole.
 *
 * @param folder of the run
 */
record Exporting(Work work, RunFolder folder) {

  /** Writes a net of every budget and compares it with the engine. */
  void write(RetrainedNet net, ExportForm form) throws IOException, InterruptedException {
    for (Target target : work.setup().targets) {
      RunFolder own = folder.of(target);
      Retrained.Net trained = Results.read(own.results()).net(net);
      Retrained.Parity parity =
          new ExportPhase(work, target, own, net.toString(), form).run(trained);
      Path file = own.onnx(net.toString(), form);
      Summary.parity(file.getFileName().toString(), parity).forEach(work.progress()::say);
      work.progress().say("wrote " + file);
      requireParity(file, parity);
    }
  }

  /** Writes the nets of the front of every budget and compares them with the engine. */
  void writeFront(ExportForm form, boolean train) throws IOException, InterruptedException {
    for (Target target : work.setup().targets) {
      RunFolder own = folder.of(target);
      new FrontPhase(work, target, own, form).run(Results.read(own.results()), train);
    }
  }

  /** Writes a net of every budget for PyTorch. */
  void writeForTorchvision(RetrainedNet net) throws IOException {
    for (Target target : work.setup().targets) {
      work.progress().say("wrote " + new TorchvisionNet(work, folder.of(target), net).write());
    }
  }

  /**
   * Holds a file against the engine.
   *
   * @param metadata what the file says of itself
   */
  void verify(Path file, Metadata metadata) throws IOException, InterruptedException {
    String digest = Fingerprint.of(Descriptor.write(work.experiment()));
    if (!digest.equals(metadata.provenance().descriptorDigest())) {
      work.progress()
          .say(
              "%s comes from the run '%s' with another descriptor"
                  .formatted(file, metadata.provenance().run()));
    }
    for (Target target : work.setup().targets) {
      Optional<Trained> net = trained(folder.of(target), metadata.allocation());
      if (net.isPresent()) {
        new Verification(work, target, file, metadata, net.get()).run();
        return;
      }
    }
    throw new InvalidInputException(
        file.toString(),
        "the allocation " + metadata.allocation(),
        "that of a net which the run in " + folder.path() + " trained");
  }

  /**
   * A net of a run, or of the front of one.
   *
   * @param name what its files are called after
   * @param folder where they are
   */
  record Trained(Retrained.Net net, String name, RunFolder folder) {}

  /** The net of the run, or of the front that was exported of it, that is this allocation. */
  private static Optional<Trained> trained(RunFolder own, String allocation) throws IOException {
    List<Trained> all = new ArrayList<>();
    Results results = Results.read(own.results());
    for (RetrainedNet net : RetrainedNet.values()) {
      all.add(new Trained(results.net(net), net.toString(), own));
    }
    RunFolder front = own.front();
    if (Files.exists(front.frontNets())) {
      for (FrontNet net : FrontNet.read(front.frontNets())) {
        all.add(new Trained(net.trained(), net.name(), front));
      }
    }
    return all.stream()
        .filter(one -> one.net().allocation().toString().equals(allocation))
        .findFirst();
  }

  /** Fails where an ONNX file differs. */
  static void requireParity(Path file, Retrained.Parity parity) throws IOException {
    if (!parity.passed()) {
      throw new IOException(file + " differs from the engine: " + parity.fault());
    }
  }
}
