package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Part;
import io.crnas.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Latencies that are measured on another device. */
class LatencyFileTest {
  private static final String STRATEGY =
      "kind: pareto, cost: latency, latency: {file: there/latency.csv}, population: 8,"
          + " generations: 2";

  @TempDir Path scratch;

  @Test
  void aSearchGoesByWhatWasMeasuredOnAnotherDevice() throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, STRATEGY, "stage");
    Path there = scratch.resolve("there");
    assertTrue(
        Ending.of("validate", descriptor.toString())
            .requireStatus(2)
            .complainsOf("levels[0].strategy.latency", "latency.csv", "no such file"));

    Ending.of("latency", descriptor.toString(), "--out", there.toString()).requireStatus(0);

    Path table = there.resolve("latency.csv");
    List<String> rows = Files.readAllLines(table);
    assertEquals("candidate,file,milliseconds", rows.getFirst());
    assertTrue(rows.get(1).startsWith("2-2-2-2/"), "the baseline is the first");
    assertTrue(
        Ending.of("validate", descriptor.toString())
            .requireStatus(2)
            .complainsOf("nothing in a column milliseconds"));
    Map<String, Double> measured = fillIn(table, rows);

    Path run = scratch.resolve("run");
    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    Results.Level level = Results.read(run.resolve("results.json")).levels().getFirst();
    List<Results.Compromise> front = level.front().orElseThrow().candidates();
    front.forEach(one -> assertEquals(measured.get(one.allocation().toString()), one.cost()));
    var failed = new ArrayList<String>();
    for (Results.Candidate candidate : level.candidates()) {
      String name = candidate.allocation().toString();
      assertEquals(measured.containsKey(name), candidate.score().isPresent(), name);
      if (candidate.score().isEmpty()) {
        failed.add(name);
      }
    }
    assertFalse(failed.isEmpty());
    assertTrue(
        Ending.of("journal", run.toString()).requireStatus(0).out().stream()
            .anyMatch(line -> line.contains("no latency in there/latency.csv")));

    assertTrue(
        Ending.of("latency", descriptor.toString(), "--out", there.toString())
            .requireStatus(2)
            .complainsOf("may hold measurements"));
  }

  /** Of every file that runs, but each fifth. */
  private static Map<String, Double> fillIn(Path table, List<String> rows) throws IOException {
    var measured = new HashMap<String, Double>();
    List<String> filled = new ArrayList<>(List.of(rows.getFirst()));
    for (int i = 1; i < rows.size(); i++) {
      String[] cells = rows.get(i).split(",", -1);
      if (i % 5 == 0) {
        filled.add(rows.get(i));
        continue;
      }
      if (i == 1) {
        try (Model net = Model.load(table.resolveSibling(cells[1]), Options.defaults())) {
          var image = new Tensor(List.of(1, 3, 64, 64), new float[3 * 64 * 64]);
          assertEquals(4, net.run(image).size());
        }
      }
      double milliseconds = 40 - 0.25 * i;
      measured.put(cells[0], milliseconds);
      filled.add(cells[0] + "," + cells[1] + "," + milliseconds);
    }
    Files.write(table, filled);
    return measured;
  }

  @Test
  void wholeDetectorsAreWrittenWhereTheBudgetIsAboutThem() throws IOException {
    Path descriptor =
        Files.writeString(
            scratch.resolve("whole.yaml"),
            TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
                .replace("budget: {input", "budget: {scope: detector, tolerance: 0.2, input"));

    Ending ending =
        Ending.of(
                "latency",
                descriptor.toString(),
                "--candidates",
                "2",
                "--out",
                scratch.resolve("out").toString())
            .requireStatus(0);

    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("stage: 2 of ")), ending::toString);
    List<String> rows = Files.readAllLines(scratch.resolve("out/latency.csv"));
    assertEquals(3, rows.size());
    for (String row : rows.subList(1, 3)) {
      Metadata metadata = Metadata.read(scratch.resolve("out").resolve(row.split(",", -1)[1]));
      assertEquals(Part.DETECTOR, metadata.part());
      assertEquals(row.split(",", -1)[0], metadata.allocation());
    }
  }

  @Test
  void aFileOfLatenciesBelongsToThatCostAlone() throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, STRATEGY, "stage");
    Files.writeString(
        descriptor, Files.readString(descriptor).replace("cost: latency", "cost: macs"));
    assertTrue(
        Ending.of("validate", descriptor.toString())
            .requireStatus(2)
            .complainsOf("strategy.latency", "cost: latency"));
  }
}
