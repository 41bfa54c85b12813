package io.crnas.experiments.run;

import io.crnas.framework.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Shows progress and takes the time between the steps of the trainings that report to it. */
final class StepClock implements Progress {
  private final Progress shown;
  private final List<Long> steps = new ArrayList<>();
  private long trained;

  StepClock(Progress shown) {
    this.shown = shown;
  }

  /** The median step since this was last asked, without the first ones, which are slower. */
  Duration step(int warmUp) {
    List<Long> sorted = steps.stream().skip(warmUp).sorted().toList();
    steps.clear();
    if (sorted.isEmpty()) {
      throw new IllegalStateException("no step was made after the first " + warmUp);
    }
    return Duration.ofNanos(sorted.get(sorted.size() / 2));
  }

  /** How long trainings took in all. */
  Duration trained() {
    return Duration.ofNanos(trained);
  }

  @Override
  public Task start(String name, long total, String unit) {
    Task task = shown.start(name, total, unit);
    return unit.equals("steps") ? new Timed(task) : task;
  }

  @Override
  public void say(String line) {
    shown.say(line);
  }

  private final class Timed implements Task {
    private final Task task;
    private final long begin = System.nanoTime();
    private long last = begin;

    Timed(Task task) {
      this.task = task;
    }

    @Override
    public void resume(long units) {
      last = System.nanoTime();
      task.resume(units);
    }

    @Override
    public void advance(long units) {
      long now = System.nanoTime();
      steps.add(now - last);
      last = now;
      task.advance(units);
    }

    @Override
    public void complete() {
      task.complete();
    }

    @Override
    public void detail(String text) {
      task.detail(text);
    }

    @Override
    public void close() {
      trained += System.nanoTime() - begin;
      task.close();
    }
  }
}
