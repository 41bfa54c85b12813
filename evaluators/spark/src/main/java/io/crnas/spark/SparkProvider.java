package io.crnas.spark;

import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.IOException;
import java.nio.file.Path;

/** {@code kind: spark}: has another evaluator score candidates on an Apache Spark cluster. */
public final class SparkProvider implements EvaluatorProvider<SparkSettings> {
  @Override
  public String kind() {
    return "spark";
  }

  @Override
  public Class<SparkSettings> settings() {
    return SparkSettings.class;
  }

  /** Looks for the secret, asks whether anybody listens there, and how Java was started. */
  @Override
  public void check(SparkSettings settings, String objective, Path base) {
    check(settings, Connection.of(settings, base, System.getenv()));
  }

  private static void check(SparkSettings settings, Connection connection) {
    var problems = new Problems();
    connection.check(settings, problems);
    if (!Object.class.getModule().isOpen("sun.nio.ch", SparkProvider.class.getModule())) {
      problems.add(
          "Java",
          "one that keeps its inside from Spark",
          "crnas started by its launcher with --plugins DIR, whose java-options open it");
    }
    problems.throwIfAny();
  }

  @Override
  public Evaluator<Allocation> open(SparkSettings settings, EvaluatorContext context)
      throws IOException {
    var nested =
        context
            .nested()
            .orElseThrow(() -> new IllegalArgumentException("no evaluator to be opened elsewhere"));
    var connection = Connection.of(settings, context.base(), System.getenv());
    check(settings, connection);
    try {
      return new SparkEvaluator(settings, connection, context, nested);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      // Spark gives up after a minute.
      throw connection.refused(String.valueOf(e.getMessage()));
    }
  }
}
