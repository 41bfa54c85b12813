package io.crnas.experiments.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How values of a type are written as one word; their {@code toString} is that word.
 *
 * @param type of the values
 * @param pattern what a word must match as a whole
 * @param means the pattern for people
 * @param parse reads a word that matches; one that means nothing is an {@link
 *     IllegalArgumentException}
 * @param example a word that matches
 * @param numbers whether some of these words are whole numbers, from 1 on
 */
public record TextForm(
    Class<?> type,
    Pattern pattern,
    String means,
    Function<String, Object> parse,
    String example,
    boolean numbers) {
  static final List<TextForm> USUAL =
      List.of(
          of(String.class, ".*\\S.*", "a text", text -> text, "any"),
          of(Path.class, ".*\\S.*", "a path", Path::of, "any"));

  /** Of words that are no numbers. */
  public static TextForm of(
      Class<?> type, String pattern, String means, Function<String, Object> parse, String example) {
    return new TextForm(type, Pattern.compile(pattern), means, parse, example, false);
  }

  /** Of words of which some are numbers. */
  public static TextForm orNumber(
      Class<?> type, String pattern, String means, Function<String, Object> parse, String example) {
    return new TextForm(type, Pattern.compile(pattern), means, parse, example, true);
  }

  /** Reads a word that matches. */
  Object read(String word) {
    return parse.apply(word);
  }
}
