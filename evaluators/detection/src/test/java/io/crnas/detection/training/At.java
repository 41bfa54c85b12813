package io.crnas.detection.training;

import io.crnas.framework.progress.Progress;

/** Does something in the working thread when so many steps are done. */
final class At implements Progress {
  private final long step;
  private final Runnable action;

  At(long step, Runnable action) {
    this.step = step;
    this.action = action;
  }

  @Override
  public Task start(String name, long total, String unit) {
    return new Task() {
      private long done;

      @Override
      public void advance(long units) {
        done += units;
        if (done == step) {
          action.run();
        }
      }

      @Override
      public void detail(String text) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void say(String line) {}
}
