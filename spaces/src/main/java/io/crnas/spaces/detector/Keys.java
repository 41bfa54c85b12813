package io.crnas.spaces.detector;

import io.crnas.framework.setting.Setting;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The keys that several detectors have and that mean the same in each. */
final class Keys {
  private Keys() {}

  @Setting(
      about =
          "how the pyramid is made: FPN; PAFPN, which merges its levels once more from fine"
              + " to coarse; or NAS-FPN, whose seven cells a search found",
      byDefault = "fpn")
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Pyramid {}

  @Setting(about = "channels of the feature pyramid and of the head", byDefault = "256", min = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface PyramidAndHeadChannels {}

  @Setting(
      about = "3x3 convolutions before the classes, and as many before the boxes",
      byDefault = "4",
      min = 1,
      max = 16)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Convolutions {}

  @Setting(
      about = "height / width of the anchors",
      byDefault = "[0.5, 1.0, 2.0]",
      above = 0,
      minLength = 1,
      distinct = true)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface AnchorRatios {}

  @Setting(about = "boxes of a pyramid level kept before NMS", byDefault = "1000", min = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface BeforeNms {}

  @Setting(about = "the least score of a detection", byDefault = "0.05", min = 0, below = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface LeastScore {}

  @Setting(
      about = "overlap (IoU) above which the weaker of two detections is dropped",
      byDefault = "0.5",
      above = 0,
      max = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface MostOverlap {}

  @Setting(about = "most detections of an image", byDefault = "100", min = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface MostDetections {}
}
