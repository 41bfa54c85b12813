package io.crnas.export.latency;

import io.crnas.export.onnx.OnnxSettings;
import io.crnas.export.onnx.OnnxWriter;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Metadata.Provenance;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nets that were never trained, to be timed: the backbones of allocations, or whole detectors
 * around them. What two of them have in common has the same weights in both.
 *
 * @param detector around the backbone; without one the backbone is by itself
 * @param input size of the images
 */
public record NewNet(Backbone backbone, Optional<Detector> detector, ImageSize input) {

  /** Writes the net of an allocation as ONNX, folded as for deployment. */
  public void write(Path file, Allocation allocation) throws IOException {
    if (detector.isEmpty()) {
      Network network = backbone.network(allocation);
      OnnxWriter.write(
          file,
          network,
          NewWeights.of(network.parameters()),
          metadata(allocation, Part.BACKBONE, network.strides()),
          OnnxSettings.defaults());
      return;
    }
    Detector whole = detector.get();
    Network features = whole.features(backbone, allocation, new Graph(), Sharing.ALONE);
    List<Parameter> parameters = new ArrayList<>(features.parameters());
    parameters.addAll(whole.headParameters());
    OnnxWriter.write(
        file,
        features,
        whole,
        NewWeights.of(parameters),
        metadata(allocation, Part.DETECTOR, features.strides()),
        OnnxSettings.defaults());
  }

  private Metadata metadata(Allocation allocation, Part part, List<Integer> strides) {
    return new Metadata(
        part,
        Precision.FP32,
        Input.PREPARED,
        detector.map(Detector::name),
        backbone.name(),
        allocation.toString(),
        "not trained",
        new Preprocessing(
            new Resize.Stretched(input.height(), input.width()),
            1,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0)),
        strides,
        List.of(),
        Optional.empty(),
        new Provenance("none", "latency", 0, "none"));
  }
}
