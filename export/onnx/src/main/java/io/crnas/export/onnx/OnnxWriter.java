package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes what was trained as an ONNX file: one input [batch, C, height, width], batch and image
 * size left open. The same arguments give the same bytes.
 */
public final class OnnxWriter {
  /** The first whose RoIAlign says where the middle of a pixel is. */
  private static final int DETECTOR_OPSET = 16;

  private OnnxWriter() {}

  /**
   * Writes a network with its outputs under their own names. Replaces {@code file}; when anything
   * fails it is as it was.
   *
   * @param weights at least the network's parameters, by name; others are left out
   * @return the files written, with absolute paths: the model, then the one with its parameters
   *     where they are too many for one file. They belong together in one directory.
   * @throws io.crnas.framework.problem.InvalidInputException naming every parameter that is
   *     missing, of another shape, or not finite
   */
  public static List<Path> write(
      Path file, Network network, Weights weights, Metadata metadata, OnnxSettings settings)
      throws IOException {
    requireStrides(network, metadata);
    WeightCheck.check(network.parameters(), weights);
    BatchNormFolding folding =
        settings.foldBatchNorm() ? BatchNormFolding.of(network) : BatchNormFolding.none();
    var graph = new OnnxGraph(settings.opset());
    GraphTranslation.whole(graph, network, weights, folding);
    return write(file, graph, graph, metadata, settings);
  }

  /**
   * Writes a whole detector: from the image to {@code dets} [N, M, 5] (left, top, right, bottom in
   * pixels of the input, and the score), best first, and {@code labels} [N, M], the classes from 0.
   * M is the most detections of an image; behind the last one there are zeros and labels of -1.
   * Boxes are cut at the edges of the image: those of the input, where images fill it as they were
   * prepared for the training, and else without the zeros on the right and at the bottom that it
   * was padded with. All operators are standard ones. Where the metadata says that the input is
   * pixels, it is {@code pixels}, bytes [N, height, width, 3] of red, green and blue, and boxes are
   * in pixels of that.
   *
   * @param features image {@code input} to the levels of the detector's pyramid
   * @param weights at least the parameters of features and heads, by name
   * @return as {@link #write(Path, Network, Weights, Metadata, OnnxSettings)}
   * @throws io.crnas.framework.problem.InvalidInputException as that, and for operators of a
   *     version below 16
   * @throws IllegalArgumentException for a detector that yields masks, which are counted alone
   */
  public static List<Path> write(
      Path file,
      Network features,
      Detector detector,
      Weights weights,
      Metadata metadata,
      OnnxSettings settings)
      throws IOException {
    if (settings.opset() < DETECTOR_OPSET) {
      throw new InvalidInputException(
          "onnx.opset", String.valueOf(settings.opset()), "at least 16 for a whole detector");
    }
    requireStrides(features, metadata);
    requireWeights(features, detector, weights);
    OnnxGraph ofPrepared = new OnnxGraph(settings.opset());
    DetectorTranslation.write(
        ofPrepared,
        features,
        detector,
        weights,
        settings.foldBatchNorm(),
        new DetectorTranslation.Input.Prepared(isPadded(metadata.preprocessing())));
    return switch (metadata.input()) {
      case PREPARED -> write(file, ofPrepared, ofPrepared, metadata, settings);
      case PIXELS -> {
        OnnxGraph ofPictures = new OnnxGraph(settings.opset());
        DetectorTranslation.write(
            ofPictures,
            features,
            detector,
            weights,
            settings.foldBatchNorm(),
            new DetectorTranslation.Input.Pictures(metadata.preprocessing()));
        yield write(file, ofPictures, ofPrepared, metadata, settings);
      }
    };
  }

  /**
   * Writes features and the head of a detector that has one alone, with nothing behind it: outputs
   * {@code P3.scores} [N, A K, H, W], {@code P3.boxes} [N, 4 A, H, W] and so on for every level.
   * What the numbers mean is in the metadata property {@code heads}.
   *
   * @param features image {@code input} to the levels of the detector's pyramid
   * @param weights at least the parameters of features and head, by name
   * @return as {@link #write(Path, Network, Weights, Metadata, OnnxSettings)}
   * @throws io.crnas.framework.problem.InvalidInputException as that, and for a detector whose
   *     heads choose regions for one another
   */
  public static List<Path> writeHeads(
      Path file,
      Network features,
      Detector detector,
      Weights weights,
      Metadata metadata,
      OnnxSettings settings)
      throws IOException {
    String meaning = RawHeads.meaning(features, detector);
    requireStrides(features, metadata);
    requireWeights(features, detector, weights);
    var graph = new OnnxGraph(settings.opset());
    RawHeads.write(graph, features, detector, weights, settings.foldBatchNorm());
    List<Path> written = write(file, graph, graph, metadata, settings);
    OnnxProperties.put(file, Map.of(RawHeads.PROPERTY, meaning));
    return written;
  }

