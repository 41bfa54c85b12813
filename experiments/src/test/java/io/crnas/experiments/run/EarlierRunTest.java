package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that an earlier version began. */
class EarlierRunTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void aRunOfBeforeDetectorsWereDataGoesOnFromItsWeightsAndAnswers() throws IOException {
    unpack();
    byte[] supernet = Files.readAllBytes(folder.resolve("stage-supernet.safetensors"));

    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);

    JsonNode results = JSON.readTree(Files.readString(folder.resolve("results.json")));
    try (InputStream expected = resource("stage.json")) {
      assertHas(JSON.readTree(expected), results.get("levels").get(0), "");
    }
    assertArrayEquals(supernet, Files.readAllBytes(folder.resolve("stage-supernet.safetensors")));
    Files.delete(folder.resolve("report.html"));
    Ending.of("report", folder.toString()).requireStatus(0);
    assertTrue(Files.size(folder.resolve("report.html")) > 0);
    byte[] detector = Files.readAllBytes(folder.resolve("found.onnx"));
    Ending.of("export", folder.toString()).requireStatus(0);
    assertArrayEquals(detector, Files.readAllBytes(folder.resolve("found.onnx")));
  }

  /** All that was said then is said now; later versions may say more. */
  private static void assertHas(JsonNode expected, JsonNode found, String place) {
    if (expected.isObject()) {
      for (String name : expected.propertyNames()) {
        assertTrue(found.has(name), place + " has " + name);
        assertHas(expected.get(name), found.get(name), place + "." + name);
      }
    } else if (expected.isArray()) {
      assertEquals(expected.size(), found.size(), place);
      for (int i = 0; i < expected.size(); i++) {
        assertHas(expected.get(i), found.get(i), place + "[" + i + "]");
      }
    } else {
      assertEquals(expected, found, place);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(EarlierRunTest.class.getResourceAsStream("/earlier/" + name));
  }

  private void unpack() throws IOException {
    try (var zip = new ZipInputStream(resource("run.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
  }
}
