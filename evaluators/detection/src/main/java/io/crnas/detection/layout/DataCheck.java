package io.crnas.detection.layout;

import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.util.List;

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
    Repeats.of(splits).all().forEach(repeat -> repeat(repeat, problems));
    return new DataCheck(notes, problems.all(), summaries);
  }

  private static void repeat(Repeats.Repeat repeat, Problems problems) {
    Repeats.Place first = repeat.first();
    Repeats.Place again = repeat.again();
    boolean same = repeat.inOneSplit();
    problems.add(
        again.file() + (same ? "" : ", split " + again.split()),
        first.file().equals(again.file())
            ? "the image in split " + first.split() + " too"
            : "the same image as " + first.file() + (same ? "" : " in split " + first.split()),
        same ? "each image once" : "splits without a common image");
  }
}
