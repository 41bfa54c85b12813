package io.crnas.detection.data;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Batches in order, made by other threads while the one before is used. Holds at most two batches
 * more than it has threads. For one consumer, who closes it.
 */
public final class Prefetcher implements AutoCloseable {
  private static final int AHEAD = 2;

  private final Batches batches;
  private final long to;
  private final ExecutorService threads;
  private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
  private long next;

  Prefetcher(Batches batches, long from, long to, int threads) {
    if (from < 0 || threads < 1) {
      throw new IllegalArgumentException("from step %d, %d threads".formatted(from, threads));
    }
    this.batches = batches;
    this.next = from;
    this.to = to;
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("batches-", 1).factory());
    for (int i = 0; i < threads + AHEAD; i++) {
      begin();
    }
  }

  private void begin() {
    if (next < to) {
      long step = next++;
      ahead.add(threads.submit(() -> batches.batch(step)));
    }
  }

  /** Whether there is another batch. */
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  /**
   * The next batch; waits for it.
   *
   * @throws NoSuchElementException after the last one
   * @throws InterruptedException when this thread is interrupted, even where it need not wait
   * @throws RuntimeException what making the batch threw, with the making thread's stack
   */
  public Batch next() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a batch");
    }
    Future<Batch> first = ahead.remove();
    try {
      Batch batch = first.get();
      begin();
      return batch;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Drops what is not used yet and waits for the threads to end. */
  @Override
  public void close() {
    ahead.clear();
    threads.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
