package io.crnas.framework.behaviour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process holds: threads, children, and open files of one folder where Linux tells. */
final class Resources {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** How threads begin that Java keeps for all: workers, and who wakes futures that time out. */
  private static final String COMMON_POOL = "ForkJoinPool.commonPool-";

  private final Path folder;
  private final Set<Thread> threads;
  private final Set<ProcessHandle> processes;
  private final List<Path> files;

  private Resources(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    this.threads = threads();
    this.processes = ProcessHandle.current().children().collect(Collectors.toSet());
    this.files = openFiles(this.folder);
  }

  /** What is held now. */
  static Resources held(Path folder) throws IOException {
    return new Resources(folder);
  }

  /** What is held besides this after some patience, as texts; empty as soon as there is nothing. */
  List<String> heldBesides(Duration patience) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(patience);
    List<String> held = besides();
    while (!held.isEmpty() && Instant.now().isBefore(end)) {
      Thread.sleep(10);
      held = besides();
    }
    return held;
  }

  private List<String> besides() throws IOException {
    var now = new Resources(folder);
    List<String> held = new ArrayList<>();
    now.threads.stream()
        .filter(Predicate.not(threads::contains))
        .forEach(thread -> held.add("thread " + thread.getName()));
    now.processes.stream()
        .filter(Predicate.not(processes::contains))
        .forEach(process -> held.add("process " + process.info().commandLine().orElse("unknown")));
    List<Path> opened = new ArrayList<>(now.files);
    files.forEach(opened::remove);
    opened.forEach(file -> held.add("open file " + file));
    return List.copyOf(held);
  }

  /** Those of the group that tests run in; the platform's own helpers are not in it. */
  private static Set<Thread> threads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> {
          ThreadGroup of = thread.getThreadGroup();
          return of != null && group.parentOf(of);
        })
        .filter(thread -> !thread.getName().startsWith(COMMON_POOL))
        .collect(Collectors.toSet());
  }

  private static List<Path> openFiles(Path folder) throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return List.of();
    }
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      for (Path descriptor : descriptors.toList()) {
        try {
          Path file = Files.readSymbolicLink(descriptor);
          if (file.startsWith(folder)) {
            open.add(file);
          }
        } catch (IOException _) {
          // Closed meanwhile.
        }
      }
    }
    return open;
  }
}
