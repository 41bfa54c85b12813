package io.crnas.experiments.pipeline;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.field.NetFields;
import io.crnas.experiments.init.Draft;
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
import java.util.List;

/**
 * What the commands on runs do. Bad input is an {@link
 * io.crnas.framework.problem.InvalidInputException}; what people should read is said to the
 * progress.
 */
public interface Pipeline {

  /** The same, where runs and rankings have worker processes. */
  Pipeline withWorkers(WorkerPlan plan);

  /**
   * Works for the run of another process until nothing more is ordered.
   *
   * @param device where networks run
   * @param orders what is to be done, as {@link io.crnas.experiments.worker.WorkerLoop} reads it
   * @param replies where it is answered
   */
  void work(Device device, InputStream orders, PrintStream replies)
      throws IOException, InterruptedException;

  /**
   * Searches, retrains, exports and reports.
   *
   * @param experiment complete, with the options of the command line in it
   * @param folder the run's folder; one that already holds a run is bad input
   */
  void run(Experiment experiment, Path folder, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Says what a run would do, without reading its data: how many candidates each level has, how
   * many of them meet the budget, and how many will be asked for. A budget without candidates is
   * bad input, and so are evaluators that miss a file or a program.
   */
  List<String> plan(Experiment experiment) throws IOException;

  /**
   * Says what a run would do and how long it may take on this machine, after a short measurement on
   * its data. Nothing stays of it.
   */
  void dryRun(Experiment experiment, Progress progress) throws IOException, InterruptedException;

  /** Writes candidates of a search for their latency to be measured on another device. */
  void writeCandidates(Experiment experiment, LatencyRequest request, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Measures what a step of the training of a final network takes on this machine, and the scoring
   * of one candidate on the images for it. Nothing stays of it.
   */
  Draft.Pace pace(Experiment experiment, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Continues a run that was stopped; one that is whole stays as it is.
   *
   * @param evaluators the kinds that its descriptor can name
   */
  void resume(Path folder, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Trains candidates of a run by themselves and holds its scores of them against that. What is
   * trained stays beside the run, and is not trained again.
   *
   * @param evaluators the kinds that its descriptor can name
   */
  List<Comparison> rank(Path folder, Evaluators evaluators, Trainings trainings, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Scores one candidate as a level of a descriptor would that trains each alone.
   *
   * @param folder where what is trained is kept
   */
  Evaluation score(Experiment experiment, Path folder, Question question, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Scores one candidate as a level of a run does, also while the run goes on; nothing of it stays
   * in the run's journal.
   *
   * @param folder of the run
   * @param evaluators the kinds that its descriptor can name
   */
  Evaluation score(Path folder, Evaluators evaluators, Question question, Progress progress)
      throws IOException, InterruptedException;

  /** Writes {@code report.html} of a run anew. */
  void report(Path folder, Progress progress) throws IOException;

  /**
   * The pages of a run, also while another process works on it.
   *
   * @param evaluators the kinds that its descriptor can name, open as long as pages are asked for
   */
  RunPages pages(Path folder, Evaluators evaluators) throws IOException;

  /**
   * Writes an ONNX file of a net of a run anew and compares it with the engine.
   *
   * @param evaluators the kinds that its descriptor can name
   */
  void export(
      Path folder, RetrainedNet net, ExportForm form, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Writes an ONNX file of each net of the front that a run found, and compares it with the engine.
   *
   * @param train whether nets without weights of their own are trained first, as the run trained
   *     its others; a training that was stopped goes on
   * @param evaluators the kinds that its descriptor can name
   */
  void exportFront(
      Path folder, ExportForm form, boolean train, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Writes the weights of a net of a run in torchvision's names, and beside them what makes the net
   * of them in Python.
   *
   * @param evaluators the kinds that its descriptor can name
   */
  void exportForTorchvision(Path folder, RetrainedNet net, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Holds an exported file against the engine and says how far apart they are.
   *
   * @param file that was exported from the run
   * @param folder of the run
   * @param evaluators the kinds that its descriptor can name
   * @throws IOException also when they are further apart than allowed
   */
  void verify(Path file, Path folder, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Measures the receptive fields of the trained nets of a run, by default on the first images of
   * its val split.
   *
   * @param evaluators the kinds that its descriptor can name
   */
  List<NetFields> fields(
      Path folder, FieldRequest request, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException;

  /** Measures the receptive fields of backbones, by default on random images of 512x512. */
  List<NetFields> fields(UntrainedNets nets, FieldRequest request, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Trains, detects and runs an exported file on a device and on the processor.
   *
   * @param folder where files are written
   */
  List<DeviceComparison> compare(Device device, int threads, Path folder, Progress progress)
      throws IOException, InterruptedException;
}
