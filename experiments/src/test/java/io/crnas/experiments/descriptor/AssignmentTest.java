package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {
  private static final Path BCCD = Path.of("bccd.yaml");

  private static Experiment read(Path file, String... assignments) throws IOException {
    return Descriptor.read(
        file,
        Evaluators.onClassPath(),
        Arrays.stream(assignments).map(Assignment::parse).toList(),
        _ -> {});
  }

  @Test
  void aValueTakesThePlaceOfTheDescriptors(@TempDir Path folder) throws IOException {
    String yaml = Files.readString(BCCD);
    Path edited =
        Files.writeString(
            folder.resolve("edited.yaml"),
            yaml.replaceFirst("seed: 1\n", "seed: 1\nthreads: 2\n")
                .replaceFirst("name: bccd", "name: other")
                .replaceFirst("flip: .*", "flip: {horizontal: false}"));

    Experiment set =
        read(BCCD, "name=first", "threads=2", "data.flip={horizontal: false}", "name = other");

    assertEquals(read(edited), set);
    assertEquals("other", Descriptor.parse("frozen", Descriptor.write(set)).name());
  }

  @Test
  void listsAreEnteredByIndexInBothNotations() throws IOException {
    Experiment dotted = read(BCCD, "levels.1.evaluator.steps=770");

    assertEquals(dotted, read(BCCD, "levels[1].evaluator.steps=770"));
    Evaluator.Supernet supernet = (Evaluator.Supernet) dotted.levels().get(1).evaluator();
    assertEquals(Optional.of(770), supernet.steps());
  }

  @Test
  void whatIsMissingOnTheWayIsMadeAndAnAliasStaysAsItIs(@TempDir Path folder) throws IOException {
    String yaml = Files.readString(BCCD);
    Path aliased =
        Files.writeString(
            folder.resolve("a.yaml"),
            yaml.replaceFirst("stages: \\[+[^\\n]*", "stages: [&b [1, 2, 3], *b, *b, *b]"));
    Experiment one = read(aliased, "space.stages.1.0=5", "export.opset=18");

    assertEquals(
        List.of(List.of(1, 2, 3), List.of(5, 2, 3), List.of(1, 2, 3), List.of(1, 2, 3)),
        one.space().stages().orElseThrow());
    assertEquals(18, one.export().opset());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retrain.stepz=500 | bccd.yaml: --set retrain.stepz: found an unknown key, expected steps (the",
        "levels.0.evaluator.steps=many | bccd.yaml: --set levels.0.evaluator.steps: found many, exp",
        "levels.7.evaluator.steps=9 | bccd.yaml: --set levels.7.evaluator.steps: found 7 in a list of",
        "levels.all.evaluator=9 | bccd.yaml: --set levels.all.evaluator: found all in a list of 2, expe",
        "seed.low=9 | bccd.yaml: --set seed.low: found 1 before low, expected keys and values, or a list",
        "data={kind: voc, pat: x} | bccd.yaml: --set data: data.pat: found an unknown key, expected pat",
        "seed=[1 | bccd.yaml: --set seed: found",
        "threads=0 | bccd.yaml: --set threads: found 0, expected auto or",
        "levels.1.evaluator.recipe.warmup-steps=900 | bccd.yaml: --set levels.1.evaluator.recipe.warmup-steps: found 900, expected fewer",
      })
  void whatIsWrongNamesItsOption(String assignment, String problem) {
    var e = assertThrows(InvalidInputException.class, () -> read(BCCD, assignment));

    List<String> told = e.problems().stream().map(Problem::toString).toList();
    assertEquals(1, told.stream().filter(one -> one.startsWith(problem)).count(), told::toString);
  }

  @Test
  void nullTakesAKeyAway() throws IOException {
    Experiment steps = read(BCCD, "retrain.epochs=null", "retrain.steps=500");
    assertTrue(Descriptor.write(steps).contains("\n  steps: 500\n"), () -> Descriptor.write(steps));
    assertEquals(Optional.empty(), read(BCCD, "retrain=null").retrain());
  }

  @Test
  void allProblemsAreToldAtOnce() {
    var e =
        assertThrows(
            InvalidInputException.class,
            () -> read(BCCD, "levels.9=1", "seed=x", "retrain.recipe.momentum=2"));

    assertEquals(3, e.problems().size(), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "=1", "seed=", "a..b=1", "a[x]=1", ".a=1", "seed= "})
  void whatIsNoAssignmentIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Assignment.parse(text));
  }
}
