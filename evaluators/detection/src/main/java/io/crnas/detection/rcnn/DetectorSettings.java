package io.crnas.detection.rcnn;

/**
 * The numbers of torchvision.models.detection.FasterRCNN.
 *
 * @param proposals of the region proposal network
 * @param regions of the box head
 */
public record DetectorSettings(Proposals proposals, Regions regions) {

  /**
   * The region proposal network.
   *
   * @param preNmsTraining proposals of a pyramid level kept before NMS, in training
   * @param preNmsDetection the same in detection
   * @param postNmsTraining proposals of an image kept after NMS, in training
   * @param postNmsDetection the same in detection
   * @param nmsThreshold IoU above which the weaker of two proposals is dropped
   * @param foreground IoU from which an anchor is an object
   * @param background IoU below which an anchor is background
   * @param samples anchors of an image in the loss
   * @param positives the greatest part of them that are objects
   */
  public record Proposals(
      int preNmsTraining,
      int preNmsDetection,
      int postNmsTraining,
      int postNmsDetection,
      double nmsThreshold,
      double foreground,
      double background,
      int samples,
      double positives) {
    public Proposals {
      requirePositive(preNmsTraining, preNmsDetection, postNmsTraining, postNmsDetection, samples);
      requireFraction(nmsThreshold, foreground, background, positives);
    }
  }

  /**
   * The box head.
   *
   * @param foreground IoU from which a proposal is an object
   * @param samples proposals of an image in the loss
   * @param positives the greatest part of them that are objects
   * @param samplingRatio samples of RoIAlign in a cell, in each direction
   * @param scoreThreshold detections with no higher score are dropped
   * @param nmsThreshold IoU above which the weaker of two detections of a class is dropped
   * @param detections most detections of an image
   */
  public record Regions(
      double foreground,
      int samples,
      double positives,
      int samplingRatio,
      double scoreThreshold,
      double nmsThreshold,
      int detections) {
    public Regions {
      requirePositive(samples, samplingRatio, detections);
      requireFraction(foreground, positives, scoreThreshold, nmsThreshold);
    }
  }

  /** torchvision's defaults. */
  public static DetectorSettings defaults() {
    return new DetectorSettings(
        new Proposals(2000, 1000, 2000, 1000, 0.7, 0.7, 0.3, 256, 0.5),
        new Regions(0.5, 512, 0.25, 2, 0.05, 0.5, 100));
  }

  private static void requirePositive(int... values) {
    for (int value : values) {
      if (value < 1) {
        throw new IllegalArgumentException(value + " where at least 1 is expected");
      }
    }
  }

  private static void requireFraction(double... values) {
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(value + " where one in [0, 1] is expected");
      }
    }
  }
}
