package io.crnas.detection.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Images that are there again, by their bytes: in one split or in several.
 *
 * @param all in the order of the splits and their images
 */
record Repeats(List<Repeat> all) {
  Repeats {
    all = List.copyOf(all);
  }

  /** Where an image lies. */
  record Place(String file, String split) {}

  /**
   * An image that was met before.
   *
   * @param first where it was met first
   */
  record Repeat(Place first, Place again) {
    boolean inOneSplit() {
      return first.split().equals(again.split());
    }
  }

  static Repeats of(List<FileDataset> splits) {
    Map<String, Place> first = new HashMap<>();
    List<Repeat> found = new ArrayList<>();
    for (FileDataset split : splits) {
      for (int i = 0; i < split.size(); i++) {
        var place = new Place(split.samples().get(i).source(), split.name());
        Place known = first.putIfAbsent(split.digest(i), place);
        if (known != null) {
          found.add(new Repeat(known, place));
        }
      }
    }
    return new Repeats(found);
  }
}
