package io.crnas.detection.layout;

import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with data, and what is in it.
 *
 * @param notes what was taken for what: the layout first
 * @param problems what reading found; then classes without an object, images that are there twice
 *     and images in two splits, by their bytes
 * @param splits what is in each split, without what was left out
 */
public record DataCheck(List<String> notes, List<Problem> problems, List<SplitSummary> splits) {
  public DataCheck {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
    splits = List.copyOf(splits);
  }

  /** Checks splits that belong together, such as one to train on and one to test on. */
  public static DataCheck of(List<String> notes, List<FileDataset> splits) {
    var problems = new Problems();
    problems.addAll(
        splits.stream().flatMap(split -> split.problems().stream()).distinct().toList());
    List<SplitSummary> summaries = splits.stream().map(SplitSummary::of).toList();
    for (SplitSummary summary : summaries) {
      summary
          .boxes()
          .forEach((category, boxes) -> {
            if (boxes == 0) {
              problems.add(
                  "split " + summary.name() + ", class " + category, "no object", "at least one");
            }
          });
    }
    twice(splits, problems);
    return new DataCheck(notes, problems.all(), summaries);
  }

  private record Place(String file, String split) {}

  private static void twice(List<FileDataset> splits, Problems problems) {
    Map<String, Place> first = new HashMap<>();
    for (FileDataset split : splits) {
      for (int i = 0; i < split.size(); i++) {
        var place = new Place(split.samples().get(i).source(), split.name());
        Place known = first.putIfAbsent(split.digest(i), place);
        if (known != null) {
          boolean same = known.split().equals(place.split());
          problems.add(
              place.file() + (same ? "" : ", split " + place.split()),
              known.file().equals(place.file())
                  ? "the image in split " + known.split() + " too"
                  : "the same image as "
                      + known.file()
                      + (same ? "" : " in split " + known.split()),
              same ? "each image once" : "splits without a common image");
        }
      }
    }
  }
}
