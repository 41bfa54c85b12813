package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The shapes of Java types.
 *
 * @param providers the kinds of evaluators beside those of {@link Evaluator}
 */
record Shapes(List<EvaluatorProvider<?>> providers) {

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
    if (TextForm.of(plain).isPresent()) {
      return new Shape.Word(plain);
    }
    if (plain == Evaluator.class) {
      return new Shape.OneOf(plain, Stream.concat(own(plain), provided()).toList());
    }
    if (plain.isSealed()) {
      return new Shape.OneOf(plain, own(plain).toList());
    }
    return plain.isRecord() ? mapping(plain) : new Shape.Word(plain);
  }

  /** The shape of a record. */
  Shape.Mapping mapping(Class<?> type) {
    return new Shape.Mapping(
        type, Arrays.stream(type.getRecordComponents()).map(this::key).toList());
  }

  /** The kinds of evaluators that are not found at run time. */
  static List<String> ownEvaluators() {
    return new Shapes(List.of()).own(Evaluator.class).map(Shape.Kind::name).toList();
  }

  /** The kinds of a sealed type that are not found at run time. */
  Stream<Shape.Kind> own(Class<?> type) {
    return records(type)
        .filter(kind -> kind != Evaluator.Provided.class)
        .map(kind ->
            new Shape.Kind(
                Names.kebab(kind.getSimpleName()), mapping(kind), Function.identity()::apply));
  }

  /** Those that a sealed type permits, however deep. */
  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Shapes::records)
        : Stream.of(type);
  }

  private Stream<Shape.Kind> provided() {
    return providers.stream()
        .map(provider ->
            new Shape.Kind(
                provider.kind(),
                mapping(provider.settings()),
                settings -> Evaluator.Provided.of(provider, settings)));
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
