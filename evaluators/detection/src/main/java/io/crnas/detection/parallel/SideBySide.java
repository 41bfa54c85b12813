package io.crnas.detection.parallel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Pieces of work that do not depend on each other, several of them at a time. */
public final class SideBySide {
  private SideBySide() {}

  /**
   * One piece of work.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * Does all of them; what is still under way when one fails is interrupted.
   *
   * @param name of the threads, before their numbers
   * @param most how many may be under way at a time; where it is one, all is done by this thread
   * @return what came of each, in order
   * @throws InterruptedException if this thread was interrupted; all have ended by then
   */
  public static <T> List<T> run(String name, int most, List<Work<T>> works)
      throws IOException, InterruptedException {
    List<T> results = new ArrayList<>();
    if (Math.min(most, works.size()) <= 1) {
      for (Work<T> work : works) {
        results.add(work.run());
      }
      return results;
    }
    Ahead.Maker<T> maker =
        number -> {
          try {
            return works.get((int) number).run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (var all = new Ahead<>(name, maker, 0, works.size(), Math.min(most, works.size()))) {
      while (all.hasNext()) {
        results.add(all.next());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return results;
  }
}
