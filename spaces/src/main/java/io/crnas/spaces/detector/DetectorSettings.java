package io.crnas.spaces.detector;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;

/** What may be chosen of a kind of detector. */
public sealed interface DetectorSettings extends Consistent
    permits FasterRcnn, MaskRcnn, CascadeRcnn, Retinanet, Fcos {

  /**
   * The detector of these settings.
   *
   * @param classes object classes, without the background
   */
  Detector detector(int classes);

  @Override
  default void check(Conflicts conflicts) {}
}
