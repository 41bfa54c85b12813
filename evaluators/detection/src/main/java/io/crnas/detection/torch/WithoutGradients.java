package io.crnas.detection.torch;

import ai.djl.pytorch.jni.JniUtils;

/** Nothing that is computed until it is closed has a gradient; belongs to its thread. */
final class WithoutGradients implements AutoCloseable {
  private final boolean outer = JniUtils.isGradMode();

  WithoutGradients() {
    JniUtils.setGradMode(false);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(outer);
  }
}
