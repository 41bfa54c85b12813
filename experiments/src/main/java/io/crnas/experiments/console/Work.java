package io.crnas.experiments.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** How far a piece of work is, and how fast it goes. Guarded by whoever holds it. */
final class Work {
  /** The rate is that of the last so many nanoseconds: what was resumed went by in no time. */
  private static final long WINDOW = 20_000_000_000L;

  private static final long SAMPLE = 200_000_000L;

  private record Sample(long time, long done) {}

  final String name;
  final long total;
  final String unit;
  private final long began;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long now;
  private long done;
  private boolean complete;
  private String detail = "";

  Work(String name, long total, String unit, long now) {
    this.name = name;
    this.total = total;
    this.unit = unit;
    this.began = now;
    this.now = now;
    samples.add(new Sample(now, 0));
  }

  void advance(long units, long time) {
    done += units;
    now = time;
    if (time - samples.getLast().time() >= SAMPLE) {
      samples.add(new Sample(time, done));
    }
    while (samples.size() > 2 && time - samples.getFirst().time() > WINDOW) {
      samples.removeFirst();
    }
  }

  /** Units of no time: they do not count for the rate. */
  void resume(long units, long time) {
    done += units;
    now = time;
    samples.clear();
    samples.add(new Sample(time, done));
  }

  void complete() {
    complete = true;
  }

  void detail(String text) {
    detail = text;
  }

  String detail() {
    return detail;
  }

  long done() {
    return done;
  }

  boolean isWhole() {
    return complete || done >= total;
  }

  /** In [0, 1]. */
  double fraction() {
    return total <= 0 ? 1 : Math.clamp((double) done / total, 0, 1);
  }

  /** Units a second; 0 where nothing is known yet. */
  double rate() {
    Sample first = samples.getFirst();
    long nanos = now - first.time();
    return nanos <= 0 ? 0 : (done - first.done()) * 1e9 / nanos;
  }

  /** Seconds to the end at this rate; negative where that is not known. */
  double secondsLeft() {
    double rate = rate();
    return isWhole() ? 0 : rate > 0 ? (total - done) / rate : -1;
  }

  double seconds() {
    return (now - began) / 1e9;
  }

  void tick(long time) {
    now = time;
  }

  /** {@code 124/200 steps}; of all that were needed alone {@code 124 steps}. */
  String count() {
    return complete && done < total ? counted(done) : done + "/" + counted(total);
  }

  /** All of it, {@code 200 steps} or {@code 1 batch}. */
  String all() {
    return counted(total);
  }

  private String counted(long count) {
    String one = unit.endsWith("ches") ? unit.substring(0, unit.length() - 2) : unit;
    return count + " " + (count == 1 ? one.replaceFirst("s$", "") : unit);
  }

  /** {@code 8.3/s}, or nothing. */
  String speed() {
    double rate = rate();
    return rate <= 0 ? "" : String.format(Locale.ROOT, rate < 10 ? "%.2f/s" : "%.0f/s", rate);
  }

  /** {@code 0:09 left}, or nothing. */
  String left() {
    double seconds = secondsLeft();
    return seconds < 0 || isWhole() ? "" : clock(seconds) + " left";
  }

  /** Seconds as {@code 1:02:03} or {@code 2:03}. */
  static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
