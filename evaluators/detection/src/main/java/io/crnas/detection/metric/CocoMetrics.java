package io.crnas.detection.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * COCO's twelve numbers, each 0 to 1, or -1 where there is no ground truth to measure against (as
 * pycocotools says it), and the precision of each category.
 *
 * @param ap average precision over the IoU thresholds 0.50 to 0.95, at most 100 detections an image
 * @param ap50 at IoU 0.50
 * @param ap75 at IoU 0.75
 * @param apSmall for objects below 32 x 32 pixels
 * @param apMedium for objects of 32 x 32 to 96 x 96 pixels
 * @param apLarge for objects above 96 x 96 pixels
 * @param ar1 average recall with one detection an image
 * @param ar10 with 10
 * @param ar100 with 100
 * @param arSmall with 100, for small objects
 * @param arMedium for medium objects
 * @param arLarge for large objects
 * @param categories the precision of each category, in the order of their numbers
 */
public record CocoMetrics(
    double ap,
    double ap50,
    double ap75,
    double apSmall,
    double apMedium,
    double apLarge,
    double ar1,
    double ar10,
    double ar100,
    double arSmall,
    double arMedium,
    double arLarge,
    List<Category> categories) {

  /** The names of the twelve, in COCO's order. */
  public static final List<String> NAMES =
      List.of(
          "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl");

  /**
   * The precision of one category.
   *
   * @param name what it is called
   * @param ap as {@link CocoMetrics#ap}
   * @param ap50 as {@link CocoMetrics#ap50}
   */
  public record Category(String name, double ap, double ap50) {}

  public CocoMetrics {
    categories = List.copyOf(categories);
  }

  /**
   * Whether a name has the form of one in {@link DetectorScore#toMap}: a fraction, which people
   * read in points of 100.
   */
  public static boolean has(String metric) {
    String plain =
        metric.startsWith(DetectorScore.MASK)
            ? metric.substring(DetectorScore.MASK.length())
            : metric;
    return NAMES.contains(plain) || plain.startsWith("AP/") || plain.startsWith("AP50/");
  }

  /** Name to value, in COCO's order, then {@code AP/name} and {@code AP50/name} by category. */
  public SequencedMap<String, Double> toMap() {
    double[] values = {
      ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge
    };
    var map = new LinkedHashMap<String, Double>();
    for (int i = 0; i < values.length; i++) {
      map.put(NAMES.get(i), values[i]);
    }
    for (Category category : categories) {
      map.put("AP/" + category.name(), category.ap());
      map.put("AP50/" + category.name(), category.ap50());
    }
    return map;
  }
}
