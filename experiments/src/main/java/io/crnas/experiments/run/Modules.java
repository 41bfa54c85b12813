package io.crnas.experiments.run;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Parameters' names, told as few modules. */
final class Modules {
  private Modules() {}

  /**
   * The largest modules that have nothing but these parameters.
   *
   * @param some names of parameters
   * @param all names, those too
   */
  static List<String> of(Collection<String> some, Collection<String> all) {
    var others = new LinkedHashSet<>(all);
    some.forEach(others::remove);
    var modules = new LinkedHashSet<String>();
    some.forEach(name -> modules.add(module(name, others)));
    return List.copyOf(modules);
  }

  private static String module(String name, Set<String> others) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String prefix = name.substring(0, dot + 1);
      if (others.stream().noneMatch(other -> other.startsWith(prefix))) {
        return name.substring(0, dot);
      }
    }
    return name;
  }
}
