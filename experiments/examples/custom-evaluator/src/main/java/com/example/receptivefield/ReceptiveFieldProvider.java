package com.example.receptivefield;

import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;

/** {@code kind: receptive-field}; named in META-INF/services, so that crnas finds it. */
public final class ReceptiveFieldProvider implements EvaluatorProvider<ReceptiveFieldSettings> {

  @Override
  public String kind() {
    return "receptive-field";
  }

  @Override
  public Class<ReceptiveFieldSettings> settings() {
    return ReceptiveFieldSettings.class;
  }

  @Override
  public Evaluator<Allocation> open(ReceptiveFieldSettings settings, EvaluatorContext context) {
    return new ReceptiveFieldEvaluator(settings);
  }
}
