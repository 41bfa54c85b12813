package io.crnas.spaces.detector;

/** What is minimised of an output of a head. */
public sealed interface Loss {

  /** As it is reported. */
  String name();

  /** The output of the head that it reads. */
  String output();

  /** What it is multiplied by. */
  double weight();

  /** One that a head which reads every level can have. */
  sealed interface OnLevels extends Loss {}

  /** One that a head which reads RoIs can have. */
  sealed interface OnRois extends Loss {}

  /** One that a head which yields masks can have. */
  sealed interface OnMasks extends Loss {}

  /** Of one distribution over the classes and the background, which comes first. */
  record CrossEntropy(String name, String output, double weight) implements OnRois {}

  /** Whether there is an object at all. */
  record BinaryCrossEntropy(String name, String output, double weight) implements OnLevels {}

  /**
   * Of each class by itself, less of what is easy (Lin et al., ICCV 2017).
   *
   * @param alpha weight of objects; 1 - alpha is that of the background
   * @param gamma how much less
   */
  record Focal(String name, String output, double weight, double alpha, double gamma)
      implements OnLevels {}

  /**
   * Of the coded boxes of objects.
   *
   * @param beta where it turns from a parabola to a line; 0 for L1
   */
  record SmoothL1(String name, String output, double weight, double beta)
      implements OnLevels, OnRois {}

  /** 1 - GIoU of the boxes of objects (Rezatofighi et al., CVPR 2019). */
  record Giou(String name, String output, double weight) implements OnLevels {}

  /** How far from the middle of its object an anchor lies (Tian et al., ICCV 2019). */
  record Centreness(String name, String output, double weight) implements OnLevels {}

  /** Of the mask of the object's class, the mean of its pixels. */
  record MaskCrossEntropy(String name, String output, double weight) implements OnMasks {}
}
