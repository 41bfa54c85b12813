package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The metadata properties of an ONNX file. The graph passes through as bytes, unread, whatever its
 * size.
 */
public final class OnnxProperties {
  private static final int CHUNK = 1 << 16;

  private OnnxProperties() {}

  /** What happens to the fields of a model that are not metadata. */
  @FunctionalInterface
  private interface OtherField {
    void take(int tag, CodedInputStream in) throws IOException;
  }

  /**
   * The properties, in the file's order.
   *
   * @throws InvalidInputException when it is not a whole ONNX file
   */
  public static SequencedMap<String, String> read(Path file) throws IOException {
    return scan(file, (tag, in) -> in.skipField(tag));
  }

  /**
   * Sets properties in one step and changes nothing else; others stay as they are.
   *
   * @throws InvalidInputException when it is not a whole ONNX file
   */
  public static void put(Path file, Map<String, String> changes) throws IOException {
    SequencedMap<String, String> properties = read(file);
    properties.putAll(changes);
    AtomicFile.write(
        file,
        target -> {
          var out = CodedOutputStream.newInstance(target);
          scan(file, (tag, in) -> copy(tag, in, out));
          for (Map.Entry<String, String> property : properties.entrySet()) {
            out.writeMessage(
                ModelProto.METADATA_PROPS_FIELD_NUMBER,
                StringStringEntryProto.newBuilder()
                    .setKey(property.getKey())
                    .setValue(property.getValue())
                    .build());
          }
          out.flush();
        });
  }

  private static SequencedMap<String, String> scan(Path file, OtherField other) throws IOException {
    var properties = new LinkedHashMap<String, String>();
    boolean hasGraph = false;
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream in = CodedInputStream.newInstance(stream, CHUNK);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (field == ModelProto.METADATA_PROPS_FIELD_NUMBER) {
          var property = StringStringEntryProto.parseFrom(in.readByteArray());
          properties.put(property.getKey(), property.getValue());
        } else {
          hasGraph |= field == ModelProto.GRAPH_FIELD_NUMBER;
          other.take(tag, in);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw invalid(file);
    }
    if (!hasGraph) {
      throw invalid(file);
    }
    return properties;
  }

  private static void copy(int tag, CodedInputStream in, CodedOutputStream out) throws IOException {
    out.writeUInt32NoTag(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readRawVarint64());
      case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readRawLittleEndian32());
      case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readRawLittleEndian64());
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        int length = in.readRawVarint32();
        out.writeUInt32NoTag(length);
        for (int left = length; left > 0; left -= CHUNK) {
          out.writeRawBytes(in.readRawBytes(Math.min(left, CHUNK)));
        }
      }
      default -> throw new InvalidProtocolBufferException("wire type of tag " + tag);
    }
  }

  private static InvalidInputException invalid(Path file) {
    return new InvalidInputException(
        file.toString(), "no ONNX model, or one that is cut short", "a whole ONNX file");
  }
}
