package io.crnas.experiments.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * One line that is drawn over; work begun last is the one shown. Work within other work leaves
 * nothing.
 */
final class Bar extends Reporter {
  private static final long REDRAW = 100_000_000L;
  private static final int BAR = 24;

  private final PrintStream out;
  private final PrintStream terminal;
  private final IntSupplier columns;
  private final boolean unicode;
  private final List<Work> open = new ArrayList<>();
  private long drawn = Long.MIN_VALUE;
  private int width = 80;

  /**
   * @param out where lines go that stay
   * @param terminal where the bar is drawn
   * @param columns the width of the terminal, asked when work begins
   * @param unicode whether it can draw more than ASCII
   */
  Bar(
      PrintStream out,
      PrintStream terminal,
      IntSupplier columns,
      boolean unicode,
      LongSupplier nanoTime) {
    super(nanoTime);
    this.out = out;
    this.terminal = terminal;
    this.columns = columns;
    this.unicode = unicode;
  }

  @Override
  void started(Work work, long now) {
    width = columns.getAsInt();
    open.add(work);
    draw(now);
  }

  @Override
  void advanced(Work work, long now) {
    if (drawn == Long.MIN_VALUE || now - drawn >= REDRAW) {
      draw(now);
    }
  }

  @Override
  void ended(Work work, long now) {
    open.remove(work);
    erase();
    if (!open.isEmpty()) {
      draw(now);
      return;
    }
    String mark = work.isWhole() ? unicode ? "✓" : "done:" : unicode ? "✗" : "stopped:";
    terminal.println(
        cut(mark + " " + work.name + "  " + work.count() + " in " + Work.clock(work.seconds())));
    terminal.flush();
  }

  @Override
  void said(String line) {
    if (open.isEmpty()) {
      out.println(line);
      out.flush();
      return;
    }
    erase();
    terminal.flush();
    out.println(line);
    out.flush();
    terminal.print(line(open.getLast()));
    terminal.flush();
  }

  private void draw(long now) {
    drawn = now;
    erase();
    terminal.print(line(open.getLast()));
    terminal.flush();
  }

  private void erase() {
    terminal.print("\r\u001b[K");
  }

  private String line(Work work) {
    var line = new StringBuilder(work.name).append("  ");
    int full = (int) Math.round(work.fraction() * BAR);
    line.repeat(unicode ? "━" : "#", full).repeat(unicode ? "─" : ".", BAR - full);
    line.append(String.format(" %3d%%", (int) (work.fraction() * 100)));
    for (String part : List.of(work.count(), work.speed(), work.left(), work.detail())) {
      if (!part.isEmpty()) {
        line.append("  ").append(part);
      }
    }
    return cut(line.toString());
  }

  /** The last column stays free: some terminals break the line there. */
  private String cut(String line) {
    return line.substring(0, Math.min(line.length(), Math.max(1, width - 1)));
  }
}
