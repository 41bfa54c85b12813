package io.crnas.experiments.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.run.Ending;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code crnas journal} prints of a journal that its writer has open. */
class JournalCommandTest {
  private static final String REASON = "the loss, \"12\",\n\u001bis not finite";

  @TempDir Path run;

  private Journal journal;

  @BeforeEach
  void write() throws IOException {
    journal = Journal.open(RunJournal.in(run));
    journal.append(
        List.of(
            answer("stage", "2-2-2-2/11.11.11.11", 0, Map.of("AP", 0.25, "AP50", 0.5)),
            answer(
                "stage",
                "1-1-2-4/1.1.11.1111",
                1,
                Map.of("AP", 1.0 / 3, "AP50", 0.4, "AP/die", 0.1, "cost", 7.0))));
    journal.append(
        List.of(
            answer("stage", "4-2-1-1/1111.11.1.1", 1, new Evaluation.Failed(REASON)),
            answer("spatial", "1-1-2-4/1.2.11.1111", 0, Map.of("AP", 0.3, "AP50", 0.6))));
  }

  private static Answer answer(
      String level, String candidate, int generation, Map<String, Double> metrics) {
    return answer(level, candidate, generation, Evaluation.of(metrics));
  }

  private static Answer answer(
      String level, String candidate, int generation, Evaluation evaluation) {
    return new Answer(
        level, candidate, generation, 0, evaluation, 1_000_000, 34, "0123456789abcdef");
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Ending print(String... options) {
    var arguments = new ArrayList<>(List.of("journal", run.toString()));
    arguments.addAll(List.of(options));
    return Ending.of(arguments.toArray(String[]::new));
  }

  private List<String> lines(String... options) {
    return print(options).requireStatus(0).out();
  }

  @Test
  void everyAnswerIsALineOfTheTable() {
    List<String> lines = lines();

    assertEquals(5, lines.size(), lines::toString);
    assertEquals(
        "# time level generation candidate AP AP50 cost AP/die cost ms evaluator reason",
        lines.getFirst().replaceAll(" +", " "));
    assertTrue(
        lines
            .get(1)
            .matches(
                "1  \\S+Z  stage +0  2-2-2-2/11.11.11.11  25.0 +50.0 +- +-  1,000,000  34 "
                    + " 01234567"),
        lines.get(1));
    assertTrue(lines.get(3).endsWith("01234567   the loss, \"12\", is not finite"), lines.get(3));
  }

  @Test
  void inANarrowTerminalTheCandidateAndItsScoreStay() {
    List<String> lines =
        new Listing(RunJournal.read(run)).level("spatial").table(OptionalInt.of(40));

    assertEquals(
        List.of("#  level    candidate              AP", "4  spatial  1-1-2-4/1.2.11.1111  30.0"),
        lines);
  }

  @Test
  void theBestComesFirstAndWhatFailedLast() {
    List<String> candidates =
        lines("--sort", "AP", "--json").stream()
            .map(line -> JsonMapper.shared().readTree(line).get("candidate").asString())
            .toList();
    assertEquals(
        List.of(
            "1-1-2-4/1.1.11.1111",
            "1-1-2-4/1.2.11.1111",
            "2-2-2-2/11.11.11.11",
            "4-2-1-1/1111.11.1.1"),
        candidates);
    assertEquals(2, lines("--level", "spatial").size());
  }

  @Test
  void jsonHasAnObjectForEachAnswerWithEveryDigit() {
    List<JsonNode> objects =
        lines("--json").stream().map(line -> JsonMapper.shared().readTree(line)).toList();

    assertEquals(4, objects.size());
    JsonNode scored = objects.get(1);
    assertEquals(1.0 / 3, scored.get("metrics").get("AP").doubleValue());
    assertEquals(2, scored.get("sequence").intValue());
    assertEquals("scored", scored.get("status").asString());
    assertEquals("0123456789abcdef", scored.get("fingerprint").asString());
    assertEquals(1_000_000, scored.get("cost").intValue());
    assertEquals(REASON, objects.get(2).get("reason").asString());
  }

  @Test
  void csvIsReadBackWithEveryDigit() throws IOException {
    String text = String.join("\r\n", lines("--csv"));
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      List<CSVRecord> records = parser.getRecords();

      assertEquals(4, records.size());
      assertEquals(1.0 / 3, Double.parseDouble(records.get(1).get("AP")));
      assertEquals("7.0", records.get(1).get("metric cost"));
      assertEquals("1000000", records.get(1).get("cost"));
      assertEquals("", records.get(3).get("AP/die"));
      assertEquals("failed", records.get(2).get("status"));
    }
  }

  @Test
  void anUnknownLevelOrMetricIsToldWithTheKnownOnes() {
    assertTrue(print("--level", "joint").requireStatus(2).complainsOf("joint", "stage, spatial"));
    assertTrue(
        print("--sort", "mAP").requireStatus(2).complainsOf("mAP", "AP, AP50, cost, AP/die"));
  }

  @Test
  void aFolderWithoutAJournalIsBadInput() throws IOException {
    Path empty = Files.createDirectory(run.resolve("empty"));
    assertTrue(
        Ending.of("journal", empty.toString())
            .requireStatus(2)
            .complainsOf(empty.toString(), "no journal.sqlite"));
    Ending.of("journal", run.resolve("nowhere").toString()).requireStatus(2);
  }
}
