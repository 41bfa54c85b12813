package io.crnas.spark;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Spark master and workers of this machine, by the script of the plug-in and its jars. */
final class SparkCluster implements AutoCloseable {
  /** Starts sooner; the results must not depend on it. */
  private static final String FAST =
      "\"spark.executor.extraJavaOptions=--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC"
          + " -XX:TieredStopAtLevel=1\"";

  private static final String IMPATIENT =
      "spark.executor.heartbeatInterval=2s, spark.network.timeout=20s,"
          + " spark.network.timeoutInterval=2s";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final Path secret;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private SparkCluster(Path home, Path secret, int port) {
    this.home = home;
    this.secret = secret;
    this.port = port;
  }

  /** A master without workers, whose files are in a folder. */
  static SparkCluster start(Path folder) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("crnas-spark"));
    Path jars = Files.createDirectory(home.resolve("jars"));
    Files.copy(Path.of("src/main/plugin/crnas-spark"), home.resolve("crnas-spark"));
    Files.copy(Path.of("src/main/plugin/java-options"), jars.resolve("java-options"));
    for (String entry : classPath().split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      // That one swallows what is logged.
      if (entry.endsWith(".jar") && !entry.contains("slf4j-nop")) {
        Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
      }
    }
    Path secret =
        Files.createFile(
            folder.resolve("secret"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, "of this test\n");
    var cluster = new SparkCluster(home, secret, freePort());
    cluster.start(
        "master", secret, "master", "--port", Integer.toString(cluster.port), "--webui-port", "0");
    cluster.waitForMaster();
    return cluster;
  }

  static String classPath() {
    String tests = System.getProperty("surefire.test.class.path");
    return tests == null ? System.getProperty("java.class.path") : tests;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void waitForMaster() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !processes.getFirst().isAlive()) {
          fail("no master: " + Files.readString(home.resolve("master.log")), e);
        }
        Thread.sleep(50);
      }
    }
  }

  /** Another worker, of one core. */
  SparkCluster withWorker() throws IOException {
    return withWorker(1);
  }

  /** A worker of one core for each GPU that a script tells of, of whom there are so many. */
  SparkCluster withGpus(Path script, int gpus) throws IOException {
    Path properties =
        Files.writeString(
            home.resolve("gpus.conf"),
            """
            spark.worker.resource.gpu.amount %d
            spark.worker.resource.gpu.discoveryScript %s
            """
                .formatted(gpus, script));
    return withWorker(gpus, "--properties-file", properties.toString());
  }

  /**
   * A worker that was started with another secret.
   *
   * @return where it writes what it does
   */
  Path withStranger(Path otherSecret) throws IOException {
    return startWorker(1, otherSecret);
  }

  private SparkCluster withWorker(int cores, String... options) throws IOException {
    startWorker(cores, secret, options);
    return this;
  }

  private Path startWorker(int cores, Path known, String... options) throws IOException {
    String name = "worker-" + processes.size();
    List<String> arguments = new ArrayList<>(List.of("worker", master(), "--webui-port", "0"));
    arguments.addAll(List.of("--cores", Integer.toString(cores), "--memory", "2g"));
    arguments.addAll(List.of("--work-dir", home.resolve(name).toString()));
    arguments.addAll(List.of(options));
    return start(name, known, arguments.toArray(String[]::new));
  }

  private Path start(String name, Path known, String... arguments) throws IOException {
    Path log = home.resolve(name + ".log");
    List<String> command = new ArrayList<>(List.of("sh", home.resolve("crnas-spark").toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "CRNAS_SPARK_SECRET",
                known.toString(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                // Starts sooner.
                "SPARK_DAEMON_JAVA_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
    processes.add(builder.start());
    return log;
  }

  /** Its master, its workers, and what these have started. */
  List<ProcessHandle> processes() {
    return processes.stream()
        .map(Process::toHandle)
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .toList();
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  Path secret() {
    return secret;
  }

  /** An evaluator whose candidates another one scores on this cluster. */
  String on(String evaluator, String... more) {
    return "{%s, conf: [%s], evaluator: %s%s}"
        .formatted(
            settings(),
            FAST,
            evaluator,
            Stream.of(more).map(setting -> ", " + setting).reduce("", String::concat));
  }

  /** The same; a worker process that is silent for some seconds is lost. */
  String impatiently(String evaluator) {
    return "{%s, conf: [%s, %s], evaluator: %s}".formatted(settings(), FAST, IMPATIENT, evaluator);
  }

  /** The same; workers reach this process by a relay of two ports. */
  String by(Relay relay, String evaluator) {
    return "{%s, address: %s, conf: [%s, %s, %s], evaluator: %s}"
        .formatted(
            settings(),
            Relay.ADDRESS,
            FAST,
            IMPATIENT,
            "spark.driver.bindAddress=127.0.0.1, spark.driver.port=%d, spark.driver.blockManager.port=%d"
                .formatted(relay.port(0), relay.port(1)),
            evaluator);
  }

  /** The settings alone; who scores is told by the context. */
  SparkSettings described() {
    return new SparkSettings(
        master(),
        () -> "command",
        1,
        0,
        Optional.of(1),
        "512m",
        2,
        true,
        Optional.of(secret),
        "127.0.0.1",
        false,
        Optional.empty(),
        List.of(FAST.replace("\"", "")));
  }

  private String settings() {
    return "kind: spark, master: \"%s\", secret: %s, memory: 512m, cores: 1"
        .formatted(master(), secret);
  }

  @Override
  public void close() {
    // What workers started ends with them.
    processes.reversed().forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (process.waitFor(20, TimeUnit.SECONDS)) {
          continue;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }
}
