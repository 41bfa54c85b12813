package io.crnas.experiments.run;

import io.crnas.experiments.command.Commands;
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
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The program, with a checkpoint after every step, that meets its fate at a given point of its
 * work.
 *
 * @param fate what happens
 * @param work the beginning of the task's name
 * @param start at which task of this name, from 1
 * @param units how much of it is done by then
 */
record Doomed(Fate fate, String work, int start, int units) implements Pipeline {

  /** What happens. */
  enum Fate {
    /** Kills itself with SIGKILL. */
    DIE,
    /** Says so and waits for the end. */
    WAIT,
    /** Throws, as a bug would. */
    THROW
  }

  /** In a process of its own: fate, work, start, units and the command. */
  public static void main(String[] arguments) {
    var doomed =
        new Doomed(
            Fate.valueOf(arguments[0]),
            arguments[1],
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    List<String> command = List.of(arguments).subList(4, arguments.length);
    System.exit(Commands.execute(doomed, command.toArray(String[]::new)));
  }

  private static DescriptorPipeline pipeline() {
    return new DescriptorPipeline(Duration.ZERO);
  }

  @Override
  public Pipeline withWorkers(WorkerPlan plan) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void work(Device device, InputStream orders, PrintStream replies) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void run(Experiment experiment, Path folder, Progress progress)
      throws IOException, InterruptedException {
    pipeline().run(experiment, folder, new Watched(progress));
  }

  @Override
  public List<String> plan(Experiment experiment) throws IOException {
    return pipeline().plan(experiment);
  }

  @Override
  public Draft.Pace pace(Experiment experiment, Progress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dryRun(Experiment experiment, Progress progress)
      throws IOException, InterruptedException {
    pipeline().dryRun(experiment, new Watched(progress));
  }

  @Override
  public void resume(Path folder, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    pipeline().resume(folder, evaluators, new Watched(progress));
  }

  @Override
  public List<Comparison> rank(
      Path folder, Evaluators evaluators, Trainings trainings, Progress progress)
      throws IOException, InterruptedException {
    return pipeline().rank(folder, evaluators, trainings, new Watched(progress));
  }

  @Override
  public Evaluation score(Experiment experiment, Path folder, Question question, Progress progress)
      throws IOException, InterruptedException {
    return pipeline().score(experiment, folder, question, new Watched(progress));
  }

  @Override
  public Evaluation score(Path folder, Evaluators evaluators, Question question, Progress progress)
      throws IOException, InterruptedException {
    return pipeline().score(folder, evaluators, question, new Watched(progress));
  }

  @Override
  public void writeCandidates(Experiment experiment, LatencyRequest request, Progress progress)
      throws IOException, InterruptedException {
    pipeline().writeCandidates(experiment, request, progress);
  }

  @Override
  public void report(Path folder, Progress progress) throws IOException {
    pipeline().report(folder, progress);
  }

  @Override
  public RunPages pages(Path folder, Evaluators evaluators) throws IOException {
    return pipeline().pages(folder, evaluators);
  }

  @Override
  public void export(
      Path folder, RetrainedNet net, ExportForm form, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    pipeline().export(folder, net, form, evaluators, new Watched(progress));
  }

  @Override
  public void exportFront(
      Path folder, ExportForm form, boolean train, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    pipeline().exportFront(folder, form, train, evaluators, new Watched(progress));
  }

  @Override
  public void exportForTorchvision(
      Path folder, RetrainedNet net, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    pipeline().exportForTorchvision(folder, net, evaluators, new Watched(progress));
  }

  @Override
  public void verify(Path file, Path folder, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    pipeline().verify(file, folder, evaluators, new Watched(progress));
  }

  @Override
  public List<NetFields> fields(
      Path folder, FieldRequest request, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    return pipeline().fields(folder, request, evaluators, new Watched(progress));
  }

  @Override
  public List<NetFields> fields(UntrainedNets nets, FieldRequest request, Progress progress)
      throws IOException, InterruptedException {
    return pipeline().fields(nets, request, new Watched(progress));
  }

  @Override
  public List<DeviceComparison> compare(Device device, int threads, Path folder, Progress progress)
      throws IOException, InterruptedException {
    return pipeline().compare(device, threads, folder, new Watched(progress));
  }

  private void meetFate() {
    switch (fate) {
      case DIE -> {
        try {
          String process = Long.toString(ProcessHandle.current().pid());
          new ProcessBuilder("kill", "-9", process).start();
          waitForever();
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
      case WAIT -> {
        System.out.println("waiting");
        waitForever();
      }
      case THROW -> throw new IllegalStateException("doomed");
    }
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Watched implements Progress {
    private final Progress progress;
    private int started;

    Watched(Progress progress) {
      this.progress = progress;
    }

    @Override
    public Task start(String name, long total, String unit) {
      Task task = progress.start(name, total, unit);
      return name.startsWith(work) && ++started == start ? new WatchedTask(task) : task;
    }

    @Override
    public void say(String line) {
      progress.say(line);
    }
  }

  private final class WatchedTask implements Progress.Task {
    private final Progress.Task task;
    private long done;

    WatchedTask(Progress.Task task) {
      this.task = task;
    }

    @Override
    public void advance(long count) {
      task.advance(count);
      done += count;
      if (done >= units) {
        meetFate();
      }
    }

    @Override
    public void detail(String text) {
      task.detail(text);
    }

    @Override
    public void close() {
      task.close();
    }
  }
}
