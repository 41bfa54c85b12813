package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.spaces.detector.Coder;

/** Boxes as four numbers each, which say where they lie relative to a reference box. */
sealed interface BoxCoder {
  /** How many a box has. */
  int NUMBERS = 4;

  /** The one that the data names. */
  static BoxCoder of(Coder coder) {
    return switch (coder) {
      case Coder.Deltas deltas -> new Deltas((float) deltas.centre(), (float) deltas.size());
      case Coder.Distances _ -> new Distances();
    };
  }

  /** Four numbers of a box. */
  void encode(Box box, Box reference, float[] numbers, int offset);

  /** Puts the box of four numbers to the i-th reference into the j-th place. */
  void decode(float[] numbers, int offset, Boxes references, int i, Boxes result, int j);

  /**
   * Carries a gradient of a decoded box back to its numbers.
   *
   * @param edges of left, top, right and bottom
   * @param gradients to which those of the numbers are added, from the offset on
   */
  void backward(
      double[] edges, float[] numbers, int offset, Boxes references, int i, float[] gradients);

  /**
   * torchvision.models.detection._utils.BoxCoder.
   *
   * @param centre weight of the centre's deltas
   * @param size weight of the size's deltas
   */
  record Deltas(float centre, float size) implements BoxCoder {
    private static final float LARGEST_LOG_RATIO = (float) Coder.Deltas.LARGEST_LOG_RATIO;

    @Override
    public void encode(Box box, Box reference, float[] deltas, int offset) {
      float width = reference.width();
      float height = reference.height();
      float boxWidth = box.width();
      float boxHeight = box.height();
      float x = reference.x1() + 0.5f * width;
      float y = reference.y1() + 0.5f * height;
      deltas[offset] = centre * (box.x1() + 0.5f * boxWidth - x) / width;
      deltas[offset + 1] = centre * (box.y1() + 0.5f * boxHeight - y) / height;
      deltas[offset + 2] = (float) (size * Math.log(boxWidth / width));
      deltas[offset + 3] = (float) (size * Math.log(boxHeight / height));
    }

    @Override
    public void decode(float[] deltas, int offset, Boxes references, int i, Boxes result, int j) {
      float width = references.right[i] - references.left[i];
      float height = references.bottom[i] - references.top[i];
      float x = references.left[i] + 0.5f * width + deltas[offset] / centre * width;
      float y = references.top[i] + 0.5f * height + deltas[offset + 1] / centre * height;
      float halfWidth = 0.5f * width * exponential(deltas[offset + 2]);
      float halfHeight = 0.5f * height * exponential(deltas[offset + 3]);
      result.set(j, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
    }

    @Override
    public void backward(
        double[] edges, float[] deltas, int offset, Boxes references, int i, float[] gradients) {
      double width = references.right[i] - references.left[i];
      double height = references.bottom[i] - references.top[i];
      gradients[offset] += (float) ((edges[0] + edges[2]) * width / centre);
      gradients[offset + 1] += (float) ((edges[1] + edges[3]) * height / centre);
      gradients[offset + 2] +=
          (float) ((edges[2] - edges[0]) * 0.5 * width * slope(deltas[offset + 2]));
      gradients[offset + 3] +=
          (float) ((edges[3] - edges[1]) * 0.5 * height * slope(deltas[offset + 3]));
    }

    private double slope(float delta) {
      return delta / size > LARGEST_LOG_RATIO ? 0 : exponential(delta) / size;
    }

    private float exponential(float delta) {
      return (float) Math.exp(Math.min(delta / size, LARGEST_LOG_RATIO));
    }
  }

  /** torchvision.models.detection._utils.BoxLinearCoder, normalised by the reference's size. */
  record Distances() implements BoxCoder {

    @Override
    public void encode(Box box, Box reference, float[] distances, int offset) {
      float width = reference.width();
      float height = reference.height();
      float x = 0.5f * (reference.x1() + reference.x2());
      float y = 0.5f * (reference.y1() + reference.y2());
      distances[offset] = (x - box.x1()) / width;
      distances[offset + 1] = (y - box.y1()) / height;
      distances[offset + 2] = (box.x2() - x) / width;
      distances[offset + 3] = (box.y2() - y) / height;
    }

    @Override
    public void decode(
        float[] distances, int offset, Boxes references, int i, Boxes result, int j) {
      float width = references.right[i] - references.left[i];
      float height = references.bottom[i] - references.top[i];
      float x = 0.5f * (references.left[i] + references.right[i]);
      float y = 0.5f * (references.top[i] + references.bottom[i]);
      result.set(
          j,
          x - distances[offset] * width,
          y - distances[offset + 1] * height,
          x + distances[offset + 2] * width,
          y + distances[offset + 3] * height);
    }

    @Override
    public void backward(
        double[] edges, float[] distances, int offset, Boxes references, int i, float[] gradients) {
      double width = references.right[i] - references.left[i];
      double height = references.bottom[i] - references.top[i];
      gradients[offset] -= (float) (edges[0] * width);
      gradients[offset + 1] -= (float) (edges[1] * height);
      gradients[offset + 2] += (float) (edges[2] * width);
      gradients[offset + 3] += (float) (edges[3] * height);
    }
  }
}
