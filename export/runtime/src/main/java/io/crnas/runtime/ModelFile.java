package io.crnas.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a file is a whole ONNX model. ONNX Runtime calls a cut file many things; this calls it
 * what it is. The outermost fields of the protobuf message are walked over, unread, whatever their
 * size.
 */
final class ModelFile {
  /** Field of {@code onnx.ModelProto}. */
  private static final int GRAPH = 7;

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
   * @throws WrongInputException when there is no file, or it is no whole ONNX model
   * @throws IOException when it can not be read
   */
  static void require(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new WrongInputException(
          file.toString(), Files.isDirectory(file) ? "a folder" : "no file", "an ONNX file");
    }
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      if (!new ModelFile(open.getChannel()).hasGraph()) {
        throw new Cut();
      }
    } catch (Cut e) {
      throw new WrongInputException(
          file.toString(), "no ONNX model, or one that is cut short", "a whole ONNX file");
    }
  }

  private boolean hasGraph() throws IOException, Cut {
    boolean graph = false;
    while (position < size) {
      long tag = varint();
      long field = tag >>> 3;
      if (field < 1 || field > Integer.MAX_VALUE) {
        throw new Cut();
      }
      long length =
          switch ((int) (tag & 7)) {
            case 0 -> {
              varint();
              yield 0;
            }
            case 1 -> Long.BYTES;
            case 2 -> varint();
            case 5 -> Integer.BYTES;
            default -> throw new Cut();
          };
      skip(length);
      graph |= field == GRAPH;
    }
    return graph;
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
