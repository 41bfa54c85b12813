package io.crnas.experiments.docs;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import io.crnas.spaces.evaluator.NestedEvaluator;
import io.crnas.spaces.evaluator.Nesting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

// docs/cluster.md begins
/** An evaluator whose candidates another one trains. */
public final class PricedProvider implements EvaluatorProvider<PricedProvider.Settings> {
  public record Settings(
      @Setting(about = "what a block costs, in AP", min = 0) double price,
      @Setting(about = "the one that trains and scores") NestedEvaluator evaluator)
      implements Nesting<Settings> {
    @Override
    public Settings with(NestedEvaluator another) {
      return new Settings(price, another);
    }
  }

  @Override
  public String kind() {
    return "priced";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Evaluator<Allocation> open(Settings settings, EvaluatorContext context) {
    return new Priced(context.nested().orElseThrow().here(), settings.price());
  }

  private record Priced(Evaluator<Allocation> inside, double price)
      implements Evaluator<Allocation> {
    @Override
    public String fingerprint() {
      return inside.fingerprint() + "-" + price;
    }

    @Override
    public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
      List<Evaluation> priced = new ArrayList<>();
      for (Evaluation said : inside.evaluate(candidates)) {
        double costs = price * candidates.get(priced.size()).stages().depth();
        priced.add(
            switch (said) {
              case Evaluation.Scored scored ->
                  Evaluation.of(Map.of("AP", scored.metric("AP") - costs));
              case Evaluation.Failed failed -> failed;
            });
      }
      return priced;
    }

    @Override
    public void close() {
      inside.close();
    }
  }
}
// docs/cluster.md ends
