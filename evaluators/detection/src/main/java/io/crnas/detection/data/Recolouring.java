package io.crnas.detection.data;

/**
 * One change of an image's colours, as torchvision 0.14.1's {@code adjust_*} do with floats, on [3,
 * H, W] values from 0 to 255.
 */
sealed interface Recolouring {
  float MOST = 255;

  /** Changes the values in place. */
  void apply(float[] planes);

  /** A blend with black. */
  record Brightness(float factor) implements Recolouring {
    @Override
    public void apply(float[] planes) {
      for (int i = 0; i < planes.length; i++) {
        planes[i] = clamp(factor * planes[i]);
      }
    }
  }

  /** A blend with the image's mean grey. */
  record Contrast(float factor) implements Recolouring {
    @Override
    public void apply(float[] planes) {
      int size = planes.length / 3;
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += grey(planes, i, size);
      }
      float part = (1 - factor) * (float) (sum / size);
      for (int i = 0; i < planes.length; i++) {
        planes[i] = clamp(factor * planes[i] + part);
      }
    }
  }

  /** A blend with each pixel's grey. */
  record Saturation(float factor) implements Recolouring {
    @Override
    public void apply(float[] planes) {
      int size = planes.length / 3;
      for (int i = 0; i < size; i++) {
        float part = (1 - factor) * grey(planes, i, size);
        for (int at = i; at < planes.length; at += size) {
          planes[at] = clamp(factor * planes[at] + part);
        }
      }
    }
  }

  /**
   * A turn of the hue at the same saturation and value (HSV).
   *
   * @param shift of a whole turn
   */
  record Hue(float shift) implements Recolouring {
    @Override
    public void apply(float[] planes) {
      int size = planes.length / 3;
      for (int i = 0; i < size; i++) {
        turn(planes, i, i + size, i + 2 * size);
      }
    }

    private void turn(float[] planes, int r, int g, int b) {
      float red = planes[r];
      float green = planes[g];
      float blue = planes[b];
      float most = Math.max(red, Math.max(green, blue));
      float span = most - Math.min(red, Math.min(green, blue));
      if (span == 0) {
        return;
      }
      float sixth;
      if (most == red) {
        sixth = (green - blue) / span;
      } else if (most == green) {
        sixth = 2 + (blue - red) / span;
      } else {
        sixth = 4 + (red - green) / span;
      }
      float turned = sixth / 6 + shift;
      float place = 6 * (turned - (float) Math.floor(turned));
      planes[r] = channel(5, place, most, span);
      planes[g] = channel(3, place, most, span);
      planes[b] = channel(1, place, most, span);
    }

    /** Red, green and blue are the same curve, begun at different places of the six. */
    private static float channel(int begin, float place, float most, float span) {
      float k = (begin + place) % 6;
      return most - span * Math.clamp(Math.min(k, 4 - k), 0f, 1f);
    }
  }

  private static float grey(float[] planes, int at, int size) {
    return 0.2989f * planes[at] + 0.587f * planes[at + size] + 0.114f * planes[at + 2 * size];
  }

  private static float clamp(float value) {
    return Math.clamp(value, 0, MOST);
  }
}
