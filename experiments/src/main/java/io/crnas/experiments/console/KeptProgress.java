package io.crnas.experiments.console;

import io.crnas.experiments.json.Json;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows progress, and keeps in a file what is under way, for whoever looks from outside. The file
 * is written again and again, so its time tells whether this process is there; it is gone when the
 * process has ended by itself.
 */
public final class KeptProgress implements Progress, AutoCloseable {
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(2);

  private final Progress shown;
  private final Path file;
  private final Thread writer;

  /** Guarded by itself, and never for as long as a disk takes. */
  private final List<Work> open = new ArrayList<>();

  /** Guarded by this. */
  private boolean closed;

  /**
   * @param shown where people look on
   * @param folder where the file is kept
   */
  public KeptProgress(Progress shown, Path folder) {
    this(shown, folder, BETWEEN_WRITES);
  }

  KeptProgress(Progress shown, Path folder, Duration betweenWrites) {
    this.shown = shown;
    this.file = folder.resolve(UnderWay.FILE);
    this.writer = Thread.ofVirtual().name("progress").start(() -> writeOn(betweenWrites));
  }

  private void writeOn(Duration betweenWrites) {
    try {
      while (write()) {
        Thread.sleep(betweenWrites);
      }
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  /** Whether there will be anything more to write. */
  private synchronized boolean write() {
    if (!closed) {
      try {
        Json.write(file, underWay());
      } catch (IOException e) {
        // It is for people to look at: a run does not fail over it, and there may be room later.
      }
    }
    return !closed;
  }

  private List<UnderWay> underWay() {
    synchronized (open) {
      return open.stream().map(UnderWay::of).toList();
    }
  }

  @Override
  public Task start(String name, long total, String unit) {
    var work = new Work(name, total, unit, System.nanoTime());
    Task task = shown.start(name, total, unit);
    synchronized (open) {
      open.add(work);
    }
    return new Kept(work, task);
  }

  @Override
  public void say(String line) {
    shown.say(line);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    writer.interrupt();
    Files.deleteIfExists(file);
  }

  private final class Kept implements Task {
    private final Work work;
    private final Task task;

    Kept(Work work, Task task) {
      this.work = work;
      this.task = task;
    }

    @Override
    public void resume(long units) {
      synchronized (open) {
        work.resume(units, System.nanoTime());
      }
      task.resume(units);
    }

    @Override
    public void advance(long units) {
      synchronized (open) {
        work.advance(units, System.nanoTime());
      }
      task.advance(units);
    }

    @Override
    public void complete() {
      synchronized (open) {
        work.complete();
      }
      task.complete();
    }

    @Override
    public void detail(String text) {
      synchronized (open) {
        work.detail(text);
      }
      task.detail(text);
    }

    @Override
    public void close() {
      synchronized (open) {
        open.remove(work);
      }
      task.close();
    }
  }
}
