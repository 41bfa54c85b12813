package io.crnas.detection.torch;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of arrays in TorchScript: operations of the engine that DJL has no calls for. It is
 * written as the archive that {@code torch.jit.save} makes of a module without parameters, and
 * loaded from memory. Several threads may call it.
 */
final class Script {
  /** Of the archive's format. */
  private static final String VERSION = "3\n";

  /** An object of the class below whose one field is false, as a pickle of protocol 2. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nFunction\n)\u0081}(X\b\0\0\0training\u0089ub.";

  /** An empty tuple as a pickle: there are no constants. */
  private static final String CONSTANTS = "\u0080\u0002).";

  private final PtSymbolBlock module;

  private Script(PtSymbolBlock module) {
    this.module = module;
  }

  /**
   * Loads a function.
   *
   * @param owner it is freed with this
   * @param parameters the names of the arrays that it takes
   * @param result an expression in the language of such archives, an array
   */
  static Script load(PtNDManager owner, List<String> parameters, String result) {
    try {
      var archive = new ByteArrayInputStream(archive(parameters, result));
      return new Script(JniUtils.loadModule(owner, archive, false, false));
    } catch (IOException e) {
      throw new UncheckedIOException("an archive in memory", e);
    }
  }

  /** What it makes of arrays; with a gradient where the thread has gradients on. */
  PtNDArray apply(PtNDArray... arguments) {
    // Anything but true would make arrays that no later operation may change.
    return (PtNDArray) IValueUtils.forward(module, new NDList(arguments), true).singletonOrThrow();
  }

  private static byte[] archive(List<String> parameters, String result) throws IOException {
    String taken =
        String.join("", parameters.stream().map(name -> ", " + name + ": Tensor").toList());
    String code =
        """
        class Function(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Function%s) -> Tensor:
            return %s
        """
            .formatted(taken, result);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", OBJECT);
      store(zip, "code/__torch__.py", code);
      store(zip, "constants.pkl", CONSTANTS);
      store(zip, "version", VERSION);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    var crc = new CRC32();
    crc.update(bytes);
    var entry = new ZipEntry("function/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
