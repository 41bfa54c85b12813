package io.crnas.experiments.yaml;

import io.crnas.framework.setting.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The shapes of Java types in a language. */
record Shapes(Yaml language) {

  /** The shape of a type. */
  Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Shape argument = of(generic.getActualTypeArguments()[0]);
      if (generic.getRawType() == List.class) {
        return new Shape.Sequence(argument);
      }
      if (generic.getRawType() == Optional.class) {
        return new Shape.Maybe(argument);
      }
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("no shape for " + type);
    }
    Optional<TextForm> form = form(plain);
    if (form.isPresent()) {
      return new Shape.Word(plain, form);
    }
    if (plain.isSealed()) {
      return oneOf(plain);
    }
    Optional<Yaml.Extension> inside = language.inside(plain);
    if (inside.isPresent()) {
      // Without those that have such a value in themselves: there would be no end.
      return oneOf(inside.get().type(), kind -> !hasComponent(kind, plain));
    }
    return plain.isRecord() ? mapping(plain) : new Shape.Word(plain, form);
  }

  private Optional<TextForm> form(Class<?> type) {
    return TextForm.USUAL.stream()
        .filter(usual -> usual.type() == type)
        .findFirst()
        .or(() -> language.form(type));
  }

  /** The shape of a record. */
  Shape.Mapping mapping(Class<?> type) {
    return new Shape.Mapping(
        type, Arrays.stream(type.getRecordComponents()).map(this::key).toList());
  }

  /** The shape of a sealed type. */
  Shape.OneOf oneOf(Class<?> type) {
    return oneOf(type, _ -> true);
  }

  private Shape.OneOf oneOf(Class<?> type, Predicate<Class<?>> allowed) {
    Stream<Shape.Kind> own =
        records(type)
            .filter(kind -> !FoundKind.class.isAssignableFrom(kind))
            .filter(allowed)
            .map(kind ->
                new Shape.Kind(
                    Names.kebab(kind.getSimpleName()), mapping(kind), Function.identity()::apply));
    Stream<Shape.Kind> found =
        language.extension(type).stream()
            .flatMap(extension -> extension.kinds().stream())
            .filter(kind -> allowed.test(kind.settings()))
            .map(kind -> new Shape.Kind(kind.name(), mapping(kind.settings()), kind.make()));
    return new Shape.OneOf(
        type,
        Stream.concat(own, found).toList(),
        language.extension(type).map(Yaml.Extension::source));
  }

  private static boolean hasComponent(Class<?> record, Class<?> type) {
    return Arrays.stream(record.getRecordComponents())
        .anyMatch(component -> component.getType() == type);
  }

  /** Those that a sealed type permits, however deep. */
  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Shapes::records)
        : Stream.of(type);
  }

  private Shape.Key key(RecordComponent component) {
    Setting setting =
        Optional.ofNullable(component.getAnnotation(Setting.class))
            .or(() -> sharedSetting(component))
            .orElseThrow(() -> new IllegalArgumentException(component + " is not described"));
    return new Shape.Key(
        Names.kebab(component.getName()), setting, of(component.getGenericType()), component);
  }

  /** What is said at an annotation that several records use. */
  private static Optional<Setting> sharedSetting(RecordComponent component) {
    return Arrays.stream(component.getAnnotations())
        .flatMap(own -> Stream.ofNullable(own.annotationType().getAnnotation(Setting.class)))
        .findFirst();
  }
}
