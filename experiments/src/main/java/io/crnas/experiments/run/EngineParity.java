package io.crnas.experiments.run;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DetectedBox;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.export.onnx.GraphOutputs;
import io.crnas.export.parity.Allowance;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.FoundBox;
import io.crnas.export.parity.FoundMask;
import io.crnas.export.parity.Parity;
import io.crnas.export.parity.ParityCase;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.runtime.Backbone;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * An exported file, run in ONNX Runtime, against the engine on images of the val split.
 *
 * @param engine the net that was exported
 */
record EngineParity(Work work, Target target, TrainedDetector engine) {

  /**
   * Some images.
   *
   * @param size of the input
   * @param count how many at once
   */
  record Case(ImageSize size, int count) {
    private static final String BETWEEN = " x ";

    /** Of its text form. */
    static Case parse(String text) {
      int end = text.indexOf(BETWEEN);
      return new Case(
          ImageSize.parse(text.substring(0, end)),
          Integer.parseInt(text.substring(end + BETWEEN.length())));
    }

    @Override
    public String toString() {
      return size + BETWEEN + count;
    }
  }

  /** Sizes of images: that of the data, one that no stride divides, and those of the descriptor. */
  List<ImageSize> sizes() {
    ImageSize own = preparation().paddedSize();
    var odd =
        new ImageSize(
            Math.max(33, own.height() * 3 / 4 | 1), Math.max(33, own.width() * 2 / 3 | 1));
    var sizes = new LinkedHashSet<>(List.of(own, odd));
    sizes.addAll(work.experiment().export().paritySizes());
    return List.copyOf(sizes);
  }

  /** These sizes with so many images at once, as far as there are so many. */
  List<Case> cases(int... counts) {
    var cases = new LinkedHashSet<Case>();
    for (ImageSize size : sizes()) {
      for (int count : counts) {
        cases.add(new Case(size, Math.min(count, images().size())));
      }
    }
    return List.copyOf(cases);
  }

  /**
   * Runs a file on these images.
   *
   * @param part how much of a detector it holds
   * @param precision what its numbers are
   */
  ParityReport of(Path file, Part part, Precision precision, List<Case> cases)
      throws IOException, InterruptedException {
    Allowance allowed = allowance(precision);
    try (var task = work.progress().start(target.called("parity"), cases.size(), "sizes")) {
      return switch (part) {
        case BACKBONE ->
            features(file, of(engine.backbone()), cases, allowed, () -> task.advance(1));
        case FEATURES ->
            features(file, of(engine.features()), cases, allowed, () -> task.advance(1));
        case HEADS -> features(file, this::heads, cases, allowed, () -> task.advance(1));
        case DETECTOR ->
            levels(file, cases, allowed)
                .withDetections(detections(file, cases, allowed, () -> task.advance(1)));
      };
    }
  }

  /** How far a file of this precision may be from the engine. */
  Allowance allowance(Precision precision) {
    return Allowance.of(
        precision,
        work.experiment().export().parityTolerance(),
        work.setup().training().retrained().detector().detections());
  }

  /** The levels of the pyramid inside a detector's file. */
  private ParityReport levels(Path file, List<Case> cases, Allowance allowed) throws IOException {
    var levels = new LinkedHashMap<String, String>();
    engine.features().outputs().forEach((name, node) -> levels.put(name, node.name()));
    try (var folder = new ScratchFolder("parity")) {
      Path looked = folder.path().resolve("levels.onnx");
      GraphOutputs.write(file, looked, levels);
      return features(looked, of(engine.features()), cases, allowed, () -> {});
    }
  }

  /**
   * Where a file begins to be further from the engine than allowed, as the operators come: in the
   * backbone or the pyramid, of a whole detector in what a head makes of a level, or behind.
   *
   * @param one where it is
   * @return in words; nothing where that is not to be seen
   */
  Optional<String> beginning(Path file, Part part, Precision precision, Case one)
      throws IOException {
    Optional<Comparison> inFeatures = ofFeatures(file, part, precision, one);
    if (inFeatures.isPresent() || part != Part.DETECTOR) {
      return inFeatures.map(EngineParity::at);
    }
    SequencedMap<String, String> made = madeOfLevels();
    return GraphOutputs.values(file).containsAll(made.values())
        ? Optional.of(
            first(file, made, this::heads, precision, one)
                .map(EngineParity::at)
                .orElse(
                    "levels and what heads make of them are the engine's, so it begins behind them:"
                        + " where boxes are chosen, or in a head that reads regions"))
        : Optional.empty();
  }

  private static String at(Comparison first) {
    return String.format(
        Locale.ROOT, "it begins at %s, %.2e of its scale", first.output(), first.relative());
  }

  private Optional<Comparison> ofFeatures(Path file, Part part, Precision precision, Case one)
      throws IOException {
    Network network = part == Part.BACKBONE ? engine.backbone() : engine.features();
    Set<String> values = GraphOutputs.values(file);
    var inside = new LinkedHashMap<String, String>();
    var nodes = new LinkedHashMap<String, Node>();
    for (Node node : network.nodes()) {
      String value = part == Part.BACKBONE ? node.name().substring(prefix(node)) : node.name();
      if (values.contains(value) && nodes.putIfAbsent(node.name(), node) == null) {
        inside.put(node.name(), value);
      }
    }
    return first(file, inside, of(new Network(nodes)), precision, one);
  }

