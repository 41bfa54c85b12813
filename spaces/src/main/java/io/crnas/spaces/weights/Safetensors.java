package io.crnas.spaces.weights;

import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The safetensors format: eight bytes of header length, a JSON header, then the tensors' bytes in
 * little-endian order. Written in single precision; other numbers are read as the nearest.
 */
public final class Safetensors {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int CHUNK = 1 << 16;

  /** No header of a real file comes near this; a damaged length does. */
  private static final long LONGEST_HEADER = 100_000_000;

  private record Entry(String name, String type, List<Integer> shape, long begin, long end) {}

  private Safetensors() {}

  /** Writes the file in one step; on failure the old one stays. */
  public static void write(Path file, Weights weights) throws IOException {
    byte[] header = header(weights);
    AtomicFile.write(
        file,
        out -> {
          out.write(littleEndian(8).putLong(header.length).array());
          out.write(header);
          for (Tensor tensor : weights.tensors().values()) {
            writeData(out, tensor.data());
          }
        });
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException when it is not a safetensors file, is cut short, or holds a type
   *     that is no number
   */
  public static Weights read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long length = channel.size() < 8 ? -1 : buffer(channel, 0, 8).getLong();
      if (length < 2 || length > Math.min(channel.size() - 8, LONGEST_HEADER)) {
        throw new InvalidInputException(file.toString(), "no header", "a whole safetensors file");
      }
      var metadata = new LinkedHashMap<String, String>();
      List<Entry> entries;
      try {
        byte[] header = buffer(channel, 8, (int) length).array();
        entries = entries(file, new String(header, StandardCharsets.UTF_8), metadata);
      } catch (JacksonException | ArithmeticException e) {
        throw new InvalidInputException(
            file.toString(), "a header that is no JSON", "a whole safetensors file");
      }
      var tensors = new LinkedHashMap<String, Tensor>();
      long left = channel.size() - 8 - length;
      for (Entry entry : entries) {
        if (tensors.put(entry.name(), tensor(file, channel, 8 + length, entry)) != null) {
          throw new InvalidInputException(
              file + ", tensor " + entry.name(), "it a second time", "each name once");
        }
        left -= entry.end() - entry.begin();
        if (left < 0) {
          throw new InvalidInputException(
              file + ", tensor " + entry.name(), "bytes of another tensor", "its own");
        }
      }
      return new Weights(tensors, metadata);
    }
  }

  private static Tensor tensor(Path file, FileChannel channel, long start, Entry entry)
      throws IOException {
    Element element =
        Element.ofSafetensors(entry.type())
            .orElseThrow(() ->
                new InvalidInputException(
                    file + ", tensor " + entry.name(),
                    "type " + entry.type(),
                    "F32, or another type of number"));
    int size = size(file, entry);
    boolean negative = entry.shape().stream().anyMatch(side -> side < 0);
    long bytes = (long) element.bytes() * size;
    if (negative || entry.begin() < 0 || entry.end() - entry.begin() != bytes) {
      throw new InvalidInputException(
          file + ", tensor " + entry.name(),
          entry.end() - entry.begin() + " bytes",
          bytes + " for shape " + entry.shape());
    }
    if (entry.end() > channel.size() - start) {
      throw new InvalidInputException(
          file + ", tensor " + entry.name(),
          "the end of the file at byte " + channel.size(),
          entry.end() + " bytes of data behind the header, which ends at byte " + start);
    }
    float[] data = new float[size];
    for (int i = 0; i < data.length; i += CHUNK) {
      int n = Math.min(CHUNK, data.length - i);
      long position = start + entry.begin() + (long) element.bytes() * i;
      ByteBuffer numbers = buffer(channel, position, element.bytes() * n);
      for (int j = 0; j < n; j++) {
        data[i + j] = element.read(numbers);
      }
    }
    return new Tensor(entry.shape(), data);
  }

  private static int size(Path file, Entry entry) {
    try {
      return entry.shape().stream().reduce(1, Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new InvalidInputException(
          file + ", tensor " + entry.name(), "shape " + entry.shape(), "fewer than 2^31 numbers");
    }
  }

  private static byte[] header(Weights weights) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!weights.metadata().isEmpty()) {
        json.writeObjectPropertyStart("__metadata__");
        weights.metadata().forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
        long end = offset + 4L * entry.getValue().data().length;
        json.writeObjectPropertyStart(entry.getKey());
        json.writeStringProperty("dtype", "F32");
        json.writeArrayPropertyStart("shape");
        entry.getValue().shape().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(offset);
        json.writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    // The data begins on a multiple of eight, as the reference writer has it.
    while (bytes.size() % 8 != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static List<Entry> entries(Path file, String header, Map<String, String> metadata) {
    List<Entry> entries = new ArrayList<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), header)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("__metadata__")) {
          while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            json.nextToken();
            metadata.put(key, json.getValueAsString(""));
          }
        } else {
          entries.add(entry(file, name, json));
        }
      }
    }
    return entries;
  }

  private static Entry entry(Path file, String name, JsonParser json) {
    String type = "no type";
    List<Integer> shape = List.of();
    List<Long> offsets = List.of(0L, 0L);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> type = json.getValueAsString("no type");
        case "shape" -> shape = longs(json).stream().map(Math::toIntExact).toList();
        case "data_offsets" -> offsets = longs(json);
        default -> json.skipChildren();
      }
    }
    if (offsets.size() != 2) {
      throw new InvalidInputException(
          file + ", tensor " + name, offsets.size() + " data_offsets", "a begin and an end");
    }
    return new Entry(name, type, shape, offsets.getFirst(), offsets.getLast());
  }

  private static List<Long> longs(JsonParser json) {
    List<Long> values = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      values.add(json.getLongValue());
    }
    return values;
  }

  private static void writeData(OutputStream out, float[] data) throws IOException {
    byte[] bytes = new byte[4 * CHUNK];
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int i = 0; i < data.length; i += CHUNK) {
      int n = Math.min(CHUNK, data.length - i);
      floats.clear().put(data, i, n);
      out.write(bytes, 0, 4 * n);
    }
  }

  private static ByteBuffer buffer(FileChannel channel, long position, int size)
      throws IOException {
    ByteBuffer buffer = littleEndian(size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ended while it was read");
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
