package io.crnas.spark;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.Said;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** The one evaluator of this process; it is opened for its first candidate and stays open. */
final class WorkerProcess {
  private static final Object LOCK = new Object();
  private static @Nullable Open open;

  /** What is open for a shipment. */
  private record Open(UUID id, Evaluator<Allocation> evaluator) {}

  private WorkerProcess() {}

  /** One task at a time, whatever the cluster thinks: an evaluator is asked by one thread. */
  static Reply answer(Shipment shipment, List<List<String>> groups) throws InterruptedException {
    synchronized (LOCK) {
      try {
        Evaluator<Allocation> evaluator = evaluator(shipment);
        List<List<Allocation>> asked =
            groups.stream().map(group -> group.stream().map(Allocation::parse).toList()).toList();
        return new Reply.Answers(SparkEnv.get().executorId(), List.copyOf(said(evaluator, asked)));
      } catch (InvalidInputException e) {
        return new Reply.Unable(here(shipment) + e.getMessage(), true);
      } catch (IOException | UncheckedIOException e) {
        return new Reply.Unable(here(shipment) + e.getMessage(), false);
      }
    }
  }

  private static String here(Shipment shipment) {
    return "a worker on %s of level %s: "
        .formatted(SparkEnv.get().blockManager().blockManagerId().host(), shipment.level());
  }

  private static List<Said> said(Evaluator<Allocation> evaluator, List<List<Allocation>> groups)
      throws InterruptedException {
    try {
      return evaluator.evaluateTogether(groups, Evaluator.Listener.none()).stream()
          .map(Said::of)
          .toList();
    } catch (InvalidInputException | UncheckedIOException e) {
      // No answer of a candidate.
      throw e;
    } catch (RuntimeException e) {
      // What one candidate breaks is no other's failure.
      if (groups.size() == 1) {
        return List.of(Said.of(new Evaluation.Failed("the evaluator threw " + e)));
      }
      List<Said> oneByOne = new ArrayList<>();
      for (List<Allocation> group : groups) {
        oneByOne.addAll(said(evaluator, List.of(group)));
      }
      return oneByOne;
    }
  }

  private static Evaluator<Allocation> evaluator(Shipment shipment)
      throws IOException, InterruptedException {
    Open current = open;
    if (current != null && current.id().equals(shipment.id())) {
      return current.evaluator();
    }
    close();
    Path folder =
        shipment.shared()
            ? Path.of(shipment.folder())
            : Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().resolve("crnas-run");
    Evaluator<Allocation> evaluator =
        jobs().open(shipment.job(SparkFiles::get), folder, device(), Progress.silent());
    open = new Open(shipment.id(), evaluator);
    if (!evaluator.fingerprint().equals(shipment.fingerprint())) {
      close();
      throw new InvalidInputException(
          "data, weights or programs",
          "others than those of the run (fingerprint " + evaluator.fingerprint() + ")",
          "the same at the same path (" + shipment.fingerprint() + ")");
    }
    return evaluator;
  }

  /** Closes what is open for a shipment. */
  static void close(Shipment shipment) {
    synchronized (LOCK) {
      if (open != null && open.id().equals(shipment.id())) {
        close();
      }
    }
  }

  private static void close() {
    synchronized (LOCK) {
      Open current = open;
      open = null;
      if (current != null) {
        current.evaluator().close();
      }
    }
  }

  private static EvaluatorJobs jobs() {
    return ServiceLoader.load(EvaluatorJobs.class, loader())
        .findFirst()
        .orElseThrow(
            () -> new InvalidInputException("class-path", "no crnas in it", "the jars of crnas"));
  }

  /** Of Spark's tasks, which knows the jars of crnas wherever they are. */
  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? WorkerProcess.class.getClassLoader() : context;
  }

  /** The GPU that the cluster gave to this task, and else none of its own. */
  private static Device device() {
    var gpu = TaskContext.get().resourcesJMap().get("gpu");
    return gpu == null ? new Device.Auto() : new Device.Cuda(Integer.parseInt(gpu.addresses()[0]));
  }
}
