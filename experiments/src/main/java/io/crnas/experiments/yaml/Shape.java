package io.crnas.experiments.yaml;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a setting may hold: one word, a record, one of several, a list. */
sealed interface Shape {

  /**
   * One word: a number, a text, true or false, a constant, or a type with a text form.
   *
   * @param form of the type, if it has one
   */
  record Word(Class<?> type, Optional<TextForm> form) implements Shape {}

  /** A mapping with the record's components as keys. */
  record Mapping(Class<?> type, List<Key> keys) implements Shape {

    /** What it is for, where it says so itself. */
    Optional<String> about() {
      return Optional.ofNullable(type.getAnnotation(Described.class)).map(Described::value);
    }
  }

  /**
   * A mapping that names in one key which of the kinds it is.
   *
   * @param source where kinds that are not known may come from, for people
   */
  record OneOf(Class<?> type, List<Kind> kinds, Optional<String> source) implements Shape {
    List<String> names() {
      return kinds.stream().map(Kind::name).toList();
    }

    Optional<Kind> kind(String name) {
      return kinds.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }
  }

  /** Any number of one shape. */
  record Sequence(Shape element) implements Shape {}

  /** Something that may be left out. */
  record Maybe(Shape shape) implements Shape {}

  /**
   * One of several.
   *
   * @param name what the key kind says
   * @param mapping the keys beside it
   * @param make makes the value of the mapping's record
   */
  record Kind(String name, Mapping mapping, Function<Record, Object> make) {}

  /** One key of a mapping. */
  record Key(String name, Setting setting, Shape shape, RecordComponent component) {
    boolean required() {
      return setting.byDefault().isEmpty() && !(shape instanceof Maybe);
    }
  }
}
