package io.crnas.spark;

import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.problem.InvalidInputException;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** What a process has of a cluster. Spark allows one, so evaluators that want the same share it. */
final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static @Nullable Cluster current;

  private final Map<String, String> settings;
  private final ScratchFolder served;
  private final Workers workers = new Workers();
  private final JavaSparkContext spark;
  private int users;

  private Cluster(SparkConf conf) throws IOException {
    this.settings = settings(conf);
    this.served = new ScratchFolder("crnas-spark");
    try {
      this.spark = new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      served.close();
      throw e;
    }
    spark.sc().addSparkListener(workers);
  }

  private static Map<String, String> settings(SparkConf conf) {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : conf.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    return settings;
  }

  /**
   * The one that this process has, or else a new one; each that was joined is closed.
   *
   * @throws InvalidInputException where this process has another one
   */
  static Cluster join(SparkConf conf) throws IOException {
    synchronized (Cluster.class) {
      Cluster cluster = current;
      if (cluster == null) {
        cluster = new Cluster(conf);
        current = cluster;
      } else if (!cluster.settings.equals(settings(conf))) {
        throw new InvalidInputException(
            "evaluator",
            "a second cluster, or the same with other settings",
            "one at a time in a process");
      }
      cluster.users++;
      return cluster;
    }
  }

  JavaSparkContext spark() {
    return spark;
  }

  Workers workers() {
    return workers;
  }

  /**
   * Has Spark serve a file to workers, by a name that no other has.
   *
   * @param owner who is served
   */
  void serve(UUID owner, Path file) throws IOException {
    Path named = served.path().resolve(Shipment.served(owner, file.getFileName().toString()));
    try {
      // Spark would call a symbolic link by the name of its target.
      Files.createLink(named, file);
    } catch (IOException | UnsupportedOperationException e) {
      // It lies on another disk.
      Files.copy(file, named);
    }
    spark.addFile(named.toString());
  }

  /** Netty ends its threads by itself, some seconds after it is told to. */
  private static void awaitNetty() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      Optional<Thread> thread = nettyThread();
      while (thread.isPresent() && System.nanoTime() < end) {
        thread.get().join(Duration.ofMillis(100));
        thread = nettyThread();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Thread> nettyThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(FastThreadLocalThread.class::isInstance)
        .findAny();
  }

  @Override
  public void close() {
    synchronized (Cluster.class) {
      if (--users > 0) {
        return;
      }
      current = null;
      spark.close();
      PluginClasses.dropLastWork();
      awaitNetty();
      try {
        served.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
