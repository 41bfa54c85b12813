package io.crnas.experiments.compare;

import io.crnas.experiments.descriptor.Strategy;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** What strategies are called where they stand beside each other. */
final class StrategyNames {
  private StrategyNames() {}

  /**
   * The kind of a strategy, and those of its settings in which it differs from others of this kind:
   * {@code evolution, population 20}.
   */
  static String name(Strategy strategy, List<Strategy> all) {
    List<Strategy> ofKind =
        all.stream().filter(another -> another.getClass() == strategy.getClass()).toList();
    Stream<String> settings =
        Stream.of(strategy.getClass().getRecordComponents())
            .filter(setting -> ofKind.stream().map(s -> value(s, setting)).distinct().count() > 1)
            .map(setting -> kebab(setting.getName()) + " " + value(strategy, setting));
    return String.join(", ", Stream.concat(Stream.of(strategy.kind()), settings).toList());
  }

  private static String value(Strategy strategy, RecordComponent setting) {
    try {
      return Objects.toString(setting.getAccessor().invoke(strategy));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the settings of a strategy are public", e);
    }
  }

  private static String kebab(String camel) {
    return camel.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
