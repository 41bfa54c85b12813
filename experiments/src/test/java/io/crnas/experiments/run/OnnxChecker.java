package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.file.Path;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.condition.OS;

/** ONNX's own checker, with strict shape inference, where its library is there. */
final class OnnxChecker {

  private OnnxChecker() {}

  static void check(Path file) {
    if (OS.LINUX.isCurrentOs() && System.getProperty("os.arch").equals("amd64")) {
      assertDoesNotThrow(() -> onnx.check_model(file.toString(), true, false, true));
    }
  }
}
