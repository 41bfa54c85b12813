package io.crnas.spaces;

/** What the blocks of an allocation are called, and so which of them two allocations share. */
public enum Sharing {
  /** The shorter stage is a prefix of the longer one and shares its blocks. */
  NESTED,
  /** Each depth of a stage has blocks of its own. */
  BRANCH,
  /** A net by itself, in torchvision's names; those of two allocations may not go together. */
  ALONE
}