  /** The values that heads make of levels, by the names that {@link #heads} gives them. */
  private SequencedMap<String, String> madeOfLevels() {
    var inside = new LinkedHashMap<String, String>();
    for (Head head : work.setup().training().retrained().detector().heads()) {
      if (head.reads() instanceof Reads.EachLevel) {
        for (String level : engine.features().outputs().keySet()) {
          head.network()
              .outputs()
              .forEach((name, node) -> inside.put(level + "." + name, node.name() + "/" + level));
        }
      }
    }
    return inside;
  }

  /**
   * The first that differs.
   *
   * @param inside values of the file, by their names in the reference
   */
  private Optional<Comparison> first(
      Path file,
      SequencedMap<String, String> inside,
      Reference reference,
      Precision precision,
      Case one)
      throws IOException {
    try (var folder = new ScratchFolder("parity")) {
      Path looked = folder.path().resolve("values.onnx");
      GraphOutputs.write(file, looked, inside);
      return features(looked, reference, List.of(one), allowance(precision), () -> {})
          .failures()
          .stream()
          .findFirst();
    }
  }

  private static int prefix(Node node) {
    String body = io.crnas.spaces.detector.Detector.BODY;
    return node.name().startsWith(body) ? body.length() : 0;
  }

  /** What the engine makes of a batch. */
  @FunctionalInterface
  private interface Reference {
    SequencedMap<String, Tensor> of(Batch batch);
  }

  private ParityReport features(
      Path file, Reference reference, List<Case> cases, Allowance allowed, Runnable after)
      throws IOException {
    try (var backbone = Backbone.load(file, work.onProcessor())) {
      Iterable<ParityCase> each =
          () ->
              cases.stream()
                  .map(one -> {
                    Batch batch = batch(one);
                    var parityCase =
                        new ParityCase(one.toString(), input(batch), reference.of(batch));
                    after.run();
                    return parityCase;
                  })
                  .iterator();
      return Parity.check(backbone, each, allowed.features());
    }
  }

  private Reference of(Network network) {
    return batch ->
        engine.outputs(network, batch.pixels(), batch.size(), batch.height(), batch.width());
  }

  private SequencedMap<String, Tensor> heads(Batch batch) {
    return engine.heads(batch.pixels(), batch.size(), batch.height(), batch.width());
  }

  private List<DetectionComparison> detections(
      Path file, List<Case> cases, Allowance allowed, Runnable after)
      throws IOException, InterruptedException {
    List<DetectionComparison> comparisons = new ArrayList<>();
    try (var detector = Detector.load(file, work.onProcessor())) {
      for (Case one : cases) {
        Batch batch = batch(one);
        var reference =
            engine.detect(batch.pixels(), sizes(batch), batch.height(), batch.width()).stream()
                .map(EngineParity::ofEngine)
                .toList();
        Tensor input = input(batch);
        var found =
            detector.detect(new io.crnas.runtime.Tensor(input.shape(), input.data())).stream()
                .map(EngineParity::ofFile)
                .toList();
        comparisons.add(
            DetectionComparison.of(one.toString(), reference, found, allowed.detections()));
        after.run();
      }
    }
    return comparisons;
  }

  /** Those of a box without area are left out, as a deployment leaves them out. */
  static List<FoundBox> ofEngine(List<DetectedBox> boxes) {
    return boxes.stream()
        .filter(found -> found.box().width() > 0 && found.box().height() > 0)
        .map(found ->
            new FoundBox(
                found.label() - 1,
                found.score(),
                found.box().x1(),
                found.box().y1(),
                found.box().x2(),
                found.box().y2(),
                found.mask().map(mask -> new FoundMask(mask.probabilities()))))
        .toList();
  }

  static List<FoundBox> ofFile(List<Detection> detections) {
    return detections.stream()
        .map(found ->
            new FoundBox(
                found.label(),
                found.score(),
                found.left(),
                found.top(),
                found.right(),
                found.bottom(),
                found.mask().map(mask -> new FoundMask(mask.probabilities()))))
        .toList();
  }

  /** As in the training, with padding where it has some, or brought to exactly another size. */
  private Batch batch(Case one) {
    Preparation preparation =
        one.size().equals(preparation().paddedSize())
            ? preparation()
            : preparation().at(one.size());
    return Batches.inOrder(images(), preparation, one.count(), 0).batch(0);
  }

  static List<ImageSize> sizes(Batch batch) {
    return batch.samples().stream()
        .map(sample -> new ImageSize(sample.height(), sample.width()))
        .toList();
  }

  private static Tensor input(Batch batch) {
    return new Tensor(List.of(batch.size(), 3, batch.height(), batch.width()), batch.pixels());
  }

  Dataset images() {
    return work.setup().training().images().validation();
  }

  Preparation preparation() {
    return work.setup().training().images().preparation();
  }
}
