package io.crnas.export;

import io.crnas.export.calibration.Calibrator;
import io.crnas.export.onnx.Computation;
import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Device;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Metadata.Provenance;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Networks written to files and run. */
public final class Exports {
  /** Small, with dilated blocks. */
  public static final Allocation ALLOCATION = Allocation.parse("1-1-2-3/1.2.13.121");

  /** ResNet18 of base width 8 with {@link #ALLOCATION}. */
  public static final Network SMALL = ResNet.resnet18(8).network(ALLOCATION);

  private Exports() {}

  /** Metadata for a network with so many outputs. */
  public static Metadata metadata(Network network) {
    return metadata(network, Precision.FP32);
  }

  private static Metadata metadata(Network network, Precision precision) {
    return metadata(
        Part.BACKBONE,
        precision,
        Input.PREPARED,
        Optional.empty(),
        new Resize.Stretched(96, 128),
        network);
  }

  private static Metadata metadata(
      Part part,
      Precision precision,
      Input input,
      Optional<String> detector,
      Resize resize,
      Network network) {
    return new Metadata(
        part,
        precision,
        input,
        detector,
        "resnet18",
        ALLOCATION.toString(),
        "12,345 macs (backbone, 96x128, mac)",
        new Preprocessing(resize, 32, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
        Collections.nCopies(network.outputs().size(), 4),
        List.of("person", "a \"quoted\" näme"),
        Optional.empty(),
        new Provenance("0.1.0", "quickstart", 42, "sha256:0123"));
  }

  /** Writes a network with formula weights. */
  public static Path write(Path file, Network network, OnnxSettings settings) throws IOException {
    return write(file, network, Formula.weights(network), settings);
  }

  /** Writes a network. */
  public static Path write(Path file, Network network, Weights weights, OnnxSettings settings)
      throws IOException {
    Metadata metadata = metadata(network, settings.computation().precision());
    OnnxWriter.write(file, network, weights, metadata, settings);
    return file;
  }

  /** Formula weights of a whole detector. */
  public static Weights weights(Network features, Detector detector) {
    var shapes = new LinkedHashMap<String, List<Integer>>();
    features.parameters().forEach(one -> shapes.put(one.name(), one.shape()));
    detector.headParameters().forEach(one -> shapes.put(one.name(), one.shape()));
    return Formula.weights(shapes);
  }

  /** Writes a whole detector of images that may be padded. */
  public static Path write(
      Path file, Network features, Detector detector, Weights weights, OnnxSettings settings)
      throws IOException {
    Metadata metadata =
        metadata(
            Part.DETECTOR,
            settings.computation().precision(),
            Input.PREPARED,
            Optional.of(detector.name()),
            new Resize.KeptAspect(96, 128),
            features);
    OnnxWriter.write(file, features, detector, weights, metadata, settings);
    return file;
  }

  /** Writes a whole detector that takes these images, or pictures that become so. */
  public static Path write(
      Path file,
      Network features,
      Detector detector,
      Input input,
      Resize resize,
      OnnxSettings settings)
      throws IOException {
    Metadata metadata =
        metadata(
            Part.DETECTOR,
            settings.computation().precision(),
            input,
            Optional.of(detector.name()),
            resize,
            features);
    OnnxWriter.write(file, features, detector, weights(features, detector), metadata, settings);
    return file;
  }

  /** Writes what the heads of a detector say, without making boxes of it. */
  public static Path writeHeads(
      Path file, Network features, Detector detector, OnnxSettings settings) throws IOException {
    Metadata metadata =
        metadata(
            Part.HEADS,
            settings.computation().precision(),
            Input.PREPARED,
            Optional.of(detector.name()),
            new Resize.KeptAspect(96, 128),
            features);
    OnnxWriter.writeHeads(
        file, features, detector, weights(features, detector), metadata, settings);
    return file;
  }

  /** Integers that are fitted to formula input of this size. */
  public static Computation.Quantised quantised(int h, int w) {
    var input = new io.crnas.runtime.Tensor(List.of(1, 3, h, w), Formula.input(3 * h * w));
    return new Computation.Quantised(
        new Calibrator(List.of(input), on(new Device.Cpu()), () -> {}));
  }

  /** Writes {@link #SMALL} with default settings. */
  public static Path small(Path directory) throws IOException {
    return write(directory.resolve("small.onnx"), SMALL, OnnxSettings.defaults());
  }

  /** On this device, with one thread. */
  public static Options on(Device device) {
    return Options.defaults().withDevice(device).withThreads(1);
  }

  /** Opens a file on the processor, one thread. */
  public static Backbone open(Path file) throws IOException {
    return Backbone.load(file, on(new Device.Cpu()));
  }

  /** Runs a file once on formula input. */
  public static Map<String, Tensor> run(Path file, int n, int h, int w) throws IOException {
    try (Backbone backbone = open(file)) {
      return run(backbone, Formula.input(n * 3 * h * w), n, h, w);
    }
  }

  /** Runs a backbone once. */
  public static SequencedMap<String, Tensor> run(
      Backbone backbone, float[] nchw, int n, int h, int w) {
    var outputs = new LinkedHashMap<String, Tensor>();
    backbone
        .run(nchw, n, h, w)
        .forEach((name, output) -> outputs.put(name, new Tensor(output.shape(), output.data())));
    return outputs;
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
