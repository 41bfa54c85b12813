package io.crnas.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.worker.WorkerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who may talk to a cluster, and from where. */
@EnabledOnOs(OS.LINUX)
class SecurityTest {
  private static final String COMMAND = "{kind: command, command: [sh, score.sh]}";

  /** Of 127.0.0.1, as the kernel writes it, of both families. */
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  private static final String LISTENING = "0A";

  @TempDir private Path folder;
  private Path otherSecret = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(folder.resolve("score.sh"), "echo '{\"AP\": 0.5}'\n");
    otherSecret = Files.writeString(folder.resolve("other"), "of nobody here\n");
  }

  private SparkCluster cluster() throws Exception {
    return SparkCluster.start(Files.createDirectory(folder.resolve("cluster")));
  }

  @Test
  void aWorkerWithAnotherSecretIsNotTakenAndTheRunWaitsForOneWithItsOwn() throws Exception {
    try (SparkCluster cluster = cluster()) {
      Path log = cluster.withStranger(otherSecret);
      while (!Runs.text(log).contains("Failed to connect to master")) {
        Thread.sleep(50);
      }
      var runs = new Runs(folder);
      var right =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (runs.said().stream()
                      .noneMatch(line -> line.contains("no worker process"))) {
                    Thread.sleep(50);
                  }
                  cluster.withWorker();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Path run = runs.run("run", cluster.on(COMMAND), List.of());
      right.join();
      assertFalse(Runs.text(log).contains("registered with master"), Runs.text(log));
      List<WorkerState> workers = workers(run);
      assertEquals(1, workers.size(), workers::toString);
      assertEquals(Runs.answers(run).size(), workers.getFirst().answered());
    }
  }

  private static List<WorkerState> workers(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return WorkerState.read(
          files.filter(file -> file.endsWith(WorkerState.FILE)).findFirst().orElseThrow());
    }
  }

  @Test
  void aRunWithAnotherSecretThanItsMasterIsRefused() throws Exception {
    try (SparkCluster cluster = cluster().withWorker()) {
      String evaluator =
          cluster.on(COMMAND).replace(cluster.secret().toString(), otherSecret.toString());
      var refused =
          assertThrows(
              InvalidInputException.class, () -> new Runs(folder).run("run", evaluator, List.of()));
      assertTrue(refused.getMessage().contains("a Spark 4.2 master with this secret"));
    }
  }

  @Test
  void allOfItListensOnLoopbackAlone() throws Exception {
    var places = new ArrayList<Set<String>>();
    try (SparkCluster cluster = cluster().withWorker()) {
      Set<String> before = listening(ProcessHandle.current());
      Consumer<String> look =
          work -> {
            if (work.startsWith("asking ")) {
              places.add(listening(ProcessHandle.current()));
              cluster.processes().forEach(process -> places.add(listening(process)));
            }
          };
      new Runs(folder, look).run("run", cluster.on(COMMAND), List.of());
      places.forEach(some -> some.removeAll(before));
    }
    // The driver's, the master's and the worker's.
    assertTrue(places.stream().filter(some -> !some.isEmpty()).count() >= 3, places::toString);
    for (Set<String> some : places) {
      for (String place : some) {
        assertTrue(LOOPBACK.contains(place.split(":", -1)[0]), places::toString);
      }
    }
  }

  /** Address and port of each socket that a process listens to, as the kernel writes them. */
  private static Set<String> listening(ProcessHandle process) {
    Path of = Path.of("/proc", Long.toString(process.pid()));
    var places = new TreeSet<String>();
    try {
      Set<String> own = sockets(of);
      for (String family : List.of("tcp", "tcp6")) {
        for (String line : Files.readAllLines(of.resolve("net").resolve(family))) {
          String[] cells = line.strip().split(" +", -1);
          if (cells[3].equals(LISTENING) && own.contains("socket:[" + cells[9] + "]")) {
            places.add(cells[1]);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return places;
  }

  private static Set<String> sockets(Path process) throws IOException {
    var sockets = new HashSet<String>();
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
          // It was closed in the meantime.
        }
      }
    }
    return sockets;
  }
}
