package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** A file that takes pictures as they are is exported, verified, looked at and timed. */
class PictureFileTest {
  @TempDir static Path scratch;
  private static Path run;
  private static Path file;

  @BeforeAll
  static void export() throws IOException {
    run = scratch.resolve("run");
    Ending.of("run", TinyRun.descriptor(scratch).toString(), "--out", run.toString(), "--quiet")
        .requireStatus(0);
    Ending.of("export", run.toString(), "--resize").requireStatus(0);
    file = run.resolve("found-pixels.onnx");
  }

  @Test
  void itEqualsTheEngine() throws IOException {
    Ending ending = Ending.of("verify", file.toString(), "--run", run.toString()).requireStatus(0);
    for (String said :
        new String[] {"input ", "64x64 x 4: 40 detections alike", "AP on 4 images"}) {
      assertTrue(ending.out().stream().anyMatch(line -> line.startsWith(said)), ending::toString);
    }
    assertEquals(Input.PIXELS, Metadata.read(file).input());
  }

  @Test
  void picturesOfAnySizeAreDetectedIn() throws IOException {
    var photograph = new BufferedImage(150, 90, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 150 * 90; i++) {
      photograph.setRGB(i % 150, i / 150, i * 7919);
    }
    Path image = scratch.resolve("photograph.png");
    ImageIO.write(photograph, "png", image.toFile());
    Path out = scratch.resolve("seen");
    Ending.of("predict", file.toString(), image.toString(), "--out", out.toString())
        .requireStatus(0);
    var detections = new ObjectMapper().readTree(out.resolve("detections.json").toFile());
    assertEquals(10, detections.size());
    detections.forEach(one -> {
      var box = one.get("bbox");
      assertTrue(box.get(0).asDouble() + box.get(2).asDouble() <= 150.001, one::toString);
      assertTrue(box.get(1).asDouble() + box.get(3).asDouble() <= 90.001, one::toString);
    });
  }

  @Test
  void itIsTimedBesideTheOther() {
    Ending ending =
        Ending.of(
                "bench",
                run.resolve("found.onnx").toString(),
                file.toString(),
                "--batch",
                "1,2",
                "--threads",
                "1",
                "--runs",
                "2",
                "--json")
            .requireStatus(0);
    assertTrue(
        ending.out().getLast().contains("found-pixels.onnx\",\"threads\":1,\"batch\":2,\"runs\":2"),
        ending::toString);
  }

  @Test
  void aPartTakesNoPictures() {
    assertTrue(
        Ending.of("export", run.toString(), "--resize", "--part", "backbone")
            .requireStatus(2)
            .complainsOf("--resize", "a whole detector"));
  }
}
