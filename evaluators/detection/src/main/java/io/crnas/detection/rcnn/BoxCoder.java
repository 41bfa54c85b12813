package io.crnas.detection.rcnn;

import io.crnas.detection.data.Box;

/**
 * Boxes as deltas to a reference box: torchvision.models.detection._utils.BoxCoder.
 *
 * @param centre weight of the centre's deltas
 * @param size weight of the size's deltas
 */
record BoxCoder(float centre, float size) {
  /** For proposals relative to anchors. */
  static final BoxCoder PROPOSAL = new BoxCoder(1, 1);

  /** For detections relative to proposals. */
  static final BoxCoder REGION = new BoxCoder(10, 5);

  private static final float LARGEST_LOG_RATIO = (float) Math.log(1000.0 / 16);

  /** Four deltas of a box. */
  void encode(Box box, Box reference, float[] deltas, int offset) {
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

  /** Puts the box of four deltas to the i-th reference into the j-th place. */
  void decode(float[] deltas, int offset, Boxes references, int i, Boxes result, int j) {
    float width = references.right[i] - references.left[i];
    float height = references.bottom[i] - references.top[i];
    float x = references.left[i] + 0.5f * width + deltas[offset] / centre * width;
    float y = references.top[i] + 0.5f * height + deltas[offset + 1] / centre * height;
    float halfWidth = 0.5f * width * exponential(deltas[offset + 2]);
    float halfHeight = 0.5f * height * exponential(deltas[offset + 3]);
    result.set(j, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
  }

  private float exponential(float delta) {
    return (float) Math.exp(Math.min(delta / size, LARGEST_LOG_RATIO));
  }
}
