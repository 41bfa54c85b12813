package io.crnas.experiments.descriptor;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Family;
import io.crnas.spaces.MobileNetV2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinderTest {
  private static final String RIGHT =
      """
      name: small
      data: {kind: scenes}
      space: {backbone: resnet18}
      budget: {input: 128x128}
      levels:
        - level: stage
          evaluator: {kind: supernet, steps: 200}
      retrain: {steps: 300}
      """;

  @Test
  void everyProblemIsToldAtOnceWithItsLine() {
    assertEquals(
        List.of(
            "a.yaml:1: name: found ../up, expected letters, digits, dots, dashes and underscores",
            "a.yaml:4: data.image-size: found 128, expected height x width like 240x320, or the most pixels"
                + " of the shorter and the longer side like 800/1333",
            "a.yaml:5: data.flip: found true, expected keys and values",
            "a.yaml:6: data.train: found 0, expected a whole number of at least 1",
            "a.yaml:7: data.val: found the text \"64\", expected a whole number of at least 1",
            "a.yaml:8: data.test: found a list of 1, expected a whole number of at least 1",
            "a.yaml:9: data.seed: found 1.5, expected a whole number",
            "a.yaml:11: space.backbone: found resnet19, expected one of resnet18, resnet34,"
                + " resnet50, resnet101, resnet152, resnext50-32x4d, resnext101-32x4d, mobilenetv2,"
                + " shufflenetv2, detnet59",
            "a.yaml:12: space.widht: found an unknown key, expected width (the nearest key)",
            "a.yaml:13: space.stages[2]: found 0 elements, expected at least 1",
            "a.yaml:14: space.dilations[2]: found 1 a second time, expected every element once",
            "a.yaml:15: budget.input: found nothing, expected height x width in pixels, like"
                + " 128x160",
            "a.yaml:15: budget.tolerance: found 1, expected a number of at least 0 and below 1",
            "a.yaml:17: levels[0].evaluator: found neither epochs nor steps, expected exactly one of"
                + " them",
            "a.yaml:18: levels[0].strategy: found annealing, expected kind: one of evolution,"
                + " greedy, exhaustive, random, surrogate, local-search, reinforce,"
                + " preferred, pareto",
            "a.yaml:19: levels[1].level: found stage after spatial, expected each level once,"
                + " stage before spatial, joint alone",
            "a.yaml:21: retrain: found both epochs and steps, expected exactly one of them"),
        problems(
            """
            name: ../up
            data:
              kind: scenes
              image-size: 128
              flip: true
              train: 0
              val: "64"
              test: [64]
              seed: 1.5
            space:
              backbone: resnet19
              widht: 16
              stages: [[1], [1], []]
              dilations: [1, 2, 1]
            budget: {tolerance: 1}
            levels:
              - {level: spatial, evaluator: {kind: supernet},
                 strategy: {kind: annealing}}
              - {level: stage, evaluator: {kind: supernet, steps: 200}}
            retrain:
              {steps: 300, epochs: 3}
            """));
  }

  @Test
  void aRightDescriptorHasNoProblem() {
    assertEquals("small", Descriptor.parse("a.yaml", RIGHT).name());
  }

  @ParameterizedTest
  @CsvSource({
    "seed: 1, sead: 1, a.yaml:9: sead: found an unknown key, seed (the nearest key)",
    "seed: 1, learning_rate: 1, a.yaml:9: learning_rate: found an unknown key, one of name",
    "seed: 1, name: other, a.yaml:9: name: found the key a second time, every key once",
    "seed: 1, seed:, a.yaml:9: seed: found nothing, a whole number",
    "seed: 1, device: gpu, a.yaml:9: device: found gpu, auto",
    "seed: 1, threads: 0, a.yaml:9: threads: found 0, auto or a number of threads",
    "seed: 1, <<: {}, a.yaml:9: <<: found an unknown key, one of name",
  })
  void oneWrongLineIsNamed(String right, String wrong, String found, String expected) {
    Descriptor.parse("a.yaml", RIGHT + right);
    String problem = problems(RIGHT + wrong).getFirst();
    assertEquals(
        found + ", expected " + expected,
        problem.substring(0, (found + ", expected " + expected).length()));
  }

  @Test
  void whatTheSearchWouldRefuseIsRefusedBeforeAnythingIsTrained() {
    assertEquals(
        List.of(
            "a.yaml:2: data.image-size: found 8x16, expected sides of at least 16 pixels",
            "a.yaml:3: space.dilations[1]: found 10, expected a whole number of at least 1 and of at"
                + " most 9",
            "a.yaml:8: levels[0].strategy.elites: found 0, expected a whole number of at least 1"),
        problems(
            RIGHT
                .replace("{kind: scenes}", "{kind: scenes, image-size: 8x16, smallest-object: 4}")
                .replace("resnet18}", "resnet18, dilations: [1, 10]}")
                .replace("200}\n", "200}\n    strategy: {kind: evolution, elites: 0}\n")));
  }

  @Test
  void waysToTrainASupernetThatDoNotGoTogetherAreRefused() {
    String supernet = "{kind: supernet, steps: 200, ";
    for (String right :
        List.of(
            "sampling: path-dropout, drop-paths: 0.5}",
            "sampling: sandwich, recipe: {accumulate: 3}, supernets: 2}",
            "learning: {kind: darts, order: second}}\n    strategy: {kind: preferred}",
            "learning: {kind: proxyless}}\n    objective: preference")) {
      assertDoesNotThrow(() ->
          Descriptor.parse(
              "a.yaml", RIGHT.replace("{kind: supernet, steps: 200}", supernet + right)));
    }
    Map<String, String> wrong =
        Map.of(
            "supernets: 2, learning: {kind: proxyless}}",
            "evaluator.supernets: found 2 beside learning, whose preferences are those of one",
            "supernets: 2, fine-tuning: {steps: 150}}",
            "evaluator.supernets: found 2 beside fine-tuning, which goes on from one",
            "sampling: sandwich, recipe: {accumulate: 2}}",
            "evaluator.recipe.accumulate: found 2, expected at least 3 for sampling: sandwich",
            "drop-paths: 0.5}",
            "evaluator.drop-paths: found drops beside sampling: uniform, expected none",
            "sampling: fair, learning: {kind: darts}}",
            "evaluator.sampling: found fair beside learning",
            "recipe: {accumulate: 2}, learning: {kind: darts}}",
            "evaluator.recipe.accumulate: found 2, expected 1 beside learning",
            "sampling: feasible}\n    strategy: {kind: preferred}",
            "strategy.kind: found preferred, expected another, since the evaluator prefers nothing",
            "learning: {kind: darts}}\n    objective: preference\n    strategy: {kind: greedy}",
            "strategy.kind: found greedy, expected another, since no mini-batches tell a preference",
            "sampling: feasible}\n    objective: preference",
            "objective: found preference, expected another, since the evaluator prefers nothing");
    wrong.forEach((settings, told) -> {
      String problem =
          String.join(
              "; ", problems(RIGHT.replace("{kind: supernet, steps: 200}", supernet + settings)));
      assertTrue(problem.contains("levels[0]." + told), problem);
    });
    String spatial = RIGHT.replace("level: stage", "level: spatial");
    assertTrue(
        problems(
                spatial.replace(
                    "steps: 200}", "steps: 200, sampling: sandwich, recipe: {accumulate: 3}}"))
            .getFirst()
            .contains("found sandwich at level spatial, expected another"));
    String joint = RIGHT.replace("level: stage", "level: joint");
    for (String mixed : List.of("sampling: path-dropout}", "learning: {kind: proxyless}}")) {
      assertTrue(
          problems(joint.replace("steps: 200}", "steps: 200, " + mixed))
              .getFirst()
              .contains("found several options at once at level joint, expected none"),
          mixed);
    }
  }

  @Test
  void allCompletionsAreForMiniBatchesThatAreShared() {
    String all = "    strategy: {kind: greedy, completions: all}\n";
    assertDoesNotThrow(() -> Descriptor.parse("a.yaml", RIGHT.replace("200}\n", "200}\n" + all)));
    for (String other :
        List.of(
            "{kind: standalone, steps: 200}",
            "{kind: supernet, steps: 200, fine-tuning: {steps: 5}}",
            "{kind: table, file: a.csv}")) {
      String problem =
          problems(RIGHT.replace("{kind: supernet, steps: 200}\n", other + "\n" + all)).getLast();
      assertTrue(
          problem.startsWith("a.yaml:8: levels[0].strategy.completions: found all, expected a"),
          problem);
    }
  }

  @Test
  void aMisspelledRequiredKeyIsOneProblem() {
    assertEquals(
        List.of("a.yaml:1: nmae: found an unknown key, expected name (the nearest key)"),
        problems(RIGHT.replace("name: small", "nmae: small")));
  }

  @Test
  void splitsOfDataMustDifferAndBeGivenOnce() {
    assertEquals(
        List.of("a.yaml:2: data.val: found nothing, expected val or validation-images"),
        problems(RIGHT.replace("{kind: scenes}", "{kind: coco, image-size: 800/1333}")));
    assertEquals(
        List.of(
            "a.yaml:2: data.scales: found 640, 800 beside the image-size 64x64, expected an"
                + " image-size like 800/1333",
            "a.yaml:2: data.test: found a, expected another split than train and val",
            "a.yaml:2: data.validation-images: found 5 beside val, expected one of the two"),
        problems(
            RIGHT.replace(
                "{kind: scenes}",
                "{kind: voc, image-size: 64x64, scales: [640, 800], train: a, val: b, test: a,"
                    + " validation-images: 5}")));
    assertEquals(
        List.of(
            "a.yaml:2: data.image-size: found 900/800, expected height x width like 240x320, or the"
                + " most pixels of the shorter and the longer side like 800/1333"),
        problems(
            RIGHT.replace(
                "{kind: scenes}", "{kind: csv, image-size: 900/800, validation-images: 5}")));
  }

  @Test
  void settingsThatDoNotAgreeAreProblems() {
    assertEquals(
        List.of(
            "a.yaml:2: data.val: found train, expected another split than train",
            "a.yaml:2: data.test: found train, expected another split than train and val",
            "a.yaml:4: budget.baseline: found 2 blocks in stage 4, expected one of [3] as in"
                + " space.stages"),
        problems(
            RIGHT
                .replace(
                    "{kind: scenes}",
                    "{kind: voc, image-size: 8x8, train: train, val: train, test: train}")
                .replace("resnet18", "resnet18, stages: [[2], [2], [2], [3]]")
                .replace("128x128", "128x128, baseline: 2-2-2-2")));
    assertEquals(
        List.of("a.yaml:2: data.image-size: found 12x40, expected sides of at least 16 pixels"),
        problems(
            RIGHT.replace(
                "{kind: scenes}", "{kind: scenes, image-size: 12x40, smallest-object: 4}")));
    assertEquals(
        List.of(
            "a.yaml:7: levels[0].evaluator.recipe.milestones[1]: found 0.7, expected more than 0.9, the"
                + " milestone before",
            "a.yaml:7: levels[0].evaluator.recipe.warmup-steps: found 200, expected fewer than the"
                + " 200 steps of the training",
            "a.yaml:8: levels[0].strategy.elites: found 4, expected at most the 2 of the population"
                + " that are not bred anew",
            "a.yaml:9: levels[0].strategy.selection.size: found 9, expected at most the population,"
                + " 4"),
        problems(
            RIGHT.replace(
                "steps: 200}",
                """
                steps: 200, recipe: {warmup-steps: 200, milestones: [0.9, 0.7]}}
                    strategy: {kind: evolution, population: 4, elites: 4,
                      selection: {kind: tournament, size: 9}}\
                """)));
  }

  @Test
  void aKeyMayHaveItsFormerNameAndIsToldItsNewOne(@TempDir Path folder) throws IOException {
    String drops = "steps: 200, recipe: {drops: [0.5]}}";
    Experiment former = Descriptor.parse("a.yaml", RIGHT.replace("steps: 200}", drops));
    assertEquals(
        Descriptor.parse(
            "a.yaml", RIGHT.replace("steps: 200}", drops.replace("drops", "milestones"))),
        former);
    Path file = Files.writeString(folder.resolve("a.yaml"), RIGHT.replace("steps: 200}", drops));
    List<String> told = new ArrayList<>();
    Descriptor.read(
        file,
        Evaluators.onClassPath(),
        List.of(Assignment.parse("retrain.recipe.drops=[0.8]")),
        told::add);
    assertEquals(
        List.of(
            file + ":7: levels[0].evaluator.recipe.drops is called milestones now",
            file + ": --set retrain.recipe.drops is called milestones now"),
        told);
    assertEquals(
        List.of(
            "a.yaml:7: levels[0].evaluator.recipe.drops: found the key a second time, for it is"
                + " called milestones now, expected every key once"),
        problems(
            RIGHT.replace(
                "steps: 200}", "steps: 200, recipe: {milestones: [0.5], drops: [0.5]}}")));
  }

  @Test
  void aConstantThatIsOnlyForTheProgramIsNoWord() {
    assertEquals(
        List.of("a.yaml:3: space.sharing: found alone, expected one of nested, branch"),
        problems(RIGHT.replace("{backbone: resnet18}", "{backbone: resnet18, sharing: alone}")));
  }

  @Test
  void whatIsFrozenNeedsWeights() {
    assertEquals(
        List.of(
            "a.yaml:7: levels[0].evaluator.recipe.frozen-stages: found 1, expected 0 in a training"
                + " from scratch, which would leave them at random",
            "a.yaml:7: levels[0].evaluator.recipe.frozen-batch-norm: found true, expected false in"
                + " a training from scratch, which would leave them at random"),
        problems(
            RIGHT.replace(
                "steps: 200}",
                "steps: 200, recipe: {frozen-stages: 1, frozen-batch-norm: true}}")));
  }

  @Test
  void aSpaceThatIsNotTheFamilysIsAProblem() {
    assertEquals(
        List.of(
            "a.yaml:3: space.width: found 24, expected channels of the stem, a multiple of 16",
            "a.yaml:3: space.stages: found 1 lists, expected 4, like resnext50-32x4d's "
                + Family.RESNEXT50_32X4D.backbone().stageSets(),
            "a.yaml:4: budget.baseline: found 2-3-4-3-3-1, expected 4 stages, like"
                + " resnext50-32x4d's 3-4-6-3"),
        problems(
            RIGHT
                .replace("resnet18", "resnext50-32x4d, width: 24, stages: [[1]]")
                .replace("128x128", "128x128, baseline: 2-3-4-3-3-1")));
    Experiment mobile =
        Descriptor.parse(
            "a.yaml",
            RIGHT
                .replace("resnet18", "mobilenetv2, width: 0.35")
                .replace("128x128", "128x128, baseline: 2-3-4-3-3-1"));
    assertEquals(new MobileNetV2(0.35), mobile.space().atWidth());
  }

  @Test
  void anUnknownEvaluatorIsToldWithTheKnownOnes() {
    assertEquals(
        List.of(
            "a.yaml:7: levels[0].evaluator: found supernets, expected kind: one of "
                + String.join(", ", kinds())
                + "; supernet is near; or one from --plugins DIR"),
        problems(RIGHT.replace("kind: supernet", "kind: supernets")));
  }

  private static List<String> kinds() {
    return Language.with(Evaluators.onClassPath().providers()).kinds(Evaluator.class);
  }

  @Test
  void imagesAreMissedOnlyWhereSomethingIsTrained() {
    assertEquals(
        List.of(
            "a.yaml:1: data: found nothing, expected the images that the evaluator supernet trains"
                + " on",
            "a.yaml:1: data: found nothing, expected the images to retrain on",
            "a.yaml:3: budget.scope: found detector without data, expected backbone, or data, whose"
                + " classes a detector's cost depends on"),
        problems(
            RIGHT
                .replace("data: {kind: scenes}\n", "")
                .replace("128x128}", "128x128, scope: detector}")));
    assertEquals(
        List.of(
            "a.yaml:1: levels: found neither levels nor retrain, expected something to search or to"
                + " train"),
        problems("name: a\nspace: {backbone: resnet18}\nbudget: {input: 8x8}\n"));
    assertEquals(
        List.of(
            "a.yaml:5: retrain.race: found a race without levels, expected none, because nothing is"
                + " searched that could run"),
        problems(
            """
            name: a
            data: {kind: scenes}
            space: {backbone: resnet18}
            budget: {input: 128x128}
            retrain: {steps: 200, race: {}}
            """));
  }

  @Test
  void theNewestOperatorsAreForDetectorsThatCutOutNoRegions() {
    String newest = RIGHT + "export: {opset: 22}\n";
    assertEquals(
        List.of(
            "a.yaml:9: export.opset: found 22 with a detector that cuts out regions, expected at most"
                + " 21, because ONNX Runtime has no RoiAlign of a newer one"),
        problems(newest));
    Descriptor.parse("a.yaml", newest + "detector: {kind: fcos}\n");
    Descriptor.parse(
        "a.yaml", newest.replace("{steps: 300}", "{steps: 300, detector: {kind: fcos}}"));
  }

  @Test
  void severalBudgetsAreFamiliesOrBlocks() {
    Descriptor.parse("a.yaml", RIGHT + "budgets: [resnet18, resnet34, 1-1-1-1]\n");
    assertEquals(
        List.of(
            "a.yaml:9: budgets[3]: found 9-1-1-1 a second time, expected every element once",
            "a.yaml:9: budgets: found both budgets and budget.baseline, expected one of them",
            "a.yaml:9: budgets[0]: found resnet19, expected one of "
                + Stream.of(Family.values()).map(Family::toString).collect(joining(", "))
                + ", or blocks like 3-4-6-3",
            "a.yaml:9: budgets[1]: found 1-1-1, expected 4 stages, like resnet18's 2-2-2-2"),
        problems(
            RIGHT.replace("128x128}", "128x128, baseline: 2-2-2-2}")
                + "budgets: [resnet19, 1-1-1, 9-1-1-1, 9-1-1-1]\n"));
  }

  @Test
  void anAliasIsWhatItStandsFor() {
    Experiment experiment =
        Descriptor.parse(
            "a.yaml",
            RIGHT
                .replace("steps: 200}", "steps: 200, recipe: &r {batch: 3}}")
                .replace("{steps: 300}", "{steps: 300, recipe: *r}"));
    assertEquals(3, experiment.retrain().orElseThrow().recipe().batch());
  }

  @Test
  void anAliasOfWhatItIsInIsAProblem() {
    assertEquals(
        List.of("a.yaml:2: data: found an alias of what it is in, expected no circle"),
        problems(RIGHT.replace("{kind: scenes}", "&d {kind: scenes, flip: *d}")));
  }

  @Test
  void textThatIsNotYamlIsToldWithItsLine() {
    List<String> problems = problems("name: [1\nseed: 2");
    assertEquals(1, problems.size());
    assertEquals("a.yaml:2", problems.getFirst().substring(0, 8));
  }

  @ParameterizedTest
  @CsvSource({"''", "'# nothing'", "'just text'", "'[1, 2]'"})
  void whatIsNoMappingIsAProblem(String yaml) {
    assertEquals(1, problems(yaml).stream().filter(line -> line.startsWith("a.yaml")).count());
  }

  @Test
  void everyWrongWordOfANumberIsRefused() {
    Stream.of("1_000", "0x10", "NaN", ".inf", "1e999", "true", "9999999999")
        .forEach(word ->
            assertEquals(
                1,
                problems(RIGHT.replace("300", "\"300\"").replace("\"300\"", word)).size(),
                word));
  }

  private static List<String> problems(String yaml) {
    return assertThrows(InvalidInputException.class, () -> Descriptor.parse("a.yaml", yaml))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }
}
