package io.crnas.experiments.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.field.NetFields;
import io.crnas.experiments.init.Draft;
import io.crnas.experiments.pipeline.DeviceComparison;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.pipeline.FieldRequest;
import io.crnas.experiments.pipeline.LatencyRequest;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.pipeline.Question;
import io.crnas.experiments.pipeline.RunPages;
import io.crnas.experiments.pipeline.UntrainedNets;
import io.crnas.experiments.rank.Comparison;
import io.crnas.experiments.rank.Trainings;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.framework.Evaluation;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {

  /** Takes down what it was asked. */
  private static final class Notes implements Pipeline {
    private final List<String> asked = new ArrayList<>();

    @Override
    public Pipeline withWorkers(WorkerPlan plan) {
      asked.add(plan.count() + " workers");
      return this;
    }

    @Override
    public void work(Device device, InputStream orders, PrintStream replies) {
      asked.add("work on " + device);
    }

    @Override
    public void run(Experiment experiment, Path folder, Progress progress) {
      asked.add(
          "run %s seed %d on %s with %s threads in %s"
              .formatted(
                  experiment.name(),
                  experiment.seed(),
                  experiment.device(),
                  experiment.threads(),
                  folder));
    }

    @Override
    public List<String> plan(Experiment experiment) {
      return List.of();
    }

    @Override
    public Draft.Pace pace(Experiment experiment, Progress progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void dryRun(Experiment experiment, Progress progress) {
      asked.add("dry run of " + experiment.name());
    }

    @Override
    public void resume(Path folder, Evaluators evaluators, Progress progress) {
      asked.add("resume " + folder);
    }

    @Override
    public List<Comparison> rank(
        Path folder, Evaluators evaluators, Trainings trainings, Progress progress) {
      asked.add("rank " + folder + " " + trainings);
      return List.of();
    }

    @Override
    public Evaluation score(
        Experiment experiment, Path folder, Question question, Progress progress) {
      asked.add("score " + question + " of " + experiment.name() + " in " + folder);
      return Evaluation.of(Map.of("AP", 0.5));
    }

    @Override
    public Evaluation score(
        Path folder, Evaluators evaluators, Question question, Progress progress) {
      asked.add("score " + question + " of " + folder);
      return new Evaluation.Failed("no memory");
    }

    @Override
    public void writeCandidates(Experiment experiment, LatencyRequest request, Progress progress) {
      asked.add("candidates of " + experiment.name());
    }

    @Override
    public void report(Path folder, Progress progress) {
      asked.add("report " + folder);
    }

    @Override
    public RunPages pages(Path folder, Evaluators evaluators) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void export(
        Path folder, RetrainedNet net, ExportForm form, Evaluators evaluators, Progress progress)
        throws IOException {
      throw new FileSystemException(folder.toString(), null, "No space left on device");
    }

    @Override
    public void exportFront(
        Path folder, ExportForm form, boolean train, Evaluators evaluators, Progress progress)
        throws IOException {
      throw new FileSystemException(folder.toString(), null, "No space left on device");
    }

    @Override
    public void exportForTorchvision(
        Path folder, RetrainedNet net, Evaluators evaluators, Progress progress) {
      asked.add("torchvision " + net + " of " + folder);
    }

    @Override
    public void verify(Path file, Path folder, Evaluators evaluators, Progress progress) {
      asked.add("verify " + file + " " + folder);
    }

    @Override
    public List<NetFields> fields(
        Path folder, FieldRequest request, Evaluators evaluators, Progress progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<NetFields> fields(UntrainedNets nets, FieldRequest request, Progress progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<DeviceComparison> compare(
        Device device, int threads, Path folder, Progress progress) {
      asked.add("compare " + device);
      return List.of(new DeviceComparison("losses", "far apart", false));
    }
  }

  private final Notes notes = new Notes();
  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  private int execute(String... arguments) {
    CommandLine line = Commands.line(notes);
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(out, true));
    return line.execute(arguments);
  }

  @Test
  void aDeviceThatDiffersIsToldByTheExitStatus() {
    assertEquals(1, execute("gpu", "check", "--device", "cuda:1"));
    assertEquals(List.of("compare cuda:1"), notes.asked);
    assertTrue(out.toString().contains("far apart: DIFFERENT"), out::toString);
  }

  @Test
  void optionsTakePrecedenceOverTheDescriptor() {
    assertEquals(
        0,
        execute(
            "run",
            "quickstart.yaml",
            "--seed",
            "7",
            "--device",
            "cuda:1",
            "--threads",
            "2",
            "--out",
            "here",
            "--quiet"),
        err::toString);
    assertEquals(0, execute("run", "quickstart.yaml", "--quiet"));
    assertEquals(0, execute("run", "quickstart.yaml", "--dry-run"));
    assertEquals(0, execute("resume", "here", "--json"));
    assertEquals(0, execute("report", "here"));
    assertEquals(
        List.of(
            "run quickstart seed 7 on cuda:1 with 2 threads in here",
            "run quickstart seed 1 on auto with auto threads in " + Path.of("runs/quickstart"),
            "dry run of quickstart",
            "resume here",
            "report here"),
        notes.asked);
  }

  @Test
  void aScoreIsAnsweredOrRefused() {
    assertEquals(0, execute("score", "quickstart.yaml", "1-2-2-3", "--quiet", "--seed", "3"));
    assertEquals(1, execute("score", ".", "1-2-2-3", "--level", "spatial"));
    assertEquals(2, execute("score", "quickstart.yaml", "1-2-x"));
    assertEquals(
        List.of(
            "score Question[candidate=1-2-2-3/1.11.11.111, level=Optional.empty] of quickstart in "
                + Path.of("runs/quickstart-score"),
            "score Question[candidate=1-2-2-3/1.11.11.111, level=Optional[spatial]] of ."),
        notes.asked);
  }

  @Test
  void aFullDiskIsOneClearMessage() {
    assertEquals(1, execute("export", "here"));
    assertEquals(
        List.of(
            "crnas: the disk is full: here: No space left on device", "(--verbose tells where)"),
        err.toString().lines().toList());
  }

  @Test
  void verboseTellsWhereAFailureCameFrom() {
    assertEquals(1, execute("export", "here", "--verbose"));
    assertTrue(err.toString().contains("\tat io.crnas"), err::toString);
  }

  @Test
  void everyProblemOfEveryDescriptorIsToldWithStatusTwo(@TempDir Path folder) throws IOException {
    Path one = Files.writeString(folder.resolve("one.yaml"), "name: one\nsead: 2\n");
    Path two = folder.resolve("two.yaml");
    assertEquals(2, execute("validate", one.toString(), two.toString(), "quickstart.yaml"));
    List<String> lines = err.toString().lines().toList();
    assertEquals("crnas: 5 problems", lines.getFirst());
    assertTrue(
        lines.contains(
            "  " + one + ":2: sead: found an unknown key, expected seed (the nearest key)"),
        err::toString);
    assertEquals("  " + two + ": found no such file, expected a descriptor", lines.getLast());
  }

  @Test
  void settingsOfTheCommandLineAreCheckedLikeTheDescriptor() {
    assertEquals(
        0,
        execute(
            "run", "quickstart.yaml", "--set", "seed=9", "--set", "name=other", "--set=threads=3"),
        err::toString);
    assertEquals(0, execute("run", "quickstart.yaml", "--dry-run", "--set", "name=mine"));
    assertEquals(0, execute("validate", "quickstart.yaml", "bccd.yaml", "--set", "threads=2"));
    assertEquals(0, execute("validate", "bccd.yaml", "--data", "cells"));
    assertEquals(2, execute("validate", "quickstart.yaml", "--set", "levels.0.evaluator.step=9"));
    assertEquals(2, execute("run", "quickstart.yaml", "--set", "seed"));
    assertEquals(
        List.of(
            "run other seed 9 on auto with 3 threads in " + Path.of("runs/other"),
            "dry run of mine"),
        notes.asked);
    assertTrue(
        err.toString().contains("quickstart.yaml: --set levels.0.evaluator.step: found an unknown"),
        err::toString);
  }

  @Test
  void generatedDataWithAFolderIsBadInput() {
    assertEquals(2, execute("run", "quickstart.yaml", "--data", "x"));
    assertEquals(List.of(), notes.asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run", "run --seed x quickstart.yaml", "run quickstart.yaml --device gpu", "rum"})
  void aWrongCommandLineIsBadInput(String line) {
    assertEquals(2, execute(line.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run quickstart.yaml --device gpu: found 'gpu', expected auto, cpu or cuda:N",
        "run quickstart.yaml --threads 0: found '0', expected a number from 1 on, or auto",
        "run quickstart.yaml --set seed: found 'seed', expected KEY=VALUE, like retrain.steps=500",
        "cost --input 5: found '5', expected height x width, like 800x1088",
        "cost --backbone vgg: found 'vgg', expected resnet18, resnet34, resnet50, resnet101,",
        "cost --detector ssd: found 'ssd', expected none, faster-rcnn, mask-rcnn",
        "data check x --layout lmdb: found 'lmdb', expected voc, coco, yolo, csv, xml",
        "data check x --kind lmdb: found 'lmdb', expected voc, coco, yolo, csv, xml"
      })
  void aWrongValueIsToldWithWhatIsExpected(String line) {
    int colon = line.indexOf(": found");
    assertEquals(2, execute(line.substring(0, colon).split(" ", -1)));
    assertTrue(err.toString().contains(line.substring(colon)), err::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-1-2-4/1.2.12: 4 dilations in stage 4, not 0",
        "1-3-1-1/1.12.1.1: 3 dilations in stage 2, not 2",
        "2-1-1-1/1.2.1.1: 2 dilations in stage 1, not 1",
        "1-1-1-1/1.1.1.1.1: 0 dilations in stage 5, not 1",
        "1-1-1-1/: an allocation like"
      })
  void aSketchTellsWhichStageLacksADilation(String line) {
    int colon = line.indexOf(": ");
    assertEquals(2, execute("sketch", line.substring(0, colon)));
    assertTrue(err.toString().contains("expected " + line.substring(colon + 2)), err::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "run --help", "validate --help", "--version"})
  void helpAndVersionSucceed(String line) {
    assertEquals(0, execute(line.split(" ", -1)));
    assertTrue(out.toString().contains("crnas"), out::toString);
  }

  @Test
  void eachCauseHasItsStatus() {
    assertEquals(2, Failure.of(new InvalidInputException("a", "b", "c")).status());
    assertEquals(130, Failure.of(new InterruptedException()).status());
    assertEquals(1, Failure.of(new IllegalStateException("x")).status());
    Failure missing = Failure.of(new UncheckedIOException(new NoSuchFileException("a.jpg")));
    assertEquals("crnas: no such file: a.jpg", missing.lines().getFirst());
    Failure named =
        Failure.of(new UncheckedIOException("could not use a.sqlite", new IOException("IOERR")));
    assertEquals("crnas: could not use a.sqlite", named.lines().getFirst());
    Failure full = Failure.of(new OutOfMemoryError("Java heap space"));
    assertEquals(1, full.status());
    assertTrue(full.lines().getFirst().contains("JDK_JAVA_OPTIONS=-Xmx"), full::toString);
  }

  /** Wherever it is noticed: what a GPU computes fails later than it was asked for. */
  @Test
  void aLostGpuIsToldInOneSentence() {
    var said =
        new IllegalStateException(
            """
            CUDA error: an illegal memory access was encountered
            CUDA kernel errors might be asynchronously reported at some other API call, so the \
            stacktrace below might be incorrect.
            For debugging consider passing CUDA_LAUNCH_BLOCKING=1
            """);
    Failure lost = Failure.of(new IllegalStateException("while reading", said));
    assertEquals(1, lost.status());
    assertEquals(
        "crnas: the GPU failed (an illegal memory access was encountered) and is lost to this"
            + " process: a run goes on by 'crnas resume RUN' from what was kept",
        lost.lines().getFirst());
  }
}
