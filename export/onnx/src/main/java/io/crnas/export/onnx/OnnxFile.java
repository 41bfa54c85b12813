package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * What is in an ONNX file, of whoever wrote it.
 *
 * @param producer and its version
 * @param irVersion of the file format
 * @param opset version of the standard operators; 0 where there are none
 * @param inputs with type and shape, like {@code input float [batch, 3, height, width]}
 * @param outputs likewise
 * @param operators how many there are
 * @param parameters how many numbers its initializers have
 * @param bytes of the file, without what lies beside it
 * @param properties its metadata
 */
public record OnnxFile(
    String producer,
    long irVersion,
    long opset,
    List<String> inputs,
    List<String> outputs,
    int operators,
    long parameters,
    long bytes,
    SequencedMap<String, String> properties) {

  /**
   * Reads a file.
   *
   * @throws InvalidInputException when it is no whole ONNX file
   */
  public static OnnxFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file.toString(), "no file", "an ONNX file");
    }
    SequencedMap<String, String> properties = OnnxProperties.read(file);
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    GraphProto graph = model.getGraph();
    return new OnnxFile(
        (model.getProducerName() + " " + model.getProducerVersion()).strip(),
        model.getIrVersion(),
        model.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty())
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(0),
        graph.getInputList().stream().map(OnnxFile::port).toList(),
        graph.getOutputList().stream().map(OnnxFile::port).toList(),
        graph.getNodeCount(),
        graph.getInitializerList().stream()
            .mapToLong(tensor -> tensor.getDimsList().stream().reduce(1L, Math::multiplyExact))
            .sum(),
        Files.size(file),
        properties);
  }

  private static String port(ValueInfoProto value) {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getElemType());
    return "%s %s %s"
        .formatted(
            value.getName(),
            type == null ? "undefined" : type.name().toLowerCase(Locale.ROOT),
            tensor.getShape().getDimList().stream().map(OnnxFile::size).toList());
  }

  private static String size(Dimension size) {
    return size.hasDimValue()
        ? String.valueOf(size.getDimValue())
        : size.getDimParam().isEmpty() ? "?" : size.getDimParam();
  }
}
