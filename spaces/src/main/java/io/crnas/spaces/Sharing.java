package io.crnas.spaces;

/** Which blocks two choices of depth have in common in a supernet. */
public enum Sharing {
  /** The shorter stage is a prefix of the longer one and shares its blocks. */
  NESTED,
  /** Each depth of a stage has blocks of its own. */
  BRANCH
}
