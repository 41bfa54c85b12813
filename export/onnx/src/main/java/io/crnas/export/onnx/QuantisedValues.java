package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Which values of a graph are integers of eight bits, so that a runtime computes what lies between
 * them in integers: those that convolutions and matrix products read and make, and those of the
 * operators between them that only move or add numbers. The last convolutions and products of heads
 * say what comes out: they gain little and lose much, and are spared. To spare the first one of an
 * image as well takes time and wins hardly any precision.
 */
final class QuantisedValues {
  private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm");
  private static final Set<String> ACTIVATIONS = Set.of("Relu", "Clip");

  /** Their values have the range of what they read first. */
  private static final Set<String> MOVING =
      Set.of("MaxPool", "Resize", "Slice", "Gather", "Flatten");

  private static final Set<String> JOINING = Set.of("Add", "Concat");

  private final OnnxGraph graph;
  private final Set<String> inputs = new HashSet<>();
  private final Map<String, List<NodeProto>> readers = new HashMap<>();
  private final Set<NodeProto> weighted = new HashSet<>();

  /** Each with the one whose range it has: mostly itself. */
  private final SequencedMap<String, String> values = new LinkedHashMap<>();

  QuantisedValues(OnnxGraph graph) {
    this.graph = graph;
    graph.builder().getInputList().forEach(input -> inputs.add(input.getName()));
    for (NodeProto operator : graph.operators()) {
      operator
          .getInputList()
          .forEach(input -> readers.computeIfAbsent(input, _ -> new ArrayList<>()).add(operator));
    }
    graph.operators().forEach(this::add);
  }

  /** Whether it is a convolution or a product that computes in integers. */
  boolean isWeighted(NodeProto operator) {
    return weighted.contains(operator);
  }

  /** Whether it is an input of the graph. */
  boolean isInput(String value) {
    return inputs.contains(value);
  }

  /** The values, each with the one whose range it has. */
  SequencedMap<String, String> ranges() {
    return values;
  }

  private void add(NodeProto operator) {
    if (!graph.isOfNetwork(operator)) {
      return;
    }
    String type = operator.getOpType();
    String first = operator.getInputCount() == 0 ? "" : operator.getInput(0);
    String made = activated(operator);
    if (WEIGHTED.contains(type)) {
      if (isReadInNetworks(made)) {
        weighted.add(operator);
        values.putIfAbsent(first, first);
        values.putIfAbsent(made, made);
      }
    } else if (MOVING.contains(type)) {
      if (values.containsKey(first) && isReadInNetworks(made)) {
        values.put(operator.getOutput(0), values.get(first));
      }
    } else if (JOINING.contains(type)
        && operator.getInputList().stream().anyMatch(values::containsKey)
        && isReadInNetworks(made)) {
      operator.getInputList().forEach(input -> values.putIfAbsent(input, input));
      values.put(made, made);
    }
  }

  /** The operator's value, or where nothing but an activation reads that, the activation's. */
  private String activated(NodeProto operator) {
    String value = operator.getOutput(0);
    List<NodeProto> reading = readers.getOrDefault(value, List.of());
    return reading.size() == 1 && ACTIVATIONS.contains(reading.getFirst().getOpType())
        ? reading.getFirst().getOutput(0)
        : value;
  }

  private boolean isReadInNetworks(String value) {
    return readers.getOrDefault(value, List.of()).stream()
        .anyMatch(one -> graph.isOfNetwork(one) && !one.getOpType().equals("Shape"));
  }
}
