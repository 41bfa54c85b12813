package io.crnas.detection.parallel;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What is made for each of a series of steps, in order, by other threads while that of the step
 * before is used. Holds at most two more than it has threads. For one consumer, who closes it.
 *
 * @param <T> what is made for a step
 */
public final class Ahead<T> implements AutoCloseable {
  private static final int WAITING = 2;

  /**
   * Makes what belongs to one step, for several threads.
   *
   * @param <T> what is made
   */
  @FunctionalInterface
  public interface Maker<T> {
    T make(long step) throws InterruptedException;
  }

  private final Maker<T> maker;
  private final long to;
  private final ExecutorService threads;
  private final Queue<Future<T>> made = new ArrayDeque<>();
  private long next;

  /**
   * Begins with the first ones.
   *
   * @param name of the threads, before their numbers
   * @param from the first step, from 0
   * @param to the step after the last one
   * @param threads how many make them
   */
  public Ahead(String name, Maker<T> maker, long from, long to, int threads) {
    if (from < 0 || threads < 1) {
      throw new IllegalArgumentException("from step %d, %d threads".formatted(from, threads));
    }
    this.maker = maker;
    this.next = from;
    this.to = to;
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    for (int i = 0; i < threads + WAITING; i++) {
      begin();
    }
  }

  private void begin() {
    if (next < to) {
      long step = next++;
      made.add(threads.submit(() -> maker.make(step)));
    }
  }

  /** Whether there is another step. */
  public boolean hasNext() {
    return !made.isEmpty();
  }

  /**
   * What was made for the next step; waits for it.
   *
   * @throws NoSuchElementException after the last one
   * @throws InterruptedException when this thread is interrupted, even where it need not wait
   * @throws RuntimeException what the maker threw, with its thread's stack
   */
  public T next() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the next step");
    }
    Future<T> first = made.remove();
    try {
      T value = first.get();
      begin();
      return value;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Interrupts what is under way, drops what is not used yet and waits for the threads to end. */
  @Override
  public void close() {
    made.clear();
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
