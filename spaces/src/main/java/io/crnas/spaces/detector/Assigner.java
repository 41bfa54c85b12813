package io.crnas.spaces.detector;

/** Which object a box stands for in training. */
public sealed interface Assigner {

  /**
   * The one that it overlaps most: torchvision.models.detection._utils.Matcher.
   *
   * @param foreground IoU from which a box stands for an object
   * @param background IoU below which it stands for background; between the two it is ignored
   * @param lowQuality whether the boxes that overlap an object best stand for it whatever their IoU
   */
  record ByOverlap(double foreground, double background, boolean lowQuality) implements Assigner {
    public ByOverlap {
      if (!(background >= 0 && background <= foreground && foreground <= 1)) {
        throw new IllegalArgumentException(
            "background below " + background + ", objects from " + foreground);
      }
    }
  }

  /**
   * The smallest of those in whose middle the anchor's centre lies and whose size is that of the
   * level: torchvision.models.detection.FCOS.
   *
   * @param radius how far from an object's centre, in sides of the anchor
   * @param least from this many sides of its anchor the farthest edge belongs to a level; the
   *     finest level has no such bound
   * @param most below this many; the coarsest level has no such bound
   */
  record ByCentre(double radius, double least, double most) implements Assigner {
    public ByCentre {
      if (!(radius > 0 && least >= 0 && most > least)) {
        throw new IllegalArgumentException(
            "radius " + radius + ", edges from " + least + " to " + most);
      }
    }
  }
}
