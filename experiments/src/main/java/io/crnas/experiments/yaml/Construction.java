package io.crnas.experiments.yaml;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Makes records by their constructors. */
final class Construction {
  private Construction() {}

  /** A record of the values of its keys, in their order. */
  static Record of(Shape.Mapping shape, Object[] values) {
    Class<?>[] types =
        shape.keys().stream().map(key -> key.component().getType()).toArray(Class<?>[]::new);
    try {
      return (Record) shape.type().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new RefusedException(refused);
      }
      throw new IllegalStateException(shape.type() + " of " + Arrays.toString(values), e);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(shape.type() + " of " + Arrays.toString(values), e);
    }
  }

  /** A record did not take its settings, in its own words. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(IllegalArgumentException cause) {
      super(cause.getMessage(), cause);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
