package io.crnas.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  private static final String CSV =
      """
      candidate,AP,note,parameters
      2-2-2-2,0.25,the baseline,11.5
      "1-2-2-3/1.11.11.111", 3e-1 ,,12

      3-2-1-2,,"not measured, yet",
      1-1-3-3/1.1.222.111,.5,dilated,-1
      """;

  private static final String JSON =
      """
      [
        {"candidate": "2-2-2-2", "AP": 0.25, "note": "the baseline", "parameters": 11.5},
        {"candidate": "1-2-2-3/1.11.11.111", "AP": 3e-1, "parameters": 12},
        {"candidate": "3-2-1-2", "AP": null, "note": true},
        {"parameters": -1, "AP": 0.5, "candidate": "1-1-3-3/1.1.222.111"}
      ]
      """;

  @TempDir private Path base;

  private Evaluator<Allocation> open(String name, String text) throws IOException {
    return open(name, text, "candidate");
  }

  private Evaluator<Allocation> open(String name, String text, String column) throws IOException {
    Files.writeString(base.resolve(name), text);
    return new TableProvider()
        .open(
            new TableSettings(Path.of(name), column, Optional.empty()),
            Contexts.stage(base, base.resolve("unused")));
  }

  private List<Problem> problems(String name, String text) {
    return assertThrows(InvalidInputException.class, () -> open(name, text)).problems();
  }

  private Problem at(String name, int line, String found, String expected) {
    return new Problem(base.resolve(name) + ":" + line, found, expected);
  }

  @ParameterizedTest
  @CsvSource({"table.csv", "table.CSV", "table.json"})
  void everyColumnOfNumbersIsAMetric(String name) throws Exception {
    try (var evaluator = open(name, name.endsWith("json") ? JSON : CSV)) {
      List<Evaluation> answers =
          evaluator.evaluate(
              List.of(
                  Allocation.parse("1-2-2-3"),
                  Allocation.parse("2-2-2-2/11.11.11.11"),
                  Allocation.parse("3-2-1-2"),
                  Allocation.parse("1-1-3-3"),
                  Allocation.parse("1-1-3-3/1.1.222.111")));
      assertEquals(
          List.of(
              Evaluation.of(Map.of("AP", 0.3, "parameters", 12.0)),
              Evaluation.of(Map.of("AP", 0.25, "parameters", 11.5)),
              new Evaluation.Failed("the table has no number for it"),
              new Evaluation.Failed("not in the table"),
              Evaluation.of(Map.of("AP", 0.5, "parameters", -1.0))),
          answers);
    }
  }

  @Test
  void onlyTheColumnsThatAreNamedAreMetrics() throws Exception {
    Files.writeString(base.resolve("t.csv"), CSV);
    var named = Optional.of(List.of("AP"));
    var settings = new TableSettings(Path.of("t.csv"), "candidate", named);
    try (var all = open("t.csv", CSV);
        var one = new TableProvider().open(settings, Contexts.stage(base, base))) {
      assertNotEquals(all.fingerprint(), one.fingerprint());
      assertEquals(
          List.of(
              Evaluation.of(Map.of("AP", 0.25)),
              new Evaluation.Failed("the table has no number for it")),
          one.evaluate(List.of(Allocation.parse("2-2-2-2"), Allocation.parse("3-2-1-2"))));
    }
    var missing = new TableSettings(Path.of("t.csv"), "candidate", Optional.of(List.of("AR")));
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> new TableProvider().open(missing, Contexts.stage(base, base)));
    assertEquals(
        List.of(at("t.csv", 1, "nothing in a column AR", "the metric AR")), refused.problems());
  }

  @Test
  void aFileOfAnotherProgramIsRead() throws Exception {
    String text = "\uFEFFnet;AP\r\n".replace(';', ',') + "2-2-2-2,0.25\r\n\r\n1-2-2-3,0.5";
    try (var evaluator = open("table.csv", text, "net")) {
      assertEquals(
          List.of(Evaluation.of(Map.of("AP", 0.25)), Evaluation.of(Map.of("AP", 0.5))),
          evaluator.evaluate(List.of(Allocation.parse("2-2-2-2"), Allocation.parse("1-2-2-3"))));
    }
  }

  @Test
  void everyProblemOfACsvFileIsToldWithItsLine() {
    String csv =
        """
        candidate,AP,AP,
        2-2-2-2,0.25,0.25,
        2-2-2-2/11.11.11.11,0.25,0.25,
        1-2-2,nan,1,
        ,1,1,
        1-2-2-3,1

        1-2-2-3,1e999,1,
        1-2-2-0,1,1,
        """;
    assertEquals(
        List.of(
            at("t.csv", 1, "the column AP a second time", "every column once"),
            at("t.csv", 1, "a column without a name", "a name for each"),
            at("t.csv", 3, "2-2-2-2/11.11.11.11 as in line 2", "every candidate once"),
            at("t.csv", 5, "no candidate", "a candidate in each row"),
            at("t.csv", 6, "2 fields", "4, as in the header"),
            at(
                "t.csv",
                9,
                "a wrong candidate ('1-2-2-0' is no stage allocation, expected blocks per stage"
                    + " such as 1-3-5-7)",
                "one such as 1-3-5-7 or 1-3-5-7/1.112.11223.1222333")),
        problems("t.csv", csv));
  }

  @Test
  void whatIsNoFiniteNumberAmongNumbersIsAProblem() {
    String expected = "a finite number or nothing, as the column is a metric";
    assertEquals(
        List.of(
            at("t.csv", 3, "AP is 'nan'", expected),
            at("t.csv", 4, "AP is '1e999'", expected),
            at("t.csv", 5, "AP is '0x10'", expected)),
        problems(
            "t.csv",
            """
            candidate,AP
            2-2-2-2,1
            1-2-2-3,nan
            3-2-1-2,1e999
            1-1-3-3,0x10
            """));
    assertEquals(
        List.of(at("t.json", 2, "AP is '0.5'", expected)),
        problems(
            "t.json",
            """
            [{"candidate": "2-2-2-2", "AP": 1},
             {"candidate": "1-2-2-3", "AP": "0.5"}]
            """));
  }

  @Test
  void everyProblemOfAJsonFileIsToldWithItsLine() {
    String json =
        """
        [
          {"candidate": "2-2-2-2", "AP": [1]},
          7,
          {"AP": 1},
          {"candidate": "1-2-2-3", "AP": 1},
          {"candidate": "1-2-2-3", "AP": 2, "AP": 3}
        ]
        """;
    List<Problem> problems = problems("t.json", json);
    assertEquals(
        List.of(
            at("t.json", 2, "AP is a list or an object", "a number, a text or null"),
            at("t.json", 3, "something else than an object", "an object for each candidate"),
            at("t.json", 4, "no candidate", "a candidate in each row")),
        problems.subList(0, 3));
    assertEquals(base.resolve("t.json") + ":6", problems.get(3).where());
    assertEquals(4, problems.size(), problems::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          t.csv  | ''                             | 1 | no row
          t.csv  | 'candidate,AP'                 | 1 | no row
          t.csv  | 'net,AP#2-2-2-2,1'             | 1 | no column candidate
          t.csv  | 'candidate,AP#2-2-2-2,high'    | 1 | no column of numbers
          t.csv  | 'candidate,AP#"2-2-2-2"x,1'    | 2 | no CSV
          t.csv  | 'candidate,AP#2-2-2-2,"1'      | 2 | no CSV
          t.json | ''                             | 1 | no list
          t.json | '{"candidate": "2-2-2-2"}'     | 1 | no list
          t.json | '[]'                           | 1 | no row
          t.json | '[{"candidate": "2-2-2-2",#'   | 2 | no JSON
          t.json | '[{"candidate":"2-2-2-2","AP":1}]#7' | 2 | more behind
          """)
  void aFileThatIsNoTableIsRefused(String name, String text, int line, String found) {
    List<Problem> problems = problems(name, text.replace('#', '\n'));
    assertEquals(1, problems.size(), problems::toString);
    assertEquals(base.resolve(name) + ":" + line, problems.getFirst().where());
    assertTrue(problems.getFirst().found().startsWith(found), problems::toString);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws Exception {
    Path file = base.resolve("t.csv");
    Files.write(file, "candidate,AP\nä,1".getBytes(StandardCharsets.ISO_8859_1));
    var settings = new TableSettings(Path.of("t.csv"), "candidate", Optional.empty());
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> new TableProvider().open(settings, Contexts.stage(base, base)));
    assertEquals(
        List.of(new Problem(file.toString(), "bytes that are not UTF-8", "a table")),
        refused.problems());
  }

  @Test
  void aTableWithoutACandidateOfTheLevelIsRefused() {
    assertEquals(
        List.of(
            new Problem(
                base.resolve("t.csv").toString(),
                "none of the candidates of level stage",
                "some of them, for example 1-1-3-3/1.1.111.111")),
        // Of other stages, outside the sets, beyond the budget, dilated.
        problems(
            "t.csv",
            """
            candidate,AP
            1-2-3,1
            9-9-9-9,1
            3-3-3-3,1
            2-2-2-2/11.11.11.22,1
            """));
  }

  @Test
  void aFileThatIsMissingIsRefused() {
    var settings = new TableSettings(Path.of("none.csv"), "candidate", Optional.empty());
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> new TableProvider().open(settings, Contexts.stage(base, base)));
    assertEquals(
        List.of(
            new Problem(
                base.resolve("none.csv").toString(), "no such file", "a table of candidates")),
        refused.problems());
    InvalidInputException checked =
        assertThrows(
            InvalidInputException.class, () -> new TableProvider().check(settings, "AP", base));
    assertEquals(refused.problems(), checked.problems());
  }

  @Test
  void theObjectiveIsOneOfTheMetricsThatAreRead() throws Exception {
    Files.writeString(base.resolve("t.csv"), CSV);
    var all = new TableSettings(Path.of("t.csv"), "candidate", Optional.empty());
    var some = new TableSettings(Path.of("t.csv"), "candidate", Optional.of(List.of("AP")));
    var provider = new TableProvider();
    provider.check(all, "parameters", base);
    provider.check(some, "AP", base);

    assertEquals(
        List.of(
            new Problem(
                base.resolve("t.csv").toString(),
                "the metrics AP",
                "the objective parameters among them")),
        assertThrows(InvalidInputException.class, () -> provider.check(some, "parameters", base))
            .problems());
    assertThrows(InvalidInputException.class, () -> provider.check(all, "note", base));
  }

  @Test
  void aCandidateThatHasMetricsButNotTheObjectiveIsToldWithItsLine() throws Exception {
    String text = "candidate,AP,parameters\n2-2-2-2,0.25,11\n3-2-1-2,,\n1-2-2-3,,12\n1-1-3-3,,-1\n";
    Files.writeString(base.resolve("t.csv"), text);
    var all = new TableSettings(Path.of("t.csv"), "candidate", Optional.empty());
    var some = new TableSettings(Path.of("t.csv"), "candidate", Optional.of(List.of("AP")));
    var provider = new TableProvider();

    String expected = "the objective AP among them, or no metric at all";
    assertEquals(
        List.of(
            at("t.csv", 4, "1-2-2-3/1.11.11.111 with parameters", expected),
            at("t.csv", 5, "1-1-3-3/1.1.111.111 with parameters", expected)),
        assertThrows(InvalidInputException.class, () -> provider.check(all, "AP", base))
            .problems());
    // Where parameters are no metric, these have none.
    provider.check(some, "AP", base);
  }

  @Test
  void manyProblemsAreToldInPart() {
    List<Problem> problems =
        problems("t.csv", "candidate,AP\n" + "2-2,1\n".repeat(1) + "x,1\n".repeat(1_000));
    assertEquals(51, problems.size());
    assertEquals("950 more problems", problems.getLast().found());
  }

  @Test
  void anotherFileOrColumnIsAnotherFingerprint() throws Exception {
    String text = "candidate,again,AP\n2-2-2-2,2-2-2-2,1\n";
    String fingerprint;
    try (var evaluator = open("t.csv", text)) {
      fingerprint = evaluator.fingerprint();
    }
    try (var column = open("t.csv", text, "again");
        var content = open("t.csv", text + "1-2-2-3,1-2-2-3,1\n");
        var same = open("u.csv", text)) {
      assertEquals(fingerprint, same.fingerprint());
      assertNotEquals(fingerprint, column.fingerprint());
      assertNotEquals(fingerprint, content.fingerprint());
    }
  }
}
