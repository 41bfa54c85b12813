package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.runtime.Metadata;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kind of each block is searched in place of its dilation. */
class VariedRunTest {
  private static final String MOBILENET =
      "backbone: mobilenetv2, width: 0.25, stages: [[1, 2], [1, 2], [1, 2], [1, 2], [1], [1]], ";
  private static final String BLOCKS =
      "blocks: [{kernel: 3}, {kernel: 5, expansion: 3}, {kernel: 7, expansion: 2, dilations: [1, 2]}]";

  @TempDir Path scratch;

  private Path descriptor(String space) throws IOException {
    String yaml = TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}");
    int begin = yaml.indexOf("space: {");
    String rest = yaml.substring(yaml.indexOf('\n', begin));
    return Files.writeString(
        scratch.resolve("varied.yaml"),
        yaml.substring(0, begin)
            + "space: {"
            + space
            + "}"
            + rest.replace(
                "budget: {input: 64x64}",
                "budget: {input: 64x64, tolerance: 0.2, baseline: 2-1-2-1-1-1}"));
  }

  @Test
  void everyPhaseRunsAndTheFileEqualsTheEngine() throws IOException {
    Path run = scratch.resolve("run");
    Path descriptor = descriptor(MOBILENET + BLOCKS);

    Ending ending = Ending.of("run", descriptor.toString(), "--out", run.toString());
    ending.requireStatus(0);
    assertTrue(
        ending
            .out()
            .contains("blocks: 1: 3x3; 2: 5x5, expansion 3; 3: 7x7, expansion 2, dilations 1 2"),
        ending.out()::toString);

    Results results = Results.read(run.resolve("results.json"));
    Retrained nets = results.retrained().orElseThrow();
    assertTrue(nets.parity().holds(), nets.parity()::toString);
    assertEquals(
        Optional.of(List.of("3x3", "5x5, expansion 3", "7x7, expansion 2, dilations 1 2")),
        results.blocks());
    assertTrue(
        Math.abs(cost(nets.found()) - cost(nets.baseline())) <= 0.2 * cost(nets.baseline()),
        nets.found().costs()::toString);
    Set<String> trained =
        Safetensors.read(run.resolve("spatial-supernet.safetensors")).tensors().keySet();
    assertTrue(trained.contains("backbone.body.stage1.0.k5e3.conv.0.0.weight"), trained::toString);
    assertEquals(
        "mobilenetv2 of width 0.25 with the blocks 1: 3x3; 2: 5x5, expansion 3; 3: 7x7, expansion 2,"
            + " dilations 1 2",
        Metadata.read(run.resolve("found.onnx")).backbone());
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains(">2: 5x5, expansion 3</text>"), "the legend of the sketch");
    weightsOfTheFirstKindAreToldApart(descriptor, run.resolve("baseline.safetensors"));
  }

  /** Both levels at once, so that some depths have no block in a place. */
  private void weightsOfTheFirstKindAreToldApart(Path descriptor, Path weights) throws IOException {
    Path run = scratch.resolve("joint");
    String levels =
        "levels=[{level: joint, strategy: {kind: random, evaluations: 2}, evaluator: {kind: supernet,"
            + " steps: 4, recipe: {batch: 2, warmup-steps: 2}, calibration-images: 4,"
            + " weights: {file: "
            + weights
            + ", blocks: 2-1-2-1-1-1}}}]";
    Ending.of(
            "run",
            descriptor.toString(),
            "--out",
            run.toString(),
            "--quiet",
            "--set",
            levels,
            "--set",
            "retrain=null")
        .requireStatus(0);
    Results.Beginning beginning =
        Results.read(run.resolve("results.json")).levels().getFirst().beginning().orElseThrow();
    assertTrue(
        beginning.fresh().stream().anyMatch(module -> module.contains("stage1.0.k5e3")),
        beginning.fresh()::toString);
    assertTrue(beginning.taken() < beginning.parameters(), beginning::toString);
  }

  private static long cost(Retrained.Net net) {
    return net.costs().getFirst().value();
  }

  /** All kinds of a block at once, weighed by what is learned. */
  @Test
  void kindsAreLearnedByGradientsToo() throws IOException {
    Path run = scratch.resolve("darts");
    Path descriptor = descriptor(MOBILENET + BLOCKS);
    String levels =
        "levels=[{level: spatial, objective: preference, strategy: {kind: preferred}, evaluator: "
            + "{kind: supernet, steps: 4, recipe: {batch: 2, warmup-steps: 2},"
            + " calibration-images: 4, learning: {kind: darts}}}]";

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet", "--set", levels)
        .requireStatus(0);

    Results.Level level = Results.read(run.resolve("results.json")).levels().getFirst();
    assertTrue(level.bestMetrics().containsKey("preference"), level::toString);
  }

  @Test
  void kindsThatTheFamilyHasNotAreRefusedAllAtOnce() throws IOException {
    Path descriptor =
        descriptor(
            "backbone: mobilenetv2, dilations: [1], dilation-rule: hdc, blocks: [{kernel: 3},"
                + " {expansion: 6}, {kernel: 4}, {xception: true}, {dilations: [1, 2, 3, 1, 2]}],"
                + " deformable: [5]");
    Ending refused = Ending.of("validate", descriptor.toString()).requireStatus(2);
    for (String problem :
        List.of(
            "space.dilations: found [1], expected none beside blocks",
            "space.dilation-rule: found hdc",
            "space.blocks[2].kernel: found 4, expected an odd number",
            "space.blocks[1]: found the same block as blocks[0], expected every kind once",
            "space.blocks[3]: found 3x3, xception, expected a block that mobilenetv2 has",
            "space.blocks[4].dilations: found [1, 2, 3, 1, 2], expected as many as divide",
            "space.blocks[4]: found 3x3, dilations 1 2 3 1 2, expected a kernel of 3 and one dilation")) {
      assertTrue(refused.complainsOf(problem), () -> problem + " in " + refused);
    }
  }
}
