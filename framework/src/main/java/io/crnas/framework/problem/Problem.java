package io.crnas.framework.problem;

/**
 * One thing wrong with the input.
 *
 * @param where the file, line or key
 * @param found what was found there
 * @param expected what would have been right
 */
public record Problem(String where, String found, String expected) {

  @Override
  public String toString() {
    return where + ": found " + found + ", expected " + expected;
  }
}
