package io.crnas.export.onnx;

import io.crnas.framework.problem.Problems;

/**
 * How an ONNX file is written.
 *
 * @param opset version of the operators, 15 (the first with {@code Shape} of a range) to 22
 * @param irVersion version of the file format, 8 to 10; ONNX Runtime 1.14 reads 8
 * @param foldBatchNorm whether a batch normalisation behind a convolution becomes part of it
 * @param computation in what numbers its networks compute
 * @param externalDataAbove bytes of parameters above which they go to a file beside the model; at
 *     most {@value #PROTOBUF_LIMIT}, since a protobuf message can not pass 2 GiB
 */
public record OnnxSettings(
    int opset,
    int irVersion,
    boolean foldBatchNorm,
    Computation computation,
    long externalDataAbove) {

  /** 2 GiB less the room that the graph itself may take. */
  static final long PROTOBUF_LIMIT = 2_000_000_000L;

  /**
   * @throws io.crnas.framework.problem.InvalidInputException naming all values out of range
   */
  public OnnxSettings {
    var problems = new Problems();
    range(problems, "opset", opset, 15, 22);
    range(problems, "irVersion", irVersion, 8, 10);
    range(problems, "externalDataAbove", externalDataAbove, 0, PROTOBUF_LIMIT);
    problems.throwIfAny();
  }

  /** Opset 17, IR 8, folded, single precision, external data only where the format demands it. */
  public static OnnxSettings defaults() {
    return new OnnxSettings(17, 8, true, new Computation.Single(), PROTOBUF_LIMIT);
  }

  /** With the operators of a version, and the format that came with them. */
  public OnnxSettings withOpset(int newOpset) {
    return withVersions(newOpset, newOpset < 19 ? 8 : newOpset < 21 ? 9 : 10);
  }

  public OnnxSettings withVersions(int newOpset, int newIrVersion) {
    return new OnnxSettings(newOpset, newIrVersion, foldBatchNorm, computation, externalDataAbove);
  }

  public OnnxSettings withFoldBatchNorm(boolean newFoldBatchNorm) {
    return new OnnxSettings(opset, irVersion, newFoldBatchNorm, computation, externalDataAbove);
  }

  public OnnxSettings withExternalDataAbove(long bytes) {
    return new OnnxSettings(opset, irVersion, foldBatchNorm, computation, bytes);
  }

  public OnnxSettings withComputation(Computation other) {
    return new OnnxSettings(opset, irVersion, foldBatchNorm, other, externalDataAbove);
  }

  private static void range(Problems problems, String name, long value, long least, long most) {
    if (value < least || value > most) {
      problems.add("onnx." + name, String.valueOf(value), least + " to " + most);
    }
  }
}
