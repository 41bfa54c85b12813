package io.crnas.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.rank.PairedDifference;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Results.Candidate;
import io.crnas.experiments.results.Results.Expectation;
import io.crnas.experiments.results.Results.Level;
import io.crnas.experiments.results.Retrained;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportTest {

  @Test
  void thePageIsWellFormedAndRefersToNothingOutside() throws Exception {
    String html = Example.html();
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/example-report.html"), html);
    // The page happens to be XML but for what HTML never closes.
    Document page =
        xml(html.replace("<!DOCTYPE html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>"));
    assertEquals("html", page.getDocumentElement().getTagName());
    assertFalse(html.contains("<script"));
    assertFalse(html.contains("<link"));
    var reference = Pattern.compile("(?:href|src)=\"([^\"]*)\"|url\\(").matcher(html);
    while (reference.find()) {
      assertTrue(String.valueOf(reference.group(1)).startsWith("data:image/"), reference::group);
    }
  }

  @Test
  void namesFromOutsideAreEscaped() throws IOException {
    String html = Example.html();
    assertTrue(html.contains("&lt;b&gt;&amp;&quot;name&quot;"));
    assertFalse(html.contains("<b>&\"name\""));
  }

  @Test
  void theSameDataGivesTheSamePage() throws IOException {
    assertEquals(Example.html(), Example.html());
  }

  @Test
  void theVerdictSaysWhatTheNumbersSay() throws IOException {
    Results data = Example.results();
    assertEquals(
        "The found backbone reaches AP 56.1 on the test split, 1.3 points more than the baseline's"
            + " 54.8, at 0.17 % more cost.",
        Verdict.of(data));
    assertEquals(
        "The found backbone reaches AP 54.8 on the test split, 1.3 points less than the baseline's"
            + " 56.1, at 0.17 % less cost.",
        Verdict.of(
            with(
                data,
                data.found(),
                data.retrained()
                    .map(trained ->
                        Example.with(
                            trained,
                            /* baseline= */ trained.found(),
                            /* found= */ trained.baseline())))));
    assertEquals(
        "Of the search's 2 finalists the baseline itself is the best on the val split.",
        Verdict.of(with(data, data.baseline(), data.retrained())));
    assertEquals(
        "The search found nothing better than the baseline itself.",
        Verdict.of(with(data, data.baseline(), Optional.empty())));
    assertFalse(
        Verdict.caution(with(data, data.baseline(), data.retrained())).contains("no such choice"));
    assertEquals(
        "The search found 1-3-2-2/2.113.12.23; it and the baseline were not retrained to be compared.",
        Verdict.of(with(data, data.found(), Optional.empty())));
  }

  @Test
  void nothingIsCalledFromScratchThatBeganWithWeights() throws IOException {
    Results data = Example.results();
    assertTrue(Verdict.caution(data).contains("trained once, from scratch, by the same recipe"));
    Retrained trained = data.retrained().orElseThrow();
    Retrained.Net found = trained.found();
    var weights =
        new Results.Beginning(
            "net.pth", "ab", 1, 2, List.of(), List.of(), List.of(), Optional.empty());
    var begun =
        new Retrained.Net(
            found.allocation(),
            found.costs(),
            found.test(),
            found.seeds(),
            found.weights(),
            Optional.of(weights));
    Results pretrained =
        with(data, data.found(), Optional.of(Example.with(trained, trained.baseline(), begun)));
    String html = Example.html(pretrained);
    assertTrue(html.contains("<th>found begins with</th><td>1 of 2 parameters of net.pth"), html);
    assertTrue(
        html.contains("trained once, beginning with the same weights where they have them, by"),
        html);
    assertFalse(html.contains("from scratch"), html);
  }

  @Test
  void theChosenCandidateHasARowBesideTheBestWhereverItIsRanked() throws IOException {
    Results data = Example.results();
    List<Candidate> candidates =
        IntStream.range(0, 12).mapToObj(i -> candidate(i, OptionalDouble.empty())).toList();
    String html =
        Example.html(with(data, level(data, candidates, candidates.get(9), Optional.empty())));
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 9), shown(html, candidates));
    assertTrue(
        html.contains(
            "<tr class=\"chosen\"><th><code>10-1-1-1/1111111111.1.1.1</code>, chosen</th><td>31.0</td>"),
        html);
    assertFalse(html.contains("<th>expected AP</th>"));
  }

  @Test
  void whereScoresTogetherDecideCandidatesAreRankedByWhatTheyLetExpect() throws IOException {
    Results data = Example.results();
    List<Candidate> candidates =
        IntStream.range(0, 12)
            .mapToObj(i -> candidate(i, OptionalDouble.of(0.2 + 0.01 * i)))
            .toList();
    var worth = new Results.Expectation(0.31, 0.02, 0.03);
    String html =
        Example.html(with(data, level(data, candidates, candidates.getLast(), Optional.of(worth))));
    assertEquals(List.of(11, 10, 9, 8, 7, 6, 5, 4), shown(html, candidates));
    assertTrue(html.contains("<th>expected AP</th><th>AP</th>"));
    assertTrue(
        html.contains(
            "<tr class=\"chosen\"><th><code>12-1-1-1/111111111111.1.1.1</code>, chosen</th><td>31.0</td><td>29.0</td>"),
        html);
  }

  private static Candidate candidate(int i, OptionalDouble expected) {
    return new Candidate(
        Allocation.parse(i + 1 + "-1-1-1"), 0, OptionalDouble.of(0.4 - 0.01 * i), 1000, expected);
  }

  private static Level level(
      Results data,
      List<Candidate> candidates,
      Candidate chosen,
      Optional<Expectation> expectation) {
    Level level = data.levels().getFirst();
    return new Level(
        level.name(),
        level.evaluator(),
        level.objective(),
        level.feasible(),
        candidates.size(),
        level.baselineScore(),
        chosen.allocation(),
        level.bestMetrics(),
        level.generations(),
        candidates,
        level.front(),
        expectation,
        level.beginning());
  }

  private static Results with(Results data, Level level) {
    return with(data, data.baseline(), data.found(), List.of(level), Optional.empty());
  }

  /** Which candidates have a row, in the order of the rows. */
  private static List<Integer> shown(String html, List<Candidate> candidates) {
    return Pattern.compile("<tr[^>]*><th><code>([^<]*)</code>")
        .matcher(html)
        .results()
        .map(row -> row.group(1))
        .map(text ->
            candidates.stream().map(one -> one.allocation().toString()).toList().indexOf(text))
        .toList();
  }

  @Test
  void whatTrainingsMultipliedInIsTold() throws IOException {
    String html = Example.html();
    assertTrue(
        html.contains("<th>trained in</th><td>bfloat16, weights and statistics in float32</td>"),
        html);
  }

  @Test
  void finalistsAreShownBesideWhatTheSearchThoughtOfThemAndHeldAgainstTheResult()
      throws IOException {
    Results data = Example.results();
    String html = Example.html(data);
    assertTrue(html.contains("AP in the search"), html);
    String score =
        Text.score(
            new Metric("AP"),
            data.levels().getLast().candidates().stream()
                .filter(one -> one.allocation().toString().equals("1-3-2-2/2.113.12.23"))
                .findFirst()
                .orElseThrow()
                .score());
    assertTrue(
        html.contains(
            "<tr><th><code>1-3-2-2/2.113.12.23</code></th><td>"
                + score
                + "</td><td>55.2</td><td>1</td></tr>"),
        html);
    assertTrue(
        Verdict.caution(data)
            .contains("the best of 2 on the val split; the baseline had no such choice"),
        () -> Verdict.caution(data));

    Results itself = with(data, Allocation.parse("1-3-2-2"), data.found(), data.retrained());
    assertTrue(
        Verdict.caution(itself).contains("the baseline was behind it"), Verdict.caution(itself));
    assertTrue(
        Example.html(itself).contains("<code>1-3-2-2/1.111.11.11</code>, the baseline</th>"));
  }

  @Test
  void aDifferenceIsSaidWithItsIntervalAndOnlyWhereItIsShown() throws IOException {
    List<Double> baseline = List.of(0.50, 0.52, 0.51);
    PairedDifference shown =
        PairedDifference.of("AP", baseline, List.of(0.53, 0.551, 0.539)).orElseThrow();
    assertEquals("+3.0 AP [2.8, 3.2], 3 seeds", Verdict.of(shown));
    PairedDifference open =
        PairedDifference.of("AP", baseline, List.of(0.53, 0.51, 0.52)).orElseThrow();
    assertEquals("no difference shown (+1.0 AP [−4.0, 6.0], 3 seeds)", Verdict.of(open));
    Results example = Example.results();
    Retrained once = example.retrained().orElseThrow();
    Results data =
        with(
            example,
            example.found(),
            Optional.of(
                new Retrained(
                    once.baseline(),
                    once.found(),
                    once.detector(),
                    once.finals(),
                    Optional.of(shown),
                    once.parity(),
                    once.baselineParity())));
    assertTrue(Verdict.of(data).contains("+3.0 AP [2.8, 3.2], 3 seeds"), Verdict.of(data));
    assertTrue(Verdict.caution(data).contains("3 times"), Verdict.caution(data));
  }

  @Test
  void aParityThatDoesNotHoldIsTold() throws IOException {
    Retrained.Parity parity = Example.results().retrained().orElseThrow().parity();
    assertTrue(parity.holds());
    assertFalse(parity(true, 1e-6, parity.checks()).holds(), "too far apart");
    assertFalse(parity(false, 1e-4, parity.checks()).holds(), "not finite");
    assertFalse(parity(true, 1e-6, List.of()).holds(), "nothing compared");
  }

  private static Retrained.Parity parity(
      boolean passed, double tolerance, List<Retrained.Check> checks) {
    return new Retrained.Parity(passed, tolerance, 2.4e-6, "cpu", checks, List.of());
  }

  @Test
  void theLatencyOfBothFilesStandsWithTheCost() throws IOException {
    String html = Example.html();
    assertTrue(
        html.contains(
            "<tr><th>milliseconds of an image, detector</th><td>40.00</td><td>42.50</td>"
                + "<td class=\"\">+5.00 %</td></tr>"),
        html);
    assertTrue(html.contains("on one test image of 256×320, in ONNX Runtime on cpu with 2"), html);
  }

  @Test
  void whatTheFileReachesStandsBesideTheEngineAndMayNotBeFarOff() throws IOException {
    Results data = Example.results();
    String row = "<tr><th>found AP</th><td>%s</td><td>56.10</td><td>%s</td></tr>";
    String html = Example.html(data);
    assertTrue(html.contains(row.formatted("56.11", "0.010")), html);
    assertTrue(
        html.contains("<tr><th>baseline AP</th><td>54.80</td><td>54.80</td><td>0.000</td></tr>"),
        html);

    Retrained nets = data.retrained().orElseThrow();
    var lost = new Retrained.Scored("AP", 0.56, 0.561, 0.1, 0.05);
    Retrained.Parity parity = nets.parity().withScores(List.of(lost));
    assertFalse(parity.holds());
    assertEquals("AP is 0.100 points apart", parity.fault());
    var wrong =
        new Retrained(
            nets.baseline(),
            nets.found(),
            nets.detector(),
            nets.finals(),
            nets.difference(),
            parity,
            nets.baselineParity());
    html = Example.html(with(data, data.found(), Optional.of(wrong)));
    assertTrue(html.contains(row.formatted("56.00", "0.100")), html);
    assertTrue(html.contains("<b>AP is 0.100 points apart, allowed is 0.05</b>"), html);
  }

  @Test
  void numbersAreWrittenAsPeopleReadThem() {
    assertEquals("1.235 G", Text.amount(1_234_567_890));
    assertEquals("12.35 M", Text.amount(12_345_678));
    assertEquals("0.00 %", Text.percent(1_000_000, 1_000_001));
    assertEquals("−1.00 %", Text.percent(100, 99));
    assertEquals("–", Text.score(new Metric("AP"), OptionalDouble.empty()));
  }

  @Test
  void cocosFractionsAreShownInPointsAndOthersMetricsAsTheyAre() {
    for (String name : List.of("AP", "AP50", "ARl", "AP/red cell", "AP50/red cell")) {
      var metric = new Metric(name);
      assertEquals("36.4", metric.text(0.3645), name);
      assertEquals(OptionalDouble.empty(), metric.measured(-1), name);
      assertEquals(
          "−1.3", Text.difference(metric, OptionalDouble.of(0.561), OptionalDouble.of(0.548)));
    }
    for (String name : List.of("score", "milliseconds", "mAP", "APPLES", "parameters")) {
      var metric = new Metric(name);
      assertEquals("0.3645", metric.text(0.3645), name);
      assertEquals(OptionalDouble.of(-1), metric.measured(-1), name);
      assertEquals("+12.5", Text.difference(metric, OptionalDouble.of(2), OptionalDouble.of(14.5)));
      assertEquals("0", Text.difference(metric, OptionalDouble.of(2), OptionalDouble.of(2)));
    }
    var other = new Metric("score");
    assertEquals("-27.5", other.text(-27.5));
    assertEquals("0", other.text(0));
    assertEquals("788398080", other.text(788_398_080));
    assertEquals("12.346", other.text(12.3456789));
    assertEquals("0.00012346", other.text(0.000123456));
    assertEquals("1.2346e-07", other.text(0.000000123456));
  }

  @Test
  void aDifferenceNeverContradictsTheNumbersBesideIt() {
    var metric = new Metric("AP");
    assertEquals("0.0", difference(metric, 0.5516, 0.5524), "55.2 and 55.2");
    assertEquals("+0.1", difference(metric, 0.5524, 0.5526), "55.2 and 55.3");
    assertEquals("−0.1", difference(metric, 0.5629, 0.5620), "56.3 and 56.2");
    assertEquals("0.0", difference(metric, 0.55200, 0.55202), "55.2 and 55.2");
  }

  private static String difference(Metric metric, double from, double to) {
    return Text.difference(metric, OptionalDouble.of(from), OptionalDouble.of(to));
  }

  @Test
  void everyCategoryHasItsRowAndItsLineOfCsv() throws IOException {
    assertTrue(Example.html().contains("<tr><th>disc</th><td>54.8</td><td>56.1</td>"));
    assertEquals(
        List.of(
            "net,category,AP,AP50",
            "baseline,disc,0.548,0.8480000000000001",
            "baseline,\"a, <b>\",,",
            "found,disc,0.561,0.861",
            "found,\"a, <b>\",,"),
        Categories.csv(Example.results()).lines().toList());
  }

  @Test
  void ofMasksEveryCategoryHasItsColumnsToo() throws IOException {
    Results boxes = Example.results();
    Results masks = with(boxes, boxes.found(), boxes.retrained().map(Example::withMasks));

    assertTrue(
        Example.html(masks)
            .contains(
                "<tr><th>disc</th><td>54.8</td><td>56.1</td><td class=\"up\">+1.3</td>"
                    + "<td>84.8</td><td>86.1</td><td class=\"up\">+1.3</td>"
                    + "<td>50.0</td><td>52.0</td><td class=\"up\">+2.0</td>"
                    + "<td>80.0</td><td>82.0</td><td class=\"up\">+2.0</td></tr>"));
    assertTrue(Example.html(masks).contains("<th>mask-AP50, baseline</th><th>found</th>"));
    assertEquals(
        List.of(
            "net,category,AP,AP50,mask-AP,mask-AP50",
            "baseline,disc,0.548,0.8480000000000001,0.5,0.8",
            "baseline,\"a, <b>\",,,,",
            "found,disc,0.561,0.861,0.52,0.8200000000000001",
            "found,\"a, <b>\",,,,"),
        Categories.csv(masks).lines().toList());
  }

  @Test
  void picturesSayWhereNoDetectionIsSure() throws IOException {
    Picture sure = Example.pictures().getFirst();
    var box = new Picture.Box("disc", 1, 1, 2, 2, OptionalDouble.of(0.23));

    assertFalse(Pictures.html(List.of(sure)).contains("no detection"));
    assertTrue(
        Pictures.html(List.of(seen(sure, List.of(box, box))))
            .contains(": no detection reaches 50; the best 2</figcaption>"));
    assertTrue(
        Pictures.html(List.of(seen(sure, List.of()))).contains(": nothing was detected</fig"));
  }

  private static Picture seen(Picture picture, List<Picture.Box> detections) {
    return new Picture(
        picture.name(), picture.source(), picture.size(), picture.truth(), detections);
  }

  private static Results with(Results data, Allocation found, Optional<Retrained> retrained) {
    return with(data, data.baseline(), found, retrained);
  }

  private static Results with(
      Results data, Allocation baseline, Allocation found, Optional<Retrained> retrained) {
    return with(data, baseline, found, data.levels(), retrained);
  }

  private static Results with(
      Results data,
      Allocation baseline,
      Allocation found,
      List<Level> levels,
      Optional<Retrained> retrained) {
    return new Results(
        data.name(),
        data.seed(),
        data.backbone(),
        data.blocks(),
        data.software(),
        data.device(),
        data.threads(),
        data.precision(),
        data.data(),
        data.categories(),
        data.budget(),
        baseline,
        found,
        levels,
        retrained);
  }

  private static Document xml(String text)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }
}
