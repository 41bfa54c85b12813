package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.crnas.export.onnx.GraphTranslation.Translated;
import io.crnas.framework.file.AtomicFile;
import io.crnas.runtime.Metadata;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a network with its weights as an ONNX file: one input [batch, C, height, width], the
 * network's outputs under their own names, batch and image size left open. The same arguments give
 * the same bytes.
 */
public final class OnnxWriter {
  private OnnxWriter() {}

  /**
   * Replaces {@code file}; when anything fails it is as it was.
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
    if (metadata.strides().size() != network.outputs().size()) {
      throw new IllegalArgumentException(
          "strides " + metadata.strides() + " for outputs " + network.outputs().keySet());
    }
    WeightCheck.check(network, weights);
    BatchNormFolding folding =
        settings.foldBatchNorm() ? BatchNormFolding.of(network) : BatchNormFolding.none();
    Translated translated = GraphTranslation.translate(network, weights, folding);
    long bytes = translated.initializers().stream().mapToLong(Initializer::bytes).sum();
    Path target = file.toAbsolutePath();
    List<Path> written =
        bytes > settings.externalDataAbove()
            ? writePair(target, translated, metadata, settings)
            : writeOne(target, translated, metadata, settings);
    for (Path older : ExternalData.filesOf(target)) {
      if (!written.contains(older)) {
        Files.delete(older);
      }
    }
    return written;
  }

  private static List<Path> writeOne(
      Path file, Translated translated, Metadata metadata, OnnxSettings settings)
      throws IOException {
    GraphProto.Builder graph = translated.graph();
    translated
        .initializers()
        .forEach(initializer -> graph.addInitializer(ExternalData.inline(initializer)));
    ModelProto model = model(graph, metadata, settings);
    AtomicFile.write(file, model::writeTo);
    return List.of(file);
  }

  private static List<Path> writePair(
      Path file, Translated translated, Metadata metadata, OnnxSettings settings)
      throws IOException {
    List<Path> older = ExternalData.filesOf(file);
    ExternalData data = ExternalData.write(file, translated.initializers());
    try {
      GraphProto.Builder graph = translated.graph();
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
