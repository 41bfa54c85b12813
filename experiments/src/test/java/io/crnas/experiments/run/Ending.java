package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.experiments.command.Commands;
import io.crnas.experiments.pipeline.Pipeline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a command ended and what it said. */
public record Ending(int status, List<String> out, List<String> err) {

  /** Executes a command in this process. */
  public static Ending of(String... arguments) {
    return of(new DescriptorPipeline(), arguments);
  }

  public static Ending of(Pipeline pipeline, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var said = new ByteArrayOutputStream();
    var complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int status = Commands.execute(pipeline, arguments);
      return new Ending(status, lines(said), lines(complained));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  public Ending requireStatus(int expected) {
    assertEquals(expected, status, this::toString);
    return this;
  }

  /** Whether a line of the complaint has all of these words in it. */
  public boolean complainsOf(String... words) {
    return err.stream().anyMatch(line -> List.of(words).stream().allMatch(line::contains));
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public String toString() {
    return "status %d%nout:%n%s%nerr:%n%s"
        .formatted(status, String.join("\n", out), String.join("\n", err));
  }
}
