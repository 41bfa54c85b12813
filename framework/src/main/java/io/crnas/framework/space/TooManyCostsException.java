package io.crnas.framework.space;

/** The choices of a level add up to more different costs than can be counted one by one. */
public final class TooManyCostsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TooManyCostsException(int limit) {
    super(
        "the genes add up to more than "
            + limit
            + " different costs; give costs in a coarser unit");
  }
}
