package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.GraphProtoOrBuilder;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Part;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks into a file: the same graph with other outputs. */
public final class GraphOutputs {
  private GraphOutputs() {}

  /** The names of all values that operators of the file make, of either precision. */
  public static Set<String> values(Path file) throws IOException {
    return values(ModelProto.parseFrom(Files.readAllBytes(file)).getGraph()).stream()
        .map(value ->
            value.endsWith(HalfPrecision.SUFFIX)
                ? value.substring(0, value.length() - HalfPrecision.SUFFIX.length())
                : value)
        .collect(Collectors.toSet());
  }

  private static Set<String> values(GraphProtoOrBuilder graph) {
    return graph.getNodeList().stream()
        .flatMap(node -> node.getOutputList().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Copies a file, with other outputs; it then says that it is features.
   *
   * @param target in any folder; parameters that lie beside the file are then beside it, too
   * @param outputs name to the value in the graph, numbers in single precision
   * @throws InvalidInputException when the graph has no such value
   */
  public static void write(Path file, Path target, SequencedMap<String, String> outputs)
      throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder().clearOutput();
    Set<String> values = values(graph);
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      String half = output.getValue() + HalfPrecision.SUFFIX;
      if (!values.contains(output.getValue()) && values.contains(half)) {
        graph.addNode(
            NodeProto.newBuilder()
                .setName(output.getValue() + ".single")
                .setOpType("Cast")
                .addInput(half)
                .addOutput(output.getValue())
                .addAttribute(Attributes.integer("to", DataType.FLOAT_VALUE)));
      } else if (!values.contains(output.getValue())) {
        throw new InvalidInputException(
            file.toString(), "no value '" + output.getValue() + "'", "a graph that crnas wrote");
      }
      if (!output.getKey().equals(output.getValue())) {
        graph.addNode(
            NodeProto.newBuilder()
                .setName(output.getKey() + ".copy")
                .setOpType("Identity")
                .addInput(output.getValue())
                .addOutput(output.getKey()));
      }
      graph.addOutput(ValueShapes.numbers(output.getKey()));
    }
    for (StringStringEntryProto.Builder property : model.getMetadataPropsBuilderList()) {
      if (property.getKey().equals("part")) {
        property.setValue(Part.FEATURES.toString());
      }
    }
    ModelProto whole = model.build();
    bringParameters(whole, file, target);
    AtomicFile.write(target, whole::writeTo);
  }

  private static void bringParameters(ModelProto model, Path file, Path target) throws IOException {
    Set<String> names =
        model.getGraph().getInitializerList().stream()
            .flatMap(tensor -> tensor.getExternalDataList().stream())
            .filter(entry -> entry.getKey().equals("location"))
            .map(StringStringEntryProto::getValue)
            .collect(Collectors.toSet());
    for (String name : names) {
      Path beside = target.resolveSibling(name);
      if (!Files.exists(beside)) {
        link(file.resolveSibling(name), beside);
      }
    }
  }

  /** The same bytes under two names, or where that can not be, twice. */
  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from.toAbsolutePath());
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(from, to);
    }
  }
}
