package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import io.crnas.spaces.network.Layer;
import java.util.Arrays;

/** Attributes of ONNX operators. */
final class Attributes {
  private Attributes() {}

  static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeType.INT).setI(value).build();
  }

  static AttributeProto integers(String name, long... values) {
    return attribute(name, AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  static AttributeProto real(String name, double value) {
    return attribute(name, AttributeType.FLOAT).setF((float) value).build();
  }

  static AttributeProto text(String name, String value) {
    return attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  /** Those of a convolution. */
  static AttributeProto[] window(Layer.Conv c) {
    return new AttributeProto[] {
      integers("dilations", c.dilation(), c.dilation()),
      integer("group", c.groups()),
      integers("kernel_shape", c.kernel(), c.kernel()),
      integers("pads", c.padding(), c.padding(), c.padding(), c.padding()),
      integers("strides", c.stride(), c.stride())
    };
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
