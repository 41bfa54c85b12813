package io.crnas.framework.progress;

/** Where long work reports to: a progress bar on a terminal, plain lines elsewhere, or nothing. */
public interface Progress {

  /**
   * Begins a piece of work.
   *
   * @param name what is done, for example {@code stage supernet}
   * @param total how many units there are
   * @param unit what is counted, in the plural, for example {@code steps}
   */
  Task start(String name, long total, String unit);

  /** One line that stays. */
  void say(String line);

  /** A piece of work under way; closed when it ended, whole or not. */
  interface Task extends AutoCloseable {

    /** So many units were done before, by a run that this one goes on with. */
    default void resume(long units) {
      advance(units);
    }

    /** So many more units are done. */
    void advance(long units);

    /** All is done, also where that were fewer units than it might have been. */
    default void complete() {}

    /** What to show beside the count, for example {@code loss 1.23}. */
    void detail(String text);

    @Override
    void close();
  }

  /**
   * Progress of several pieces of work that count together as one: their units are the units of a
   * task. What is said of one alone, its name and details, would tell nothing of the others.
   *
   * @param progress where lines go
   * @param task stays open
   */
  static Progress partOf(Progress progress, Task task) {
    return new Progress() {
      @Override
      public Task start(String name, long total, String unit) {
        return new Task() {
          @Override
          public void resume(long units) {
            task.resume(units);
          }

          @Override
          public void advance(long units) {
            task.advance(units);
          }

          @Override
          public void detail(String text) {}

          @Override
          public void close() {}
        };
      }

      @Override
      public void say(String line) {
        progress.say(line);
      }
    };
  }

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public Task start(String name, long total, String unit) {
        return new Task() {
          @Override
          public void advance(long units) {}

          @Override
          public void detail(String text) {}

          @Override
          public void close() {}
        };
      }

      @Override
      public void say(String line) {}
    };
  }
}
