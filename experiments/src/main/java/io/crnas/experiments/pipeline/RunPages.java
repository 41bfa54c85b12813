package io.crnas.experiments.pipeline;

import java.io.IOException;
import java.util.Optional;

/** The pages of a run as it is now, made of its folder, in which nothing is written for them. */
public interface RunPages {

  /**
   * A page.
   *
   * @param isFinal whether it stays as it is, because what it tells of is at its end
   */
  record Page(String html, boolean isFinal) {}

  /** That of the run. */
  Page whole() throws IOException;

  /**
   * That of one of several budgets.
   *
   * @return empty where the run has none of this name
   */
  Optional<Page> of(String budget) throws IOException;
}
