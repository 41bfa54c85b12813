package io.crnas.experiments.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetProgressTest {
  @TempDir Path scratch;

  private List<NetProgress> read(String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of("net,step,time,loss,AP"));
    all.addAll(List.of(lines));
    return NetProgress.read(
        Files.writeString(scratch.resolve("metrics.csv"), String.join("\n", all)));
  }

  @Test
  void netsAreToldInTheOrderOfTheirBeginningWithRateAndLoss() throws IOException {
    List<NetProgress> nets =
        read(
            "one,1,100.0,4.0,",
            "other,1,100.0,1.0,",
            "one,2,100.5,3.0,",
            "one,3,101.0,2.0,",
            "one,3,102.0,,0.25");
    assertEquals(List.of("one", "other"), nets.stream().map(NetProgress::net).toList());
    assertEquals(
        new NetProgress("one", 3, OptionalDouble.of(3), OptionalDouble.of(2), Map.of("AP", 0.25)),
        nets.getFirst());
    assertEquals(
        new NetProgress("other", 1, OptionalDouble.of(1), OptionalDouble.empty(), Map.of()),
        nets.getLast());
  }

  /** Of a training that took a while longer at its beginning, and one that was resumed. */
  @Test
  void theRateIsThatOfTheLastSteps() throws IOException {
    List<String> lines = new ArrayList<>(List.of("one,1,0.0,1.0,"));
    for (int step = 2; step <= 80; step++) {
      lines.add("one," + step + "," + (1000 + step * 0.25) + ",1.0,");
    }
    NetProgress one = read(lines.toArray(String[]::new)).getFirst();
    assertEquals(4, one.stepsPerSecond().orElseThrow(), 1e-9);
    assertEquals(80, one.step());
  }

  @Test
  void aLineThatIsBeingWrittenIsNotReadYet() throws IOException {
    assertEquals(1, read("one,1,100.0,4.0,", "one,2,10").getFirst().step());
    assertTrue(NetProgress.read(scratch.resolve("none.csv")).isEmpty());
    assertTrue(NetProgress.read(Files.createFile(scratch.resolve("empty.csv"))).isEmpty());
  }
}
