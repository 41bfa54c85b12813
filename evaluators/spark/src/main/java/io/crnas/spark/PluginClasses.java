package io.crnas.spark;

import java.lang.reflect.Field;
import java.util.Map;

/**
 * What Spark and Hadoop load, they look for by the thread that asks; while this is open, they find
 * it among the jars of the plug-in.
 */
final class PluginClasses implements AutoCloseable {
  private static final ClassLoader OWN = PluginClasses.class.getClassLoader();

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  PluginClasses() {
    Thread.currentThread().setContextClassLoader(OWN);
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }

  /**
   * Takes back what Hadoop wants to do when Java ends: by then the jars of a plug-in are closed,
   * and all that it would do is done.
   */
  static void dropLastWork() {
    if (OWN.equals(ClassLoader.getSystemClassLoader())) {
      return;
    }
    try {
      Class<?> hooks = Class.forName("java.lang.ApplicationShutdownHooks");
      synchronized (hooks) {
        Field field = hooks.getDeclaredField("hooks");
        field.setAccessible(true);
        // Nothing is there where Java is ending.
        if (field.get(null) instanceof Map<?, ?> threads) {
          threads.keySet().removeIf(thread -> OWN.equals(thread.getClass().getClassLoader()));
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Then Hadoop complains when Java ends, and nothing else.
      return;
    }
  }
}
