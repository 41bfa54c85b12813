package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Resize;
import io.crnas.framework.setting.Conflicts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the settings of data must agree on, whatever its kind. */
final class SplitChecks {
  private SplitChecks() {}

  static void scales(Resize size, Optional<List<Integer>> scales, Conflicts conflicts) {
    conflicts.unless(
        scales.isEmpty() || size instanceof Resize.KeptAspect,
        "scales",
        words(scales) + " beside the image-size " + size,
        "an image-size like 800/1333",
        "image-size");
  }

  static <T> void different(T train, Optional<T> val, T test, Conflicts conflicts) {
    conflicts.unless(
        !val.equals(Optional.of(train)),
        "val",
        String.valueOf(train),
        "another split than train",
        "train");
    conflicts.unless(
        !test.equals(train) && !val.equals(Optional.of(test)),
        "test",
        String.valueOf(test),
        "another split than train and val",
        "train",
        "val");
  }

  static <T> void oneValidation(Optional<T> val, Optional<Integer> drawn, Conflicts conflicts) {
    conflicts.unless(
        val.isEmpty() || drawn.isEmpty(),
        "validation-images",
        drawn.map(String::valueOf).orElse("") + " beside val",
        "one of the two",
        "val");
  }

  static <T> void validation(Optional<T> val, Optional<Integer> drawn, Conflicts conflicts) {
    conflicts.unless(
        val.isPresent() || drawn.isPresent(), "val", "nothing", "val or validation-images");
  }

  private static String words(Optional<List<Integer>> numbers) {
    return numbers.orElse(List.of()).stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }
}
