package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How data on disk is read. What is wrong is left out (or cut) and listed in {@link
 * FileDataset#problems}: a box of zero size, a box outside the image, an unknown category, a
 * missing or unreadable image, a truncated JPEG, a size that differs from the image's (the image's
 * own counts).
 *
 * @param strict whether anything wrong ends the reading
 * @param decode whether each image is also decoded while reading, so that one damaged in its middle
 *     is left out now and does not end the work when its turn comes
 * @param progress hears of each image
 */
public record Reading(boolean strict, boolean decode, Progress progress) {

  /** Without telling how it goes. */
  Reading(boolean strict, boolean decode) {
    this(strict, decode, Progress.silent());
  }

  /**
   * Says what was taken for what, and looks at every image of some splits, by several threads.
   *
   * @return a dataset for each split, in the same order
   * @throws InvalidInputException when a split has no image left, or, if strict, when anything is
   *     wrong
   */
  public List<FileDataset> read(Listed listed) {
    listed.notes().forEach(progress::say);
    var all = new Problems();
    var fatal = new Problems();
    var datasets = new ArrayList<FileDataset>();
    for (Listing listing : listed.listings()) {
      FileDataset dataset = FileDataset.read(listing, listed.categories(), decode, progress);
      datasets.add(dataset);
      all.addAll(dataset.problems());
      if (dataset.samples().isEmpty()) {
        fatal.addAll(dataset.problems());
        fatal.add(listed.where() + " split " + listing.split(), "no usable image", "at least one");
      }
    }
    shared(datasets)
        .forEach((splits, count) -> {
          String images = count == 1 ? "1 common image" : count + " common images";
          progress.say(
              "splits "
                  + splits
                  + " have "
                  + images
                  + ": a score on what was trained on is none;"
                  + " 'crnas data check' names them");
          all.add("splits " + splits, images, "none");
        });
    if (strict) {
      all.throwIfAny();
    }
    fatal.throwIfAny();
    return List.copyOf(datasets);
  }

  /** How many images are in two splits, by the names of the splits. */
  private static SortedMap<String, Long> shared(List<FileDataset> splits) {
    return Repeats.of(splits).all().stream()
        .filter(repeat -> !repeat.inOneSplit())
        .collect(
            Collectors.groupingBy(
                repeat -> repeat.first().split() + " and " + repeat.again().split(),
                TreeMap::new,
                Collectors.counting()));
  }
}
