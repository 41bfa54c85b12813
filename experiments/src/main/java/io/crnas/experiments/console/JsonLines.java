package io.crnas.experiments.console;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object a line, for machines. */
final class JsonLines extends Reporter {
  private static final long INTERVAL = 1_000_000_000L;

  private final JsonMapper json = JsonMapper.shared();
  private final PrintStream out;
  private long last;

  JsonLines(PrintStream out, LongSupplier nanoTime) {
    super(nanoTime);
    this.out = out;
  }

  @Override
  void started(Work work, long now) {
    last = now;
    print(event("start", work));
  }

  @Override
  void advanced(Work work, long now) {
    if (now - last >= INTERVAL) {
      last = now;
      ObjectNode event = event("progress", work).put("rate", work.rate());
      if (work.secondsLeft() >= 0) {
        event.put("secondsLeft", work.secondsLeft());
      }
      if (!work.detail().isEmpty()) {
        event.put("detail", work.detail());
      }
      print(event);
    }
  }

  @Override
  void ended(Work work, long now) {
    print(event("end", work).put("whole", work.isWhole()).put("seconds", work.seconds()));
  }

  @Override
  void said(String line) {
    print(json.createObjectNode().put("event", "line").put("text", line));
  }

  private ObjectNode event(String name, Work work) {
    return json.createObjectNode()
        .put("event", name)
        .put("work", work.name)
        .put("done", work.done())
        .put("total", work.total)
        .put("unit", work.unit);
  }

  private void print(ObjectNode event) {
    out.println(json.writeValueAsString(event));
    out.flush();
  }
}
