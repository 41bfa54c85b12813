package io.crnas.detection.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * How well a detector does.
 *
 * @param boxes COCO's numbers for its boxes
 * @param masks and for its masks, where it finds those
 */
public record DetectorScore(CocoMetrics boxes, Optional<CocoMetrics> masks) {
  /** What the names of the numbers for masks begin with. */
  public static final String MASK = "mask-";

  /** Names of numbers, and where masks are found the names of the same numbers for masks. */
  public static List<String> names(List<String> ofBoxes, boolean masks) {
    return masks
        ? Stream.concat(ofBoxes.stream(), ofBoxes.stream().map(MASK::concat)).toList()
        : ofBoxes;
  }

  /** Those of the boxes, then where there are those of the masks as {@code mask-AP} and so on. */
  public SequencedMap<String, Double> toMap() {
    var map = new LinkedHashMap<>(boxes.toMap());
    masks.ifPresent(found -> found.toMap().forEach((name, value) -> map.put(MASK + name, value)));
    return map;
  }
}
