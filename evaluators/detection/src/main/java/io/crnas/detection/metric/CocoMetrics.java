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

  /** Name to value, in COCO's order, then {@code AP/name} and {@code AP50/name} by category. */
  public SequencedMap<String, Double> toMap() {
    var map = new LinkedHashMap<String, Double>();
    map.put("AP", ap);
    map.put("AP50", ap50);
    map.put("AP75", ap75);
    map.put("APs", apSmall);
    map.put("APm", apMedium);
    map.put("APl", apLarge);
    map.put("AR1", ar1);
    map.put("AR10", ar10);
    map.put("AR100", ar100);
    map.put("ARs", arSmall);
    map.put("ARm", arMedium);
    map.put("ARl", arLarge);
    for (Category category : categories) {
      map.put("AP/" + category.name(), category.ap());
      map.put("AP50/" + category.name(), category.ap50());
    }
    return map;
  }
}
