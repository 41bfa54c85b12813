package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Evaluators that others write, from a descriptor to the results, in processes of their own. */
class OthersEvaluatorsTest {
  private static final Path EXAMPLE = Path.of("examples", "custom-evaluator");

  @TempDir private Path scratch;

  private Ending crnas(String... arguments) throws IOException, InterruptedException {
    try (Child child = Child.start(scratch, arguments)) {
      return child.await();
    }
  }

  private List<Answer> answers(Path run) throws IOException {
    return Journal.read(run.resolve("journal.sqlite")).stream().map(Entry::answer).toList();
  }

  @Test
  void theExampleIsBuiltFoundAndSearchedWith() throws Exception {
    String descriptor = EXAMPLE.resolve("descriptor.yaml").toString();
    String plugins = jar(scratch.resolve("plugins"));
    Path run = scratch.resolve("run");

    assertTrue(
        crnas("validate", descriptor).requireStatus(2).complainsOf("evaluator", "receptive-field"));
    assertTrue(
        crnas("schema", "--plugins", plugins).requireStatus(0).out().stream()
            .anyMatch(line -> line.contains("sizes of the objects to be found")));
    crnas("run", descriptor, "--plugins", plugins, "--out", run.toString()).requireStatus(0);

    Map<String, Double> best =
        answers(run).stream()
            .collect(Collectors.toMap(Answer::level, OthersEvaluatorsTest::fit, Double::max));
    double baseline = fit(answers(run).getFirst());
    assertEquals("2-2-2-2/11.11.11.11", answers(run).getFirst().candidate());
    assertTrue(best.get("stage") >= baseline, best::toString);
    assertTrue(best.get("spatial") > best.get("stage"), best::toString);
    assertTrue(Files.readString(run.resolve("results.json")).contains("\"receptive-field\""));
    assertTrue(Files.size(run.resolve("report.html")) > 0);
  }

  private static double fit(Answer answer) {
    return ((Evaluation.Scored) answer.evaluation()).metric("fit");
  }

  /** What a build of the example makes, in a folder. */
  private String jar(Path folder) throws IOException {
    Path classes = Files.createDirectories(scratch.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = files(EXAMPLE.resolve("src/main/java"));
      assertFalse(sources.isEmpty());
      assertTrue(
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of("-d", classes.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call());
    }
    Path jar = Files.createDirectories(folder).resolve("receptive-field.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      add(classes, out);
      add(EXAMPLE.resolve("src/main/resources"), out);
    }
    return folder.toString();
  }

  private static void add(Path root, JarOutputStream out) throws IOException {
    for (Path file : files(root)) {
      out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
      copy(file, out);
      out.closeEntry();
    }
  }

  private static void copy(Path file, OutputStream out) throws IOException {
    Files.copy(file, out);
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void theTableOfTheExampleHasEveryCandidateOfItsLevel() throws Exception {
    Path run = scratch.resolve("run");
    Map<String, String> table =
        Files.readAllLines(Path.of("table.csv")).stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));

    crnas("run", "table.yaml", "--out", run.toString()).requireStatus(0);

    List<Answer> answers = answers(run);
    assertEquals(153, table.size());
    assertTrue(answers.size() > 16, answers::toString);
    for (Answer answer : answers) {
      String stages = answer.candidate().substring(0, answer.candidate().indexOf('/'));
      String score = Objects.requireNonNull(table.get(stages), stages);
      assertEquals(
          Double.parseDouble(score),
          ((Evaluation.Scored) answer.evaluation()).metric("score"),
          stages);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
  void aProgramThatFailsCostsItsCandidateAndTheJournalSaysWhy() throws Exception {
    Files.writeString(
        scratch.resolve("score.sh"),
        """
        read question
        case $question in
          *'"candidate":"1-'*) echo "out of memory" >&2; exit 3 ;;
          *'"candidate":"3-'*) echo '{"AP": NaN}' ;;
          *'"candidate":"2-1-'*) echo '{"AR": 0.9, "mAP": 0.9}' ;;
          *) echo '{"AP": 0.5}' ;;
        esac
        """);
    Path descriptor =
        Files.writeString(
            scratch.resolve("command.yaml"),
            """
            name: command
            space: {backbone: resnet18, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
            budget: {input: 64x64}
            levels:
              - level: stage
                evaluator: {kind: command, command: [sh, score.sh], timeout: 60, parallel: 4}
                strategy: {kind: evolution, population: 10, generations: 2}
            """);
    Path run = scratch.resolve("run");

    crnas("run", descriptor.toString(), "--out", run.toString()).requireStatus(0);

    List<Answer> answers = answers(run);
    for (Answer answer : answers) {
      Evaluation expected =
          switch (answer.candidate().substring(0, 3)) {
            case "1-1", "1-2", "1-3" ->
                new Evaluation.Failed("exit status 3; the end of standard error: out of memory");
            case "3-1", "3-2", "3-3" -> new Evaluation.Failed("not a finite number: {AP=NaN}");
            case "2-1" -> new Evaluation.Failed("scored without the objective AP, by AR, mAP");
            default -> Evaluation.of(Map.of("AP", 0.5));
          };
      assertEquals(expected, answer.evaluation(), answer.candidate());
    }
    for (String failing : List.of("1-", "3-", "2-1-")) {
      assertTrue(
          answers.stream().anyMatch(answer -> answer.candidate().startsWith(failing)),
          answers::toString);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
  void aProgramThatIsStoppedWithTheRunIsAskedAgainWhenItIsResumed() throws Exception {
    Files.writeString(
        scratch.resolve("score.sh"),
        """
        test -e go || { echo $$ > started && exec sleep 60; }
        echo '{"AP": 0.5}'
        """);
    Path descriptor =
        Files.writeString(
            scratch.resolve("command.yaml"),
            """
            name: command
            space: {backbone: resnet18, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
            budget: {input: 64x64}
            levels:
              - level: stage
                evaluator: {kind: command, command: [sh, score.sh]}
                strategy: {kind: evolution, population: 4, generations: 1}
            """);
    Path run = scratch.resolve("run");
    try (Child child =
        Child.start(scratch, "run", descriptor.toString(), "--out", run.toString())) {
      ProcessHandle program = started();
      // As Ctrl-C does: both are told, and the program ends first.
      program.destroy();
      program.onExit().join();
      child.terminate().await().requireStatus(143);
    }
    assertEquals(List.of(), answers(run));

    Files.delete(scratch.resolve("started"));
    try (Child child = Child.start(scratch, "resume", run.toString())) {
      ProcessHandle program = started();
      child.terminate().await().requireStatus(143);
      program.onExit().get(10, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), answers(run));

    Files.createFile(scratch.resolve("go"));
    crnas("resume", run.toString()).requireStatus(0);
    List<Answer> answers = answers(run);
    assertFalse(answers.isEmpty());
    answers.forEach(answer -> assertEquals(Evaluation.of(Map.of("AP", 0.5)), answer.evaluation()));
    assertFalse(Files.exists(run.resolve("stage-command")));
  }

  /** The program that says so in a file. */
  private ProcessHandle started() throws IOException, InterruptedException {
    Path file = scratch.resolve("started");
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.sleep(5);
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }
}
