package io.crnas.framework.problem;

import java.util.regex.Pattern;

/** What a parser of JSON says of a fault, for people. */
public final class ParserMessage {
  /** Where something began, as the parser has it: a place that it does not know. */
  private static final Pattern BEGUN = Pattern.compile(" \\(start marker at \\[Source: .*?]\\)");

  private ParserMessage() {}

  /** Without where it read from, which is told beside it. */
  public static String of(String said) {
    return BEGUN.matcher(said).replaceAll("");
  }
}
