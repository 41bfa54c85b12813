package io.crnas.experiments.status;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.console.UnderWay;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.watch.NetProgress;
import io.crnas.framework.worker.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A status for people. */
final class StatusTable {
  static final List<Column> COLUMNS =
      List.of(
          new Column("", Side.LEFT, 0),
          new Column("done", Side.LEFT, 0),
          new Column("rate", Side.RIGHT, 1),
          new Column("left", Side.RIGHT, 0),
          new Column("", Side.LEFT, 0));

  private static final Metric AP = new Metric("AP");

  /** Units a second. */
  private static final double SELDOM = 0.05;

  private static final int SECONDS_OF_AN_HOUR = 3_600;

  private StatusTable() {}

  static List<String> lines(RunStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(status.folder() + ": " + state(status));
    List<List<String>> rows = rows(status);
    if (!rows.isEmpty()) {
      lines.addAll(new Table(COLUMNS, rows).lines());
    }
    return lines;
  }

  static String state(RunStatus status) {
    return switch (status.state()) {
      case RUNNING -> "running, last written to %s ago".formatted(ago(status));
      case STOPPED ->
          "stopped, last written to %s ago; it goes on by: crnas resume %s"
              .formatted(ago(status), status.folder());
      case ENDED -> "at its end";
    };
  }

  /** A cell for each column. */
  static List<List<String>> rows(RunStatus status) {
    List<List<String>> rows = new ArrayList<>();
    for (UnderWay work : status.now()) {
      rows.add(row(work, status.state() == RunStatus.State.STOPPED));
    }
    for (NetProgress net : status.nets()) {
      rows.add(List.of(net.net(), net.step() + " steps", "", "", last(net)));
    }
    for (RunStatus.LevelStatus level : status.levels()) {
      rows.add(
          List.of(
              level.level() + " search",
              level.scored() + " candidates",
              "",
              "",
              level
                  .best()
                  .map(best ->
                      "highest %s %s: %s"
                          .formatted(
                              level.objective(),
                              new Metric(level.objective()).told(best.score()),
                              best.candidate()))
                  .orElse("")));
      level
          .failure()
          .ifPresent(last ->
              rows.add(
                  List.of(
                      "",
                      level.failed() + " failed",
                      "",
                      "",
                      "the last: %s: %s"
                          .formatted(
                              last.candidate(), last.reason().replaceAll("\\s+", " ").strip()))));
    }
    for (WorkerState worker : status.workers()) {
      rows.add(
          List.of(
              "worker " + worker.name(),
              worker.answered() + " answered",
              "",
              "",
              worker.place() + worker.lost().map(why -> ", lost: " + why).orElse("")));
    }
    return rows;
  }

  private static List<String> row(UnderWay work, boolean before) {
    String count = "%d/%d %s".formatted(work.done(), work.total(), work.unit());
    return before
        ? List.of("it was at", count, "", "", work.work())
        : List.of(
            "now",
            count,
            work.perSecond().isPresent() ? rate(work.perSecond().getAsDouble()) : "",
            work.secondsLeft().isPresent()
                ? time(Duration.ofSeconds(Math.round(work.secondsLeft().getAsDouble())))
                : "",
            work.work() + (work.detail().isEmpty() ? "" : ", " + work.detail()));
  }

  private static String last(NetProgress net) {
    Double tested = net.measured().get(AP.name());
    return tested == null ? text("loss %.3f", net.loss()) : AP.name() + " " + AP.told(tested);
  }

  /** Where one takes minutes, so many an hour. */
  private static String rate(double perSecond) {
    return perSecond < SELDOM
        ? String.format(Locale.ROOT, "%.1f/h", perSecond * SECONDS_OF_AN_HOUR)
        : String.format(Locale.ROOT, "%.2f/s", perSecond);
  }

  private static String text(String form, OptionalDouble number) {
    return number.isPresent() ? String.format(Locale.ROOT, form, number.getAsDouble()) : "";
  }

  private static String ago(RunStatus status) {
    return time(status.silence().isNegative() ? Duration.ZERO : status.silence());
  }

  private static String time(Duration time) {
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : time.toMinutes() > 0
            ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
            : time.toSeconds() + " s";
  }
}
