package io.crnas.experiments.rank;

import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.chart.Plot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A comparison as a drawing: a dot for each candidate, and the numbers above.
 *
 * @param comparison what is drawn
 */
record ComparisonPlot(Comparison comparison) {

  /** An SVG file. */
  String svg() {
    boolean severalSeeds = comparison.reliability().isPresent();
    var plot =
        new Plot(
            title(),
            notes(),
            axis(comparison.predictor(), pair -> Stream.of(pair.predicted())),
            axis(comparison.reference(), pair -> pair.references().stream()));
    for (Pair pair : comparison.pairs()) {
      if (severalSeeds) {
        plot.bar(
            pair.predicted(),
            Collections.min(pair.references()),
            Collections.max(pair.references()),
            Plot.colour(0));
      }
      plot.dot(
          new Plot.Point(pair.predicted(), pair.reference()),
          String.format(
              Locale.ROOT, "%s: %.4f, %.4f", pair.candidate(), pair.predicted(), pair.reference()),
          Plot.colour(0));
    }
    return plot.svg();
  }

  private String title() {
    return "Predicted and reference scores of %d candidates, %s level%s"
        .formatted(
            comparison.ranking().candidates(),
            comparison.name(),
            comparison.level().equals(ScoreTable.ANY) ? "s" : "");
  }

  private List<String> notes() {
    Ranking ranking = comparison.ranking();
    List<String> notes = new ArrayList<>();
    notes.add(
        "Kendall's tau-b %s, Spearman %s"
            .formatted(Estimate.text(ranking.kendall(), 3), Estimate.text(ranking.spearman(), 3)));
    notes.add(
        ranking.regrets().stream()
            .map(regret ->
                String.format(Locale.ROOT, "at %d: %.4f", regret.top(), regret.lost().value()))
            .collect(Collectors.joining(", ", "regret ", "")));
    comparison.reliability().ifPresent(some -> notes.addAll(notes(some)));
    return notes;
  }

  private static List<String> notes(Reliability reliability) {
    return List.of(
        "dots: the mean of %d seeds; bars: from the lowest to the highest"
            .formatted(reliability.seeds()),
        "one seed against another: tau-b %s, Spearman %s"
            .formatted(
                Estimate.text(reliability.kendall(), 3), Estimate.text(reliability.spearman(), 3)),
        "deviation of one training %s, between candidates %s; reliability %s"
            .formatted(
                value(reliability.within()),
                value(reliability.between()),
                Estimate.text(reliability.share(), 3)));
  }

  /** Without its interval, as there is not room for all of them. */
  private static String value(Optional<Estimate> estimate) {
    return estimate.map(some -> String.format(Locale.ROOT, "%.4f", some.value())).orElse("-");
  }

  private Axis axis(String name, Function<Pair, Stream<Double>> side) {
    return Axis.over(
        name, comparison.pairs().stream().flatMap(side).mapToDouble(Double::doubleValue).toArray());
  }
}
