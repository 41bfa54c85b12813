package io.crnas.experiments.status;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
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
      case SILENT ->
          "nothing written for %s; if it was stopped: crnas resume %s"
              .formatted(ago(status), status.folder());
      case ENDED -> "at its end";
    };
  }

  /** A cell for each column. */
  static List<List<String>> rows(RunStatus status) {
    List<List<String>> rows = new ArrayList<>();
    for (RunStatus.NetStatus net : status.nets()) {
      rows.add(row(net, status.state()));
    }
    for (RunStatus.LevelStatus level : status.levels()) {
      String failed = level.failed() > 0 ? ", " + level.failed() + " failed" : "";
      rows.add(
          List.of(
              level.level() + " search",
              level.scored() + " candidates" + failed,
              "",
              "",
              level
                  .best()
                  .map(best ->
                      String.format(
                          Locale.ROOT,
                          "highest %s %.4f: %s",
                          level.objective(),
                          best.score(),
                          best.candidate()))
                  .orElse("")));
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

  private static List<String> row(RunStatus.NetStatus net, RunStatus.State state) {
    boolean goesOn =
        state != RunStatus.State.ENDED && !net.isWhole() && net.progress().measured().isEmpty();
    return List.of(
        net.progress().net(),
        net.progress().step() + net.steps().map(all -> "/" + all).orElse("") + " steps",
        goesOn ? text("%.2f/s", net.progress().stepsPerSecond()) : "",
        goesOn && net.secondsLeft().isPresent()
            ? time(Duration.ofSeconds(Math.round(net.secondsLeft().getAsDouble())))
            : "",
        net.progress().measured().containsKey("AP")
            ? String.format(Locale.ROOT, "AP %.4f", net.progress().measured().get("AP"))
            : text("loss %.3f", net.progress().loss()));
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
