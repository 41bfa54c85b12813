package io.crnas.experiments.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What docs/evaluator.md tells an engineer to do. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
final class OwnEvaluatorTest {
  /** Fails for stages that begin with 3, says NaN for some, and else counts dilations of 2. */
  private static final String SCRIPT =
      """
      echo "$1" >> "$0.asked"
      case "$1" in
        3-*) exit 7 ;;
        1-1-2-4/*) echo nan ;;
        *) printf %s "${1#*/}" | tr -cd 2 | wc -c ;;
      esac
      """;

  @TempDir private Path folder;

  private Path script() throws IOException {
    return Files.writeString(folder.resolve("score.sh"), SCRIPT);
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(folder.resolve("score.sh.asked"));
  }

  @Test
  void theDocumentedSearchFindsABetterCandidateAndAsksForEachOnceALevel() throws Exception {
    Path journal = folder.resolve("journal.sqlite");

    Allocation best = OwnEvaluator.search(script(), journal);

    // Every stage allocation scores 0, and the baseline yields only to a better one.
    assertEquals("2-2-2-2", best.stages().toString());
    List<Entry> entries = Journal.read(journal);
    assertEquals(
        entries.size(),
        entries.stream().map(e -> e.answer().level() + e.answer().candidate()).distinct().count());
    // As docs/method.md says: the same as with the baseline's number of blocks.
    List<Integer> depths =
        entries.stream()
            .filter(entry -> entry.answer().level().equals("stage"))
            .map(entry -> Allocation.parse(entry.answer().candidate()).stages().depth())
            .toList();
    assertEquals(Collections.nCopies(9, 8), depths);
    assertEquals(asked(), entries.stream().map(entry -> entry.answer().candidate()).toList());
    double baseline = score(entries, "spatial", "2-2-2-2/11.11.11.11");
    assertTrue(score(entries, "spatial", best.toString()) > baseline, best::toString);
  }

  private static double score(List<Entry> entries, String level, String candidate) {
    return entries.stream()
        .map(Entry::answer)
        .filter(answer -> answer.level().equals(level) && answer.candidate().equals(candidate))
        .map(answer -> (Evaluation.Scored) answer.evaluation())
        .findFirst()
        .orElseThrow()
        .metric("AP");
  }

  @Test
  void aSearchRunAgainAsksForNothing() throws Exception {
    Path journal = folder.resolve("journal.sqlite");
    Allocation first = OwnEvaluator.search(script(), journal);
    List<String> asked = asked();

    assertEquals(first, OwnEvaluator.search(script(), journal));

    assertEquals(asked, asked());
  }

  @Test
  void aFailureAndANumberThatIsNoneAreAnswersWithAReason() throws Exception {
    try (var evaluator = new OwnEvaluator(script())) {
      List<Evaluation> evaluations =
          evaluator.evaluate(
              List.of(
                  Allocation.parse("3-1-2-2"),
                  Allocation.parse("1-1-2-4"),
                  Allocation.parse("2-2-2-2/12.12.11.11")));
      assertEquals(new Evaluation.Failed("exit status 7"), evaluations.get(0));
      assertTrue(evaluations.get(1) instanceof Evaluation.Failed, evaluations::toString);
      assertEquals(Evaluation.of(Map.of("AP", 2.0)), evaluations.get(2));
    }
  }

  @Test
  void anInterruptedEvaluationEnds() throws Exception {
    try (var evaluator = new OwnEvaluator(script())) {
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedException.class,
          () -> evaluator.evaluate(List.of(Allocation.parse("2-2-2-2"))));
    }
  }
}
