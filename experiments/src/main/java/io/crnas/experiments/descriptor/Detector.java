package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.util.List;

/** What the backbone is a part of; not searched. */
public sealed interface Detector {

  /** Faster R-CNN on a feature pyramid P2..P6. */
  @Described("Faster R-CNN on a feature pyramid P2..P6, as torchvision has it")
  record FasterRcnn(
      @Setting(about = "channels of the feature pyramid", byDefault = "256", min = 1)
          int fpnChannels,
      @Setting(about = "width of the two layers of the box head", byDefault = "1024", min = 1)
          int headWidth,
      @Setting(
              about = "side of the anchors on P2, P3, P4, P5 and P6, in pixels, ascending",
              byDefault = "[32, 64, 128, 256, 512]",
              min = 1,
              minLength = 5,
              maxLength = 5)
          List<Integer> anchorSizes,
      @Setting(
              about = "height / width of the anchors",
              byDefault = "[0.5, 1.0, 2.0]",
              above = 0,
              minLength = 1,
              distinct = true)
          List<Double> anchorRatios,
      @Setting(
              about = "proposals of a pyramid level kept before NMS, in training and in detection",
              byDefault = "2000",
              min = 1)
          int rpnPreNms,
      @Setting(
              about = "proposals of an image kept after NMS, in training and in detection",
              byDefault = "1000",
              min = 1)
          int rpnPostNms,
      @Setting(about = "anchors of an image in the loss of the RPN", byDefault = "256", min = 1)
          int rpnBatch,
      @Setting(
              about = "proposals of an image in the loss of the box head",
              byDefault = "512",
              min = 1)
          int roiBatch,
      @Setting(about = "the least score of a detection", byDefault = "0.05", min = 0, below = 1)
          double scoreThreshold,
      @Setting(
              about = "overlap (IoU) above which the weaker of two detections is dropped",
              byDefault = "0.5",
              above = 0,
              max = 1)
          double nmsThreshold,
      @Setting(about = "most detections of an image", byDefault = "100", min = 1) int detections)
      implements Detector, Consistent {
    public FasterRcnn {
      anchorSizes = List.copyOf(anchorSizes);
      anchorRatios = List.copyOf(anchorRatios);
    }

    @Override
    public void check(Conflicts conflicts) {
      for (int i = 1; i < anchorSizes.size(); i++) {
        conflicts.unless(
            anchorSizes.get(i) > anchorSizes.get(i - 1),
            "anchor-sizes[" + i + "]",
            anchorSizes.get(i).toString(),
            "more than " + anchorSizes.get(i - 1) + ", the size on the level below",
            "anchor-sizes[" + (i - 1) + "]");
      }
    }
  }
}
