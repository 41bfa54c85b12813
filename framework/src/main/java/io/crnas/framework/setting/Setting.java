package io.crnas.framework.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one key of the settings that a record is: a component {@code learningRate} is the key
 * {@code learning-rate}. Its type says what may be written: a number, a boolean, a text, a path, a
 * constant of an enum, another record, one of the records of a sealed interface (which the key
 * {@code kind} names), a {@code List} or an {@code Optional} of those. Numbers, patterns and
 * distinctness of a list hold for its elements.
 *
 * <p>What several records say alike is said once, at an annotation of their own that is put on
 * their components in its place.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.ANNOTATION_TYPE})
public @interface Setting {

  /** What the key means, for people. */
  String about();

  /** The default as YAML; without one the key is required, unless it is optional. */
  String byDefault() default "";

  /** What the key was called before; read as well, where the new one is not there. */
  String formerly() default "";

  /** The least number allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The greatest number allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** Numbers must be greater than this. */
  double above() default Double.NEGATIVE_INFINITY;

  /** Numbers must be less than this. */
  double below() default Double.POSITIVE_INFINITY;

  /** The constants of an enum, as they would be written, that are not allowed. */
  String[] except() default {};

  /** What a text must match, as a whole. */
  String pattern() default "";

  /** The pattern in words. */
  String patternMeans() default "";

  /** The least number of elements. */
  int minLength() default 0;

  /** The greatest number of elements. */
  int maxLength() default Integer.MAX_VALUE;

  /** Whether the elements must differ from each other. */
  boolean distinct() default false;
}
