package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.level.Levels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Descriptors whose runs train nothing: they look made-up scores up in a table. */
final class CheapRun {
  private CheapRun() {}

  /** A descriptor of some levels, all searched by one strategy, with the table beside it. */
  static Path descriptor(Path folder, String strategy, String... levels) throws IOException {
    String yaml =
        """
        name: cheap
        threads: 1
        space: {backbone: resnet18, width: 8, dilations: [1, 2],
          stages: [[1, 2, 3], [1, 2], [1, 2], [1, 2, 3]]}
        budget: {input: 64x64, tolerance: 0.2}
        levels:
        """
            + String.join("", Stream.of(levels).map(level -> level(level, strategy)).toList());
    Path scores = folder.resolve("scores.csv");
    if (!Files.exists(scores)) {
      Files.write(scores, scores(Setup.of(Descriptor.parse("cheap", yaml), Progress.silent())));
    }
    return Files.writeString(folder.resolve("cheap.yaml"), yaml);
  }

  private static String level(String level, String strategy) {
    return """
      - level: %s
        evaluator: {kind: table, file: scores.csv}
        strategy: {%s}
    """
        .formatted(level, strategy);
  }

  /** A score for each stage allocation with each choice of dilations. */
  private static List<String> scores(Setup setup) {
    var random = Seeds.generator(1, "scores");
    Target target = setup.targets.getFirst();
    var all =
        Levels.joint(
            setup.stageSets,
            setup.experiment.space().digits(),
            target.baseline(),
            setup.costs,
            target.budget());
    return Stream.concat(
            Stream.of("candidate,AP"),
            all.feasible().stream().map(choices -> all.decode(choices) + "," + random.nextDouble()))
        .toList();
  }
}
