package io.crnas.framework.problem;

import java.util.List;
import java.util.stream.Collectors;

/** The user's input is wrong; the message is complete and needs no stack trace. */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidInputException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problem given");
    }
    this.problems = List.copyOf(problems);
  }

  public InvalidInputException(String where, String found, String expected) {
    this(List.of(new Problem(where, found, expected)));
  }

  /** Every problem, in the order found. */
  public List<Problem> problems() {
    return problems;
  }
}
