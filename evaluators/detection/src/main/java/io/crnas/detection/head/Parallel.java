package io.crnas.detection.head;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Work in parts that write to places of their own, so that the order does not matter. */
final class Parallel {
  private Parallel() {}

  /** Does parts 0 to count - 1, in this thread alone where one thread is allowed. */
  static void forEach(int count, int threads, IntConsumer part) {
    IntStream parts = IntStream.range(0, count);
    (threads > 1 ? parts.parallel() : parts).forEach(part);
  }
}
