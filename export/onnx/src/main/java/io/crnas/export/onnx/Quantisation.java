package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A graph whose networks compute in integers of eight bits, written as operators of single
 * precision between pairs of QuantizeLinear and DequantizeLinear, which runtimes fuse with them.
 * Values have no sign and one scale, weights have one and a scale for each output channel, biases
 * are integers of 32 bits. A value keeps its name for those who read it; what its operator makes is
 * called {@code NAME.exact}.
 */
final class Quantisation {
  private static final int LARGEST_WEIGHT = 127;

  /** What a bias is at most, so that the sum it is added to does not overflow. */
  private static final double LARGEST_BIAS = 1 << 29;

  private final OnnxGraph source;
  private final OnnxGraph target;
  private final QuantisedValues chosen;
  private final Map<String, Range> ranges = new HashMap<>();
  private final Map<String, float[]> weightScales = new HashMap<>();

  private Quantisation(OnnxGraph source, QuantisedValues chosen) {
    this.source = source;
    this.target = OnnxGraph.like(source);
    this.chosen = chosen;
  }

  /** Tells the ranges of values. */
  @FunctionalInterface
  interface Looking {
    Map<String, Range> at(List<String> values) throws IOException;
  }

  /**
   * The graph in integers.
   *
   * @param looking tells the range of each value that it is asked for
   */
  static OnnxGraph of(OnnxGraph source, Looking looking) throws IOException {
    var chosen = new QuantisedValues(source);
    var quantisation = new Quantisation(source, chosen);
    List<String> sources = chosen.ranges().values().stream().distinct().toList();
    if (!sources.isEmpty()) {
      Map<String, Range> found = looking.at(sources);
      chosen
          .ranges()
          .forEach((value, from) ->
              quantisation.ranges.put(value, Objects.requireNonNull(found.get(from), from)));
      quantisation.scaleWeights();
    }
    source.builder().getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(quantisation.ranges::containsKey)
        .forEach(input -> quantisation.quantise(input, input, rounded(input)));
    source.operators().forEach(quantisation::add);
    return quantisation.target;
  }

  /** Of every convolution and product the scales of its weights; levels may share weights. */
  private void scaleWeights() {
    var leastInput = new HashMap<String, Float>();
    for (NodeProto operator : source.operators()) {
      if (chosen.isWeighted(operator)) {
        leastInput.merge(operator.getInput(1), inputScale(operator), Math::min);
      }
    }
    for (NodeProto operator : source.operators()) {
      if (chosen.isWeighted(operator)) {
        weightScales.computeIfAbsent(
            operator.getInput(1),
            name -> scales(parameter(name), bias(operator), leastInput.getOrDefault(name, 1f)));
      }
    }
  }

  private static float[] scales(Initializer weight, Optional<Initializer> bias, float leastInput) {
    int channels = weight.shape().getFirst();
    int perChannel = weight.size() / channels;
    float[] scales = new float[channels];
    for (int i = 0; i < weight.size(); i++) {
      int channel = i / perChannel;
      scales[channel] = Math.max(scales[channel], Math.abs(weight.values().at(i)));
    }
    for (int i = 0; i < channels; i++) {
      float ofBias = bias.isPresent() ? Math.abs(bias.get().values().at(i)) : 0;
      double least = Math.max(ofBias / (leastInput * LARGEST_BIAS), Float.MIN_NORMAL);
      scales[i] = (float) Math.max(scales[i] / LARGEST_WEIGHT, least);
    }
    return scales;
  }

  private void add(NodeProto operator) {
    NodeProto.Builder other = operator.toBuilder();
    if (chosen.isWeighted(operator)) {
      if (chosen.isInput(operator.getInput(0))) {
        other.setInput(0, rounded(operator.getInput(0)));
      }
      other.setInput(1, weight(operator));
      bias(operator).ifPresent(bias -> other.setInput(2, bias(operator, bias)));
    } else {
      operator.getInputList().stream()
          .flatMap(input -> source.parameter(input).stream())
          .forEach(target::initializer);
    }
    for (int i = 0; i < operator.getOutputCount(); i++) {
      if (ranges.containsKey(operator.getOutput(i))) {
        other.setOutput(i, exact(operator.getOutput(i)));
      }
    }
    target.operator(other.build());
    operator.getOutputList().stream()
        .filter(ranges::containsKey)
        .forEach(value -> quantise(value, exact(value), value));
  }

  private static String exact(String value) {
    return value + ".exact";
  }

  /** An input of the graph keeps its numbers under its name. */
  private static String rounded(String input) {
    return input + ".rounded";
  }

  private void quantise(String value, String from, String to) {
    Range range = Objects.requireNonNull(ranges.get(value));
    String scale =
        target.initializer(new Initializer(value + ".scale", List.of(), _ -> range.scale()));
    String zero =
        target.initializer(
            new Initializer(value + ".zero", List.of(), Initializer.Type.UINT8, _ -> range.zero()));
    String integers = value + ".integers";
    target.operator(
        value + ".quantise",
        "QuantizeLinear",
        List.of(from, scale, zero),
        List.of(integers),
        List.of());
    target.operator(
        value + ".dequantise",
        "DequantizeLinear",
        List.of(integers, scale, zero),
        List.of(to),
        List.of());
  }

  private String weight(NodeProto operator) {
    Initializer weight = parameter(operator.getInput(1));
    float[] scales = Objects.requireNonNull(weightScales.get(weight.name()));
    int perChannel = weight.size() / scales.length;
    return dequantised(
        new Initializer(
            weight.name(),
            weight.shape(),
            Initializer.Type.INT8,
            i -> weight.values().at(i) / scales[i / perChannel]),
        Initializer.Type.INT8,
        scales);
  }

  /** In units of the products that it is added to, which differ from level to level. */
  private String bias(NodeProto operator, Initializer bias) {
    float[] scales = Objects.requireNonNull(weightScales.get(operator.getInput(1))).clone();
    for (int i = 0; i < scales.length; i++) {
      scales[i] *= inputScale(operator);
    }
    return dequantised(
        new Initializer(
            operator.getName() + ".addend",
            bias.shape(),
            Initializer.Type.INT32,
            i -> bias.values().at(i) / scales[i]),
        Initializer.Type.INT32,
        scales);
  }

  /** The name of the numbers that integers stand for, with a scale for each of the first axis. */
  private String dequantised(Initializer integers, Initializer.Type zeros, float[] scales) {
    String name = integers.name();
    String value = name + ".dequantised";
    if (target.parameter(name).isEmpty()) {
      List<Integer> channels = List.of(scales.length);
      target.operator(
          name + ".dequantise",
          "DequantizeLinear",
          List.of(
              target.initializer(integers),
              target.initializer(new Initializer(name + ".scale", channels, i -> scales[i])),
              target.initializer(new Initializer(name + ".zero", channels, zeros, _ -> 0))),
          List.of(value),
          List.of(Attributes.integer("axis", 0)));
    }
    return value;
  }

  private float inputScale(NodeProto operator) {
    return Objects.requireNonNull(ranges.get(operator.getInput(0))).scale();
  }

  private Optional<Initializer> bias(NodeProto operator) {
    return operator.getInputCount() < 3 ? Optional.empty() : source.parameter(operator.getInput(2));
  }

  private Initializer parameter(String name) {
    return source.parameter(name).orElseThrow(() -> new IllegalArgumentException(name));
  }
}
