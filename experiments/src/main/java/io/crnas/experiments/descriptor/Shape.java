package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a setting may hold, from its Java type: one word, a record, one of several, a list. */
sealed interface Shape {

  /** One word: a number, a text, true or false, a constant, or a type with a text form. */
  record Word(Class<?> type) implements Shape {}

  /** A mapping with the record's components as keys. */
  record Mapping(Class<?> type, List<Key> keys) implements Shape {}

  /** A mapping that names in one key which of the records it is. */
  record OneOf(Class<?> type, List<Mapping> kinds) implements Shape {}

  /** Any number of one shape. */
  record Sequence(Shape element) implements Shape {}

  /** Something that may be left out. */
  record Maybe(Shape shape) implements Shape {}

  /** One key of a mapping. */
  record Key(String name, Setting setting, Shape shape, RecordComponent component) {
    boolean required() {
      return setting.byDefault().isEmpty() && !(shape instanceof Maybe);
    }
  }

  /** The shape of a Java type. */
  static Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Shape argument = of(generic.getActualTypeArguments()[0]);
      if (generic.getRawType() == List.class) {
        return new Sequence(argument);
      }
      if (generic.getRawType() == Optional.class) {
        return new Maybe(argument);
      }
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("no shape for " + type);
    }
    if (TextForm.of(plain).isPresent()) {
      return new Word(plain);
    }
    if (plain.isSealed()) {
      return new OneOf(
          plain, Arrays.stream(plain.getPermittedSubclasses()).map(Shape::mapping).toList());
    }
    return plain.isRecord() ? mapping(plain) : new Word(plain);
  }

  private static Mapping mapping(Class<?> type) {
    return new Mapping(type, Arrays.stream(type.getRecordComponents()).map(Shape::key).toList());
  }

  private static Key key(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalArgumentException(component + " is not described");
    }
    return new Key(
        Names.kebab(component.getName()), setting, of(component.getGenericType()), component);
  }
}
