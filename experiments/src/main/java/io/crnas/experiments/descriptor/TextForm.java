package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Resize;
import io.crnas.framework.device.Device;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.StageAllocation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How values of a type are written as one word; their {@code toString} is that word.
 *
 * @param pattern what a word must match as a whole
 * @param means the pattern for people
 * @param parse reads a word that matches
 * @param example a word that matches
 * @param numbers whether some of these words are whole numbers, from 1 on
 */
record TextForm(
    Pattern pattern,
    String means,
    Function<String, Object> parse,
    String example,
    boolean numbers) {
  private static final Map<Class<?>, TextForm> FORMS =
      Map.of(
          String.class,
          new TextForm(".*\\S.*", "a text", text -> text, "any"),
          Path.class,
          new TextForm(".*\\S.*", "a path", Path::of, "any"),
          ImageSize.class,
          new TextForm(
              "[1-9][0-9]{0,4}x[1-9][0-9]{0,4}",
              "height x width in pixels, like 128x160",
              ImageSize::parse,
              "128x160"),
          Resize.class,
          new TextForm(
              Resize.PATTERN,
              "height x width like 240x320, or the most pixels of the shorter and the longer side"
                  + " like 800/1333",
              Resize::parse,
              "240x320"),
          StageAllocation.class,
          new TextForm(
              "[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})*",
              "blocks of each stage, like 2-2-2-2",
              StageAllocation::parse,
              "2-2-2-2"),
          Device.class,
          new TextForm(Device.PATTERN, Device.FORM, Device::parse, "cpu"),
          Threads.class,
          orNumber("auto|[1-9][0-9]{0,3}", "auto or a number of threads", Threads::parse, "auto"),
          Completions.class,
          orNumber(
              "all|10000|[1-9][0-9]{0,3}",
              "all or a number of completions, at most 10000",
              Completions::parse,
              "all"));

  private TextForm(String pattern, String means, Function<String, Object> parse, String example) {
    this(Pattern.compile(pattern), means, parse, example, false);
  }

  private static TextForm orNumber(
      String pattern, String means, Function<String, Object> parse, String example) {
    return new TextForm(Pattern.compile(pattern), means, parse, example, true);
  }

  /** The form of a type, if it has one. */
  static Optional<TextForm> of(Class<?> type) {
    return Optional.ofNullable(FORMS.get(type));
  }

  /** Reads a word that matches. */
  Object read(String word) {
    return parse.apply(word);
  }
}
