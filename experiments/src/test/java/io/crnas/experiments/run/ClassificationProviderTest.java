package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.PixelNormalisation;
import io.crnas.detection.data.RandomCrop;
import io.crnas.detection.scenes.World;
import io.crnas.detection.training.Recipe;
import io.crnas.experiments.descriptor.ClassificationTraining;
import io.crnas.experiments.descriptor.ClassifiedData;
import io.crnas.experiments.descriptor.Flip;
import io.crnas.experiments.results.Results;
import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.level.Levels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluator that has candidates tell the classes of images behaves as every one must. */
class ClassificationProviderTest extends EvaluatorBehaviour<Allocation> {
  @TempDir Path scratch;

  @Override
  protected Evaluator<Allocation> open(Path folder) throws IOException {
    return open(folder, 3);
  }

  private static Evaluator<Allocation> open(Path folder, int steps) throws IOException {
    var backbone = ResNet.resnet18(8);
    var costs = CostModel.operations(backbone, new ImageSize(64, 64), Convention.MAC);
    var level =
        Levels.stage(
            Collections.nCopies(4, List.of(1, 2, 3)),
            backbone.baseline(),
            costs,
            new Budget(costs.cost(Allocation.of(backbone.baseline())), 0.01));
    var images =
        new ClassifiedData.Scenes(
            new ImageSize(32, 32),
            new Flip(true, false),
            Jitter.NONE,
            new PixelNormalisation(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)),
            12,
            40,
            World.MIXED,
            Optional.empty(),
            Optional.empty(),
            1);
    var settings =
        new ClassificationTraining(
            images,
            Optional.empty(),
            Optional.of(steps),
            Recipe.sgd(4, 0.05, 1, List.of()),
            0.1,
            new RandomCrop(0.5, 1.5));
    return new ClassificationProvider()
        .open(
            settings,
            new EvaluatorContext(
                level, backbone, folder, folder, 7, new Device.Cpu(), 1, Progress.silent()));
  }

  @Override
  protected List<Allocation> candidates() {
    return List.of(
        Allocation.parse("2-2-2-2"),
        Allocation.parse("1-3-2-2/1.131.11.12"),
        Allocation.parse("3-1-2-2"));
  }

  @Override
  protected Optional<Allocation> failing() {
    // A ResNet has four stages.
    return Optional.of(Allocation.parse("1-1-1"));
  }

  @Override
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) throws IOException {
    return Optional.of(open(folder, 1_000_000));
  }

  /** The paper's figure 6 asks whether nets that classify well detect well. */
  @Test
  void whatClassifiesWellIsHeldAgainstWhatDetectsWell() throws IOException {
    String level =
        """
        levels:
          - level: stage
            objective: top1
            evaluator: {kind: classification, steps: 4, recipe: {batch: 4, warmup-steps: 1},
              data: {kind: scenes, image-size: 32x32, train: 12, val: 40}}
            strategy: {kind: random, evaluations: 4}
        """;
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replaceFirst("(?s)levels:.*(?=retrain:)", level)
            .replaceFirst(
                "(?m)^retrain.*", "retrain: {steps: 5, recipe: {batch: 2, warmup-steps: 2}}");
    Path descriptor = Files.writeString(scratch.resolve("classes.yaml"), yaml);
    Path run = scratch.resolve("run");

    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);
    Ending ranked =
        Ending.of(
            "rank",
            run.toString(),
            "--candidates",
            "4",
            "--reference-objective",
            "AR100",
            "--quiet");

    Results.Level searched = Results.read(run.resolve("results.json")).levels().getFirst();
    assertEquals("classification", searched.evaluator());
    assertEquals(4, searched.candidates().size());
    assertTrue(
        searched.candidates().stream().allMatch(one -> one.score().isPresent()),
        searched::toString);
    ranked.requireStatus(0);
    assertTrue(Files.exists(run.resolve("rank/stage.svg")));
    assertTrue(
        Files.readString(run.resolve("report.html")).contains("top1"), "the report names it");
  }

  @Test
  void whatItCanNotMeasureIsSaidAtOnce() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replaceFirst(
                "(?s)levels:.*(?=retrain:)",
                """
                levels:
                  - level: stage
                    evaluator: {kind: classification, steps: 200,
                      data: {kind: image-folder, folder: nowhere}}
                """)
            .replaceFirst("(?m)^retrain.*\n", "");
    Path descriptor = Files.writeString(scratch.resolve("classes.yaml"), yaml);

    Ending ending = Ending.of("validate", descriptor.toString()).requireStatus(2);

    assertTrue(ending.complainsOf("one of top1, top5"), ending::toString);
    assertTrue(ending.complainsOf("nowhere", "no folder"), ending::toString);
  }
}