  private static void requireWeights(Network features, Detector detector, Weights weights) {
    List<Parameter> parameters = new ArrayList<>(features.parameters());
    parameters.addAll(detector.headParameters());
    WeightCheck.check(parameters, weights);
  }

  /** Whether the training's images are smaller than the input. */
  private static boolean isPadded(Preprocessing preprocessing) {
    return switch (preprocessing.resize()) {
      case Resize.Stretched(int height, int width) ->
          height % preprocessing.multiple() != 0 || width % preprocessing.multiple() != 0;
      case Resize.KeptAspect _ -> true;
    };
  }

  private static void requireStrides(Network network, Metadata metadata) {
    if (metadata.strides().size() != network.outputs().size()) {
      throw new IllegalArgumentException(
          "strides " + metadata.strides() + " for outputs " + network.outputs().keySet());
    }
  }

  /**
   * Writes a graph in the numbers that are wanted.
   *
   * @param looked one with the same networks, which takes images as the training has them
   */
  private static List<Path> write(
      Path file, OnnxGraph translated, OnnxGraph looked, Metadata metadata, OnnxSettings settings)
      throws IOException {
    if (metadata.precision() != settings.computation().precision()) {
      throw new IllegalArgumentException(
          metadata.precision() + " of a file in " + settings.computation().precision());
    }
    OnnxGraph graph =
        switch (settings.computation()) {
          case Computation.Single _ -> translated;
          case Computation.Half _ -> HalfPrecision.of(translated);
          case Computation.Quantised(var calibration) ->
              Quantisation.of(
                  SpaceToDepth.of(translated),
                  values ->
                      ranges(
                          SpaceToDepth.of(looked).withOutputs(values),
                          calibration,
                          metadata,
                          settings));
        };
    return writeGraph(file, graph, metadata, settings);
  }

  private static Map<String, Range> ranges(
      OnnxGraph graph,
      Computation.Calibration calibration,
      Metadata metadata,
      OnnxSettings settings)
      throws IOException {
    try (var folder = new ScratchFolder("calibration")) {
      Path file = folder.path().resolve("values.onnx");
      writeGraph(file, graph, metadata, settings);
      return calibration.ranges(file);
    }
  }

  private static List<Path> writeGraph(
      Path file, OnnxGraph graph, Metadata metadata, OnnxSettings settings) throws IOException {
    long bytes = graph.initializers().stream().mapToLong(Initializer::bytes).sum();
    Path target = file.toAbsolutePath();
    List<Path> written =
        bytes > settings.externalDataAbove()
            ? writePair(target, graph, metadata, settings)
            : writeOne(target, graph, metadata, settings);
    for (Path older : ExternalData.filesOf(target)) {
      if (!written.contains(older)) {
        Files.delete(older);
      }
    }
    return written;
  }

  private static List<Path> writeOne(
      Path file, OnnxGraph translated, Metadata metadata, OnnxSettings settings)
      throws IOException {
    GraphProto.Builder graph = translated.builder();
    translated
        .initializers()
        .forEach(initializer -> graph.addInitializer(ExternalData.inline(initializer)));
    ModelProto model = model(graph, metadata, settings);
    AtomicFile.write(file, model::writeTo);
    return List.of(file);
  }

  private static List<Path> writePair(
      Path file, OnnxGraph translated, Metadata metadata, OnnxSettings settings)
      throws IOException {
    List<Path> older = ExternalData.filesOf(file);
    ExternalData data = ExternalData.write(file, translated.initializers());
    try {
      GraphProto.Builder graph = translated.builder();
      translated
          .initializers()
          .forEach(initializer -> graph.addInitializer(data.tensor(initializer)));
      ModelProto model = model(graph, metadata, settings);
      AtomicFile.write(file, model::writeTo);
    } catch (IOException | RuntimeException e) {
      if (!older.contains(data.file())) {
        Files.deleteIfExists(data.file());
      }
      throw e;
    }
    return List.of(file, data.file());
  }

  private static ModelProto model(
      GraphProto.Builder graph, Metadata metadata, OnnxSettings settings) {
    var model =
        ModelProto.newBuilder()
            .setIrVersion(settings.irVersion())
            .setProducerName("crnas")
            .setProducerVersion(metadata.provenance().version())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(settings.opset()))
            .setGraph(graph.setName(metadata.backbone() + " " + metadata.allocation()));
    metadata
        .properties()
        .forEach((key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }
}
