package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.file.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Parameters in a file beside the model. Its name holds a digest of its content, so a model never
 * meets the parameters of another: an older pair stays whole until the new model has replaced the
 * old one.
 *
 * @param file where the parameters are
 * @param offsets initializer's name to the position of its first byte
 */
record ExternalData(Path file, Map<String, Long> offsets) {
  /** Smaller ones stay in the model: each in the file takes at least one unit of alignment. */
  private static final int LEAST = 1 << 16;

  /** The strictest granularity that memory is mapped with, that of Windows. */
  private static final int ALIGNMENT = 1 << 16;

  ExternalData {
    offsets = Map.copyOf(offsets);
  }

  /** Writes the larger ones; the model's path is absolute. */
  static ExternalData write(Path model, List<Initializer> initializers) throws IOException {
    Path staged = model.resolveSibling("." + model.getFileName() + ".data");
    var offsets = new HashMap<String, Long>();
    var fingerprint = new Fingerprint();
    AtomicFile.write(
        staged,
        target -> {
          OutputStream out = fingerprint.through(target);
          long position = 0;
          for (Initializer initializer : initializers) {
            if (initializer.bytes() >= LEAST) {
              position += pad(out, position);
              offsets.put(initializer.name(), position);
              initializer.writeTo(out);
              position += initializer.bytes();
            }
          }
        });
    String digest = fingerprint.hexadecimal().substring(0, 16);
    Path file = model.resolveSibling(prefix(model) + digest + ".data");
    try {
      Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(staged);
      throw e;
    }
    return new ExternalData(file, offsets);
  }

  /** The tensor that refers to the file, or holds its numbers where it is small. */
  TensorProto tensor(Initializer initializer) {
    Long offset = offsets.get(initializer.name());
    if (offset == null) {
      return inline(initializer);
    }
    return header(initializer)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", String.valueOf(file.getFileName())))
        .addExternalData(entry("offset", String.valueOf(offset)))
        .addExternalData(entry("length", String.valueOf(initializer.bytes())))
        .build();
  }

  /** The tensor that holds its numbers. */
  static TensorProto inline(Initializer initializer) {
    return header(initializer).setRawData(initializer.raw()).build();
  }

  /** The data files of all versions of the model that lie beside it. */
  static List<Path> filesOf(Path model) throws IOException {
    Path directory = Objects.requireNonNull(model.getParent());
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> siblings = Files.list(directory)) {
      return siblings.filter(path -> isDataOf(model, path)).toList();
    }
  }

  private static boolean isDataOf(Path model, Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(prefix(model))
        && name.substring(prefix(model).length()).matches("[0-9a-f]{16}\\.data");
  }

  private static String prefix(Path model) {
    return model.getFileName() + ".";
  }

  private static int pad(OutputStream out, long position) throws IOException {
    int padding = (int) Math.floorMod(-position, (long) ALIGNMENT);
    out.write(new byte[padding]);
    return padding;
  }

  private static TensorProto.Builder header(Initializer initializer) {
    return TensorProto.newBuilder()
        .setName(initializer.name())
        .setDataType(initializer.type().data().getNumber())
        .addAllDims(initializer.shape().stream().map(Integer::longValue).toList());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
