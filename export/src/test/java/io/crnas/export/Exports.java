package io.crnas.export;

import io.crnas.export.onnx.OnnxMetadata;
import io.crnas.export.onnx.OnnxMetadata.Provenance;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.export.runtime.OnnxBackbone;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Networks written to files and run. */
public final class Exports {
  /** Small, with dilated blocks. */
  public static final Allocation ALLOCATION = Allocation.parse("1-1-2-3/1.2.13.121");

  /** ResNet18 of base width 8 with {@link #ALLOCATION}. */
  public static final Network SMALL = ResNet.resnet18(8).network(ALLOCATION);

  private Exports() {}

  /** Metadata for a network with so many outputs. */
  public static OnnxMetadata metadata(Network network) {
    return new OnnxMetadata(
        "resnet18",
        ALLOCATION,
        "12,345 macs (backbone, 96x128, mac)",
        List.of(0.485, 0.456, 0.406),
        List.of(0.229, 0.224, 0.225),
        Collections.nCopies(network.outputs().size(), 4),
        List.of("person", "a \"quoted\" näme"),
        new Provenance("0.1.0", "quickstart", 42, "sha256:0123"));
  }

  /** Writes a network with formula weights. */
  public static Path write(Path file, Network network, OnnxSettings settings) throws IOException {
    return write(file, network, Formula.weights(network), settings);
  }

  /** Writes a network. */
  public static Path write(Path file, Network network, Weights weights, OnnxSettings settings)
      throws IOException {
    OnnxWriter.write(file, network, weights, metadata(network), settings);
    return file;
  }

  /** Writes {@link #SMALL} with default settings. */
  public static Path small(Path directory) throws IOException {
    return write(directory.resolve("small.onnx"), SMALL, OnnxSettings.defaults());
  }

  /** Opens a file on the processor, one thread. */
  public static OnnxBackbone open(Path file) throws IOException {
    return OnnxBackbone.open(file, new Device.Cpu(), 1);
  }

  /** Runs a file once on formula input. */
  public static Map<String, Tensor> run(Path file, int n, int h, int w) throws IOException {
    try (OnnxBackbone backbone = open(file)) {
      return backbone.run(Formula.input(n * 3 * h * w), n, h, w);
    }
  }

  /** The largest difference of two tensors in units of the first one's largest value. */
  public static double distance(Tensor reference, Tensor other) {
    double difference = 0;
    double scale = 0;
    for (int i = 0; i < reference.data().length; i++) {
      difference = Math.max(difference, Math.abs((double) reference.data()[i] - other.data()[i]));
      scale = Math.max(scale, Math.abs(reference.data()[i]));
    }
    return difference / scale;
  }
}
