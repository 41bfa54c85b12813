package io.crnas.spaces.evaluator;

import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A kind of evaluator that a descriptor can name: {@code evaluator: {kind: my-kind, ...}}. An
 * implementation has a public constructor without arguments and is found by {@link
 * java.util.ServiceLoader}: its class name stands in {@code
 * META-INF/services/io.crnas.spaces.evaluator.EvaluatorProvider} of a jar on the class path or in
 * the folder of {@code --plugins}. It is asked for its kind and settings whenever a descriptor is
 * read, so making one costs nothing and has no effect.
 *
 * @param <S> the settings: a record whose components are {@link
 *     io.crnas.framework.setting.Setting}s, and which may be {@link
 *     io.crnas.framework.setting.Consistent}; it is public, in an exported package
 */
public interface EvaluatorProvider<S extends Record> {

  /** The name in a descriptor: lower case, words separated by hyphens; no other kind has it. */
  String kind();

  /** The record that the keys beside {@code kind} are read into; it has no component kind. */
  Class<S> settings();

  /**
   * Looks whether what the settings name is there: files, programs, metrics. It is asked of every
   * level before anything else is done, also where a descriptor is only validated, so that what the
   * last level misses is not told after the first one's hours. It takes seconds at most, changes
   * nothing, and need not find what only a level shows.
   *
   * @param settings complete and checked
   * @param objective the metric that will be maximised
   * @param base what relative paths in the settings are relative to, absolute
   * @throws io.crnas.framework.problem.InvalidInputException with everything that is missing
   * @throws IOException when a file can not be read
   */
  default void check(S settings, String objective, Path base) throws IOException {}

  /**
   * Makes an evaluator ready for one level; a long preparation reports to the context's progress.
   * Everything that can be wrong with the settings and the files they name shows here, not while
   * candidates are scored.
   *
   * @param settings complete and checked
   * @throws io.crnas.framework.problem.InvalidInputException with what the user can put right
   * @throws IOException when a file can not be read or written
   * @throws InterruptedException if the thread was interrupted; nothing stays open
   */
  Evaluator<Allocation> open(S settings, EvaluatorContext context)
      throws IOException, InterruptedException;
}
