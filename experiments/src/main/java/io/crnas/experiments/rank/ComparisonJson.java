package io.crnas.experiments.rank;

import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A comparison for machines. */
final class ComparisonJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ComparisonJson() {}

  /** An object of one line; {@code null} for what is not defined. */
  static String line(Comparison comparison) {
    Ranking ranking = comparison.ranking();
    ObjectNode object =
        JSON.createObjectNode()
            .put("event", "ranking")
            .put("level", comparison.level())
            .put("predictor", comparison.predictor())
            .put("reference", comparison.reference())
            .put("candidates", ranking.candidates());
    put(object, "tau-b", ranking.kendall());
    put(object, "spearman", ranking.spearman());
    ObjectNode regrets = object.putObject("regret");
    Ranking.TOPS.forEach(top -> put(regrets, Integer.toString(top), ranking.regret(top)));
    comparison
        .reliability()
        .ifPresentOrElse(
            some -> put(object.putObject("reliability"), some),
            () -> object.putNull("reliability"));
    return JSON.writeValueAsString(object);
  }

  private static void put(ObjectNode object, Reliability reliability) {
    object.put("seeds", reliability.seeds());
    put(object, "tau-b", reliability.kendall());
    put(object, "spearman", reliability.spearman());
    put(object, "withinDeviation", reliability.within());
    put(object, "betweenDeviation", reliability.between());
    put(object, "share", reliability.share());
    put(object, "ceiling", reliability.ceiling());
  }

  private static void put(ObjectNode object, String name, Optional<Estimate> estimate) {
    estimate.ifPresentOrElse(
        some ->
            object
                .putObject(name)
                .put("value", some.value())
                .put("low", some.low())
                .put("high", some.high()),
        () -> object.putNull(name));
  }
}
