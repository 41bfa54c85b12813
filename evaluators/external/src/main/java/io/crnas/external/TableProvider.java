package io.crnas.external;

import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * {@code kind: table}: scores from a file, so that strategies are compared in seconds. A candidate
 * that is not in the file is {@link io.crnas.framework.Evaluation.Failed}.
 */
public final class TableProvider implements EvaluatorProvider<TableSettings> {

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public Class<TableSettings> settings() {
    return TableSettings.class;
  }

  /**
   * Reads the file.
   *
   * @throws InvalidInputException with every problem in the file and its line, among them every
   *     candidate that has metrics but not the objective; or when it is none of the metrics
   */
  @Override
  public void check(TableSettings settings, String objective, Path base) throws IOException {
    Path file = base.resolve(settings.file());
    Table table = Table.read(file, Table.bytes(file), settings.candidate(), settings.metrics());
    var metrics = new TreeSet<String>();
    table.metrics().values().forEach(row -> metrics.addAll(row.keySet()));
    if (!metrics.contains(objective)) {
      throw new InvalidInputException(
          file.toString(),
          "the metrics " + String.join(", ", metrics),
          "the objective " + objective + " among them");
    }
    Table.throwIfAny(table.without(objective, file));
  }

  /**
   * Reads the file.
   *
   * @throws InvalidInputException with every problem in the file and its line, or when it has no
   *     candidate of the level
   */
  @Override
  public Evaluator<Allocation> open(TableSettings settings, EvaluatorContext context)
      throws IOException {
    Path file = context.base().resolve(settings.file());
    byte[] bytes = Table.bytes(file);
    Table table = Table.read(file, bytes, settings.candidate(), settings.metrics());
    requireOneOf(context.level(), table, file);
    var fingerprint =
        new Fingerprint().add(kind()).add(Fingerprint.of(bytes)).add(settings.candidate());
    settings.metrics().ifPresent(metrics -> metrics.forEach(fingerprint::add));
    return new TableEvaluator(table, fingerprint.hexadecimal());
  }

  private static void requireOneOf(Level<Allocation> level, Table table, Path file) {
    boolean any =
        table.metrics().keySet().stream()
            .anyMatch(candidate ->
                level.codec().encode(candidate).filter(level.feasible()::contains).isPresent());
    if (!any) {
      throw new InvalidInputException(
          file.toString(),
          "none of the candidates of level " + level.name(),
          "some of them, for example " + level.decode(level.feasible().get(BigInteger.ZERO)));
    }
  }
}
