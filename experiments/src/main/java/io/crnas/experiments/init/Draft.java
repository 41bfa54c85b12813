package io.crnas.experiments.init;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.layout.FoundData;
import io.crnas.detection.layout.Pixels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A descriptor for data.
 *
 * @param name of the run
 * @param path where the data is
 * @param layout the layout that was asked for, where one was
 * @param pixels from where pixels are counted
 * @param train what is trained on
 * @param validation what candidates are scored on
 */
public record Draft(
    String name,
    Path path,
    Optional<FoundData.Kind> layout,
    Pixels pixels,
    Dataset train,
    Dataset validation) {

  /** How long trainings take. */
  public record Pace(Duration step, Duration scoring) {}

  /** A descriptor, with why in it. */
  public record Written(String yaml, List<String> reasons) {
    public Written {
      reasons = List.copyOf(reasons);
    }
  }

  /** With steps by passes over the images. */
  public Written write() {
    return write(Steps.byEpochs(train.size(), validation.size()));
  }

  /** With the steps that fit into a time. */
  public Written write(Duration time, Pace pace) {
    return write(Steps.within(time, pace.step(), pace.scoring(), train.size(), validation.size()));
  }

  private Written write(Steps steps) {
    Seen seen = Seen.of(train);
    Anchors anchors = Anchors.of(seen.boxes());
    List<String> reasons = new ArrayList<>();
    reasons.add("image-size %s: %s".formatted(seen.imageSize(), seen.reason()));
    reasons.add(
        String.format(
            Locale.ROOT,
            "anchor-sizes %s, ratios %s: by k-means of the boxes' sizes; %.1f %% of %d boxes overlap"
                + " one by half or more",
            anchors.sizes(),
            anchors.ratios(),
            100 * anchors.covered(),
            seen.boxes().size()));
    reasons.add(
        "resnet18 of width 32, a narrow pyramid and head: fast to train from scratch; a wider net"
            + " takes more time and may be better");
    reasons.add(
        "supernets by AdamW with a cosine, and dilations by what a supernet learns to prefer: short"
            + " ones rank better so");
    reasons.add(
        "steps %d for the supernet of the stages, %d for that of the dilations, %d for a net: %s"
            .formatted(steps.supernet(), steps.preferring(), steps.retrain(), steps.reason()));
    return new Written(yaml(seen, anchors, steps, reasons), reasons);
  }

  private String yaml(Seen seen, Anchors anchors, Steps steps, List<String> reasons) {
    String why = reasons.stream().map(reason -> "# - " + reason).collect(Collectors.joining("\n"));
    String given =
        layout.map(kind -> "  layout: " + kind.name().toLowerCase(Locale.ROOT) + "\n").orElse("")
            + (pixels == Pixels.AUTO
                ? ""
                : "  pixels: " + pixels.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\n");
    String images = steps.images() < validation.size() ? "\n      images: " + steps.images() : "";
    return """
    # For the data in %s, whose categories are %s.
    # Why it says what it says:
    %s
    name: %s
    seed: 1

    data:
      kind: auto
      path: %s
      image-size: %s
    %s
    detector:
      kind: faster-rcnn
      fpn-channels: 64
      head-width: 128
      anchor-sizes: %s
      anchor-ratios: %s

    space:
      backbone: resnet18
      width: 32
      stages: [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]

    budget:
      scope: backbone
      input: %s

    levels:
      - level: stage
        evaluator:
          kind: supernet
          steps: %d
          sampling: feasible
          recipe: &supernet {batch: %d, optimizer: adamw, learning-rate: 0.001, schedule: cosine}%s
        strategy:
          {kind: evolution, population: %d, generations: %d, offspring: 0.833, elites: 2}
      - level: spatial
        evaluator:
          kind: supernet
          steps: %d
          learning: {kind: darts}
          recipe: *supernet%s
        objective: preference
        strategy: {kind: preferred, evaluations: %d}

    retrain:
      steps: %d
      recipe: {batch: %d}

    export:
      parity-sizes: [%s]
    """
        .formatted(
            path,
            String.join(", ", train.categories()).replaceAll("\\R", " "),
            why,
            name,
            quoted(path.toString()),
            seen.imageSize(),
            given,
            anchors.sizes(),
            anchors.ratios(),
            seen.input(),
            steps.supernet(),
            Steps.BATCH,
            images,
            Steps.POPULATION,
            Steps.GENERATIONS,
            steps.preferring(),
            images,
            Steps.PREFERRED,
            steps.retrain(),
            Steps.BATCH,
            seen.input());
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
