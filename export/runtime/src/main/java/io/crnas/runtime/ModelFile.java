package io.crnas.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Whether a file is a whole ONNX model, and its metadata. ONNX Runtime calls a cut file many
 * things; this calls it what it is. The other outermost fields of the protobuf message are walked
 * over, unread, whatever their size.
 */
final class ModelFile {
  /** Fields of {@code onnx.ModelProto}. */
  private static final int GRAPH = 7;

  private static final int PROPERTY = 14;

  private static final int WITH_LENGTH = 2;

  /** Of the fields 1 and 2 of {@code onnx.StringStringEntryProto}. */
  private static final int KEY_TAG = (1 << 3) | WITH_LENGTH;

  private static final int VALUE_TAG = (2 << 3) | WITH_LENGTH;
  private static final int CHUNK = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private long position;

  private ModelFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    chunk.limit(0);
  }

  /** What a file stops in the middle of, or what is no protobuf message. */
  private static final class Cut extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The metadata properties, in the file's order.
   *
   * @throws WrongInputException when there is no file, or it is no whole ONNX model
   * @throws IOException when it can not be read
   */
  static SequencedMap<String, String> properties(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new WrongInputException(
          file.toString(), Files.isDirectory(file) ? "a folder" : "no file", "an ONNX file");
    }
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      var model = new ModelFile(open.getChannel());
      var properties = new LinkedHashMap<String, String>();
      if (!model.readModel(properties)) {
        throw new Cut();
      }
      return properties;
    } catch (Cut e) {
      throw new WrongInputException(
          file.toString(), "no ONNX model, or one that is cut short", "a whole ONNX file");
    }
  }

  /** Whether there is a graph. */
  private boolean readModel(Map<String, String> properties) throws IOException, Cut {
    boolean graph = false;
    while (position < size) {
      long tag = varint();
      long field = tag >>> 3;
      if (field < 1 || field > Integer.MAX_VALUE) {
        throw new Cut();
      }
      long length = length(tag);
      if (field == PROPERTY && (tag & 7) == WITH_LENGTH) {
        readProperty(position + length, properties);
      } else {
        skip(length);
      }
      graph |= field == GRAPH;
    }
    return graph;
  }

  private void readProperty(long end, Map<String, String> properties) throws IOException, Cut {
    if (end > size || end < position) {
      throw new Cut();
    }
    String key = "";
    String value = "";
    while (position < end) {
      long tag = varint();
      long length = length(tag);
      if (length < 0 || length > end - position) {
        throw new Cut();
      }
      if (tag == KEY_TAG) {
        key = text((int) length);
      } else if (tag == VALUE_TAG) {
        value = text((int) length);
      } else {
        skip(length);
      }
    }
    if (position != end) {
      throw new Cut();
    }
    properties.put(key, value);
  }

  private String text(int length) throws IOException, Cut {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) next();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How many bytes follow a tag and, where it has one, its length. */
  private long length(long tag) throws IOException, Cut {
    return switch ((int) (tag & 7)) {
      case 0 -> {
        varint();
        yield 0;
      }
      case 1 -> Long.BYTES;
      case WITH_LENGTH -> varint();
      case 5 -> Integer.BYTES;
      default -> throw new Cut();
    };
  }

  private long varint() throws IOException, Cut {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = next();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new Cut();
  }

  private int next() throws IOException, Cut {
    if (!chunk.hasRemaining()) {
      chunk.clear();
      int read = channel.read(chunk, position);
      chunk.flip();
      if (read < 1) {
        throw new Cut();
      }
    }
    position++;
    return chunk.get() & 0xff;
  }

  private void skip(long length) throws Cut {
    if (length < 0 || length > size - position) {
      throw new Cut();
    }
    position += length;
    if (length <= chunk.remaining()) {
      chunk.position(chunk.position() + (int) length);
    } else {
      chunk.limit(0);
    }
  }
}
