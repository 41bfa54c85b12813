package io.crnas.framework.setting;

/** A record whose settings must agree with each other. */
public interface Consistent {

  /** Tells the settings that do not agree. */
  void check(Conflicts conflicts);
}
