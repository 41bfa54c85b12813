package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.spaces.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backbones are trained to tell classes before they become parts of detectors. */
class PretrainTest {
  private static final String DATA =
      "{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";
  private static final String FIGURES =
      "data: {kind: scenes, image-size: 32x32, train: 24, val: 12, categories: [wheel, die]}";
  private static final String LEVELS = "levels: []\n";

  @TempDir Path scratch;

  /** Without a search: what is trained is the baseline. */
  private Path descriptor(String pretrain) throws IOException {
    String yaml =
        TinyRun.yaml(DATA)
            .replaceFirst("(?s)levels:.*(?=retrain:)", LEVELS)
            .replace(
                "recipe: *recipe}",
                "recipe: {batch: 2, warmup-steps: 2}, pretrain: {%s}}".formatted(pretrain));
    return Files.writeString(scratch.resolve("pretrain.yaml"), yaml);
  }

  private Ending run(Path folder, String pretrain) throws IOException {
    return Ending.of("run", descriptor(pretrain).toString(), "--out", folder.toString(), "--quiet");
  }

  private static String figures(String more) {
    return FIGURES + ", recipe: {batch: 4, warmup-steps: 1, schedule: cosine}, " + more;
  }

  @Test
  void detectorsBeginWithBackbonesThatTellClasses() throws IOException {
    Path folder = scratch.resolve("run");
    run(folder, figures("epochs: 2")).requireStatus(0);

    Results results = Results.read(folder.resolve("results.json"));
    var began = results.retrained().orElseThrow().baseline().beginning().orElseThrow();
    Results.Pretraining told = began.pretraining().orElseThrow();
    assertEquals(2, told.classes());
    assertEquals(24, told.images());
    assertEquals(12, told.steps());
    assertTrue(told.top1() >= 0 && told.top1() <= 1 && told.top5() == 1, told::toString);
    assertEquals(List.of("fc"), began.unused());
    assertEquals(List.of("backbone.fpn", "rpn", "roi_heads"), began.fresh());
    Path weights = folder.resolve("pretrained/2-2-2-2_11.11.11.11.safetensors");
    assertEquals(List.of(2, 64), Safetensors.read(weights).get("fc.weight").shape());
    String metrics = Files.readString(folder.resolve("metrics.csv"));
    assertTrue(metrics.lines().findFirst().orElseThrow().contains("classification"), metrics);
    assertTrue(metrics.lines().findFirst().orElseThrow().contains("top1"), metrics);
    assertEquals(
        13,
        metrics.lines().filter(line -> line.contains("pretrained-2-2-2-2_11.11.11.11")).count(),
        metrics);
    String report = Files.readString(folder.resolve("report.html"));
    assertTrue(report.contains("tells 2 classes after 12 steps on 24 images"), report);
  }

  @Test
  void aRunThatIsKilledWhileItTellsClassesEndsAsOneThatWasNot() throws IOException {
    Path whole = scratch.resolve("whole");
    run(whole, figures("steps: 9")).requireStatus(0);
    Path killed = scratch.resolve("killed");
    String[] command = {
      "run", descriptor(figures("steps: 9")).toString(), "--out", killed.toString(), "--quiet"
    };

    Ending.of(new Doomed(Doomed.Fate.THROW, "pre-training", 1, 5), command).requireStatus(1);
    assertTrue(
        Files.exists(killed.resolve("pretrained/2-2-2-2_11.11.11.11.safetensors.checkpoint")));
    Ending.of(new Doomed(Doomed.Fate.THROW, "classifying val", 1, 2), "resume", killed.toString())
        .requireStatus(1);
    Ending.of("resume", killed.toString(), "--quiet").requireStatus(0);

    assertEquals(
        Files.readString(whole.resolve("results.json")),
        Files.readString(killed.resolve("results.json")));
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("found.safetensors")),
        Files.readAllBytes(killed.resolve("found.safetensors")));
  }

  @Test
  void imagesInFoldersOfTheirClassesDoAsWell() throws IOException {
    Path images = scratch.resolve("images");
    for (String split : List.of("train", "val")) {
      for (int i = 0; i < 8; i++) {
        Path file = images.resolve(split).resolve(i % 2 == 0 ? "dark" : "light");
        Files.createDirectories(file);
        var image = new BufferedImage(40 + i, 30, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, i, i % 2 == 0 ? 0x101010 + x : 0xe0e0e0 + x);
        }
        ImageIO.write(image, "png", file.resolve(split + i + ".png").toFile());
      }
    }
    String data =
        "data: {kind: image-folder, folder: %s, image-size: 32x32}, steps: 4, recipe: {batch: 4, warmup-steps: 1}";

    Ending ending = Ending.of("run", descriptor(data.formatted(images)).toString(), "--dry-run");
    ending.requireStatus(0);
    assertTrue(
        ending.out().stream()
            .anyMatch(line -> line.contains("15 steps, after 4 steps on whole images")),
        ending::toString);
    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("pre-training ")), ending::toString);
    run(scratch.resolve("folders"), data.formatted(images)).requireStatus(0);
    // Others than the run began with.
    ImageIO.write(
        new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
        "png",
        images.resolve("train/dark/more.png").toFile());
    Files.delete(scratch.resolve("folders/results.json"));
    Ending changed = Ending.of("resume", scratch.resolve("folders").toString()).requireStatus(2);
    assertTrue(changed.complainsOf("split pretrain train"), changed::toString);
  }

  @Test
  void whatCanNotBeIsSaidAtOnce() throws IOException {
    Path descriptor = descriptor(figures("steps: 4, epochs: 2, label-smoothing: 1.5"));
    Ending ending = Ending.of("validate", descriptor.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("both epochs and steps"), ending::toString);
    assertTrue(ending.complainsOf("label-smoothing"), ending::toString);
    Files.writeString(
        descriptor,
        Files.readString(descriptor(figures("steps: 4")))
            .replace("retrain: {", "retrain: {weights: {file: net.pth}, "));
    ending = Ending.of("validate", descriptor.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("beside weights"), ending::toString);
    ending =
        run(
                scratch.resolve("none"),
                "data: {kind: image-folder, folder: nowhere}, steps: 4, recipe: {warmup-steps: 1}")
            .requireStatus(2);
    assertTrue(ending.complainsOf("the images to pre-train on"), ending::toString);
  }
}
