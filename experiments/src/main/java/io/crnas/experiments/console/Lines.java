package io.crnas.experiments.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Lines for a file or a pipe: few, and each complete. Work within other work only says how far it
 * is.
 */
final class Lines extends Reporter {
  private static final long INTERVAL = 5_000_000_000L;

  private final PrintStream out;
  private final List<Work> open = new ArrayList<>();
  private long last;

  Lines(PrintStream out, LongSupplier nanoTime) {
    super(nanoTime);
    this.out = out;
  }

  @Override
  void started(Work work, long now) {
    last = now;
    if (open.isEmpty()) {
      said(work.name + ": " + work.all());
    }
    open.add(work);
  }

  @Override
  void advanced(Work work, long now) {
    if (now - last >= INTERVAL && !work.isWhole()) {
      last = now;
      said(
          work.name
              + ": "
              + List.of(work.count(), work.speed(), work.left(), work.detail()).stream()
                  .filter(part -> !part.isEmpty())
                  .collect(Collectors.joining(", ")));
    }
  }

  @Override
  void ended(Work work, long now) {
    open.remove(work);
    if (!open.isEmpty()) {
      return;
    }
    String how = work.isWhole() ? "done, " : "stopped, ";
    said(work.name + ": " + how + work.count() + " in " + Work.clock(work.seconds()));
  }

  @Override
  void said(String line) {
    out.println(line);
    out.flush();
  }
}
