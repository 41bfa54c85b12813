package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.framework.problem.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A graph whose networks compute in half precision, while its inputs and outputs and all that lies
 * between networks stay what they are. A value NAME of half precision is called {@code NAME.half};
 * where it is needed in single precision as well, that is NAME. Matrix products have parameters of
 * half precision, which become single when the file is loaded.
 */
final class HalfPrecision {
  /** What is put behind the names of values of half precision. */
  static final String SUFFIX = ".half";

  private static final float LARGEST = 65504;

  /**
   * ONNX Runtime 1.29 multiplies halves on the processor one by one, over a hundred times slower.
   */
  private static final String PRODUCT = "Gemm";

  /** Besides products what sums over a whole image, or has squares for parameters. */
  private static final Set<String> SINGLE =
      Set.of(PRODUCT, "BatchNormalization", "InstanceNormalization");

  private final OnnxGraph source;
  private final OnnxGraph target;
  private final Problems problems = new Problems();

  /** What operators of networks make of shapes, and their constants. */
  private final Set<String> integers = new HashSet<>();

  private final Set<String> neededInSingle = new HashSet<>();

  /** Values that there are in half precision. */
  private final Set<String> halves = new HashSet<>();

  private HalfPrecision(OnnxGraph source) {
    this.source = source;
    this.target = OnnxGraph.like(source);
  }

  /**
   * The graph in half precision.
   *
   * @throws io.crnas.framework.problem.InvalidInputException naming every parameter with a number
   *     that is too large for it
   */
  static OnnxGraph of(OnnxGraph source) {
    var half = new HalfPrecision(source);
    half.look();
    source.operators().forEach(half::add);
    half.problems.throwIfAny();
    return half.target;
  }

  private void look() {
    for (NodeProto operator : source.operators()) {
      if (source.isOfNetwork(operator) && makesIntegers(operator)) {
        integers.addAll(operator.getOutputList());
      } else if (!isHalf(operator)) {
        operator.getInputList().stream()
            .filter(input -> !isProduct(operator) || source.parameter(input).isEmpty())
            .forEach(neededInSingle::add);
      }
    }
    source.builder().getOutputList().stream()
        .map(ValueInfoProto::getName)
        .forEach(neededInSingle::add);
  }

  private boolean makesIntegers(NodeProto operator) {
    return switch (operator.getOpType()) {
      case "Shape", "Constant" -> true;
      case String _ -> integers.contains(operator.getInput(0));
    };
  }

  private boolean isHalf(NodeProto operator) {
    return source.isOfNetwork(operator)
        && !integers.contains(operator.getOutput(0))
        && !SINGLE.contains(operator.getOpType());
  }

  private boolean isProduct(NodeProto operator) {
    return source.isOfNetwork(operator) && operator.getOpType().equals(PRODUCT);
  }

  private void add(NodeProto operator) {
    if (isHalf(operator)) {
      addHalf(operator);
      return;
    }
    NodeProto.Builder same = operator.toBuilder();
    for (int i = 0; i < operator.getInputCount(); i++) {
      String input = operator.getInput(i);
      Optional<Initializer> parameter = source.parameter(input);
      if (parameter.isPresent() && isProduct(operator)) {
        same.setInput(i, loaded(parameter.get()));
      } else if (parameter.isPresent()) {
        target.initializer(parameter.get());
      } else if (operator.getOpType().equals("Shape") && halves.contains(input)) {
        // It is the same of both.
        same.setInput(i, input + SUFFIX);
      }
    }
    target.operator(same.build());
  }

  /** A parameter of half precision that is used in single. */
  private String loaded(Initializer parameter) {
    String value = parameter.name() + ".loaded";
    if (halves.add(parameter.name())) {
      cast(half(parameter), value, DataType.FLOAT);
    }
    return value;
  }

  private void addHalf(NodeProto operator) {
    NodeProto.Builder half = operator.toBuilder();
    for (int i = 0; i < operator.getInputCount(); i++) {
      half.setInput(i, half(operator.getInput(i)));
    }
    String value = operator.getOutput(0);
    halves.add(value);
    half.setOutput(0, value + SUFFIX);
    target.operator(half.build());
    if (neededInSingle.contains(value)) {
      cast(value + SUFFIX, value, DataType.FLOAT);
    }
  }

  /** The name of an input in half precision; it is made where it is not there. */
  private String half(String input) {
    if (input.isEmpty() || integers.contains(input)) {
      return input;
    }
    return source
        .parameter(input)
        .map(this::half)
        .orElseGet(() -> {
          if (halves.add(input)) {
            cast(input, input + SUFFIX, DataType.FLOAT16);
          }
          return input + SUFFIX;
        });
  }

  private String half(Initializer parameter) {
    String name = parameter.name() + (neededInSingle.contains(parameter.name()) ? SUFFIX : "");
    if (target.parameter(name).isEmpty()) {
      for (int i = 0; i < parameter.size(); i++) {
        if (Math.abs(parameter.values().at(i)) > LARGEST) {
          problems.add(
              parameter.name(),
              "" + parameter.values().at(i),
              "at most " + LARGEST + ", the largest number of half precision");
          break;
        }
      }
      target.initializer(
          new Initializer(name, parameter.shape(), Initializer.Type.HALF, parameter.values()));
    }
    return name;
  }

  private void cast(String from, String to, DataType type) {
    target.operator(
        to + ".cast",
        "Cast",
        List.of(from),
        List.of(to),
        List.of(Attributes.integer("to", type.getNumber())));
  }
}
