package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.crnas.export.onnx.RegionHead.Regions;
import io.crnas.export.onnx.Suppression.Candidates;
import io.crnas.runtime.Preprocessing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Likelihood;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Yields;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * A detector as ONNX operators: a fold over its heads. Output {@code dets} [N, M, 5] is left, top,
 * right, bottom and score, {@code labels} [N, M] the class from 0, best first; behind the last
 * detection there are zeros and labels of -1. Output {@code masks} [N, M, S, S], of a detector that
 * finds those, is how likely each cell of a box belongs to the object.
 */
final class DetectorTranslation {
  /** The name of the output with boxes and scores. */
  static final String DETECTIONS = "dets";

  /** The name of the output with classes. */
  static final String LABELS = "labels";

  private static final String INPUT = "input";

  private final OnnxGraph graph;
  private final Weights weights;
  private final boolean fold;
  private final Detector detector;
  private final SequencedMap<String, String> levels;
  private final ImageSizes image;
  private final Map<String, Regions> regions = new HashMap<>();
  private final Map<String, MaskHead.Detected> detected = new HashMap<>();

  /** What a detector takes. */
  sealed interface Input {
    /**
     * Images as the training has them.
     *
     * @param padded whether with zeros
     */
    record Prepared(boolean padded) implements Input {}

    /** Pictures as they are, which are prepared inside. */
    record Pictures(Preprocessing preprocessing) implements Input {}
  }

  private DetectorTranslation(
      OnnxGraph graph,
      Network features,
      Detector detector,
      Weights weights,
      boolean fold,
      Input input) {
    this.graph = graph;
    this.detector = detector;
    this.weights = weights;
    this.fold = fold;
    graph.reserve(features);
    detector.heads().forEach(head -> graph.reserve(head.network()));
    graph.reserveOutput(DETECTIONS);
    graph.reserveOutput(LABELS);
    graph.reserveOutput(MaskHead.MASKS);
    switch (input) {
      case Input.Prepared(boolean padded) -> {
        this.levels = network("", features, Map.of());
        this.image = ImageSizes.of(new Scope(graph, INPUT), INPUT, padded);
      }
      case Input.Pictures(var preprocessing) -> {
        this.image = PictureInput.write(graph, preprocessing, INPUT);
        this.levels = network("", features, Map.of(INPUT, INPUT));
      }
    }
  }

  /**
   * Writes a detector.
   *
   * @param features image {@code input} to the levels of the pyramid
   * @param weights with every parameter of features and heads
   * @param fold whether batch normalisations become part of the convolutions before them
   * @param input what it takes
   */
  static void write(
      OnnxGraph graph,
      Network features,
      Detector detector,
      Weights weights,
      boolean fold,
      Input input) {
    var translation = new DetectorTranslation(graph, features, detector, weights, fold, input);
    detector.heads().forEach(translation::add);
  }

  private SequencedMap<String, String> network(
      String place, Network network, Map<String, String> inputs) {
    BatchNormFolding folding = fold ? BatchNormFolding.of(network) : BatchNormFolding.none();
    return GraphTranslation.inside(graph, place, network, inputs, weights, folding);
  }

  private void add(Head head) {
    var scope = new Scope(graph, head.name().replace(' ', '_'));
    switch (head.yields()) {
      case Yields.Proposals proposals -> {
        var suppression = Suppression.of(proposals);
        Candidates candidates = candidates(scope, head, suppression);
        regions.put(head.name(), proposals(scope, candidates, suppression));
      }
      case Yields.Detections detections -> {
        Likelihood likelihood = head.likelihood();
        var suppression = Suppression.of(detections, likelihood);
        Candidates candidates = candidates(scope, head, suppression);
        detected.put(head.name(), detections(scope, candidates, suppression, likelihood));
      }
      case Yields.Refined _ -> {
        switch (head.reads()) {
          case Reads.Rois rois -> {
            Regions found = regions(head, rois);
            RegionHead.Made made = made(scope, head, rois, found);
            regions.put(head.name(), regionHead(scope, head).refined(found, made, image));
          }
          case Reads.EachLevel _ ->
              throw new IllegalArgumentException(head.name() + " reads no regions to refine");
        }
      }
      case Yields.Masks _ -> {
        switch (head.reads()) {
          case Reads.Rois rois -> masks(scope, head, rois);
          case Reads.EachLevel _ ->
              throw new IllegalArgumentException(head.name() + " reads no detections");
        }
      }
    }
  }

  private Candidates candidates(Scope scope, Head head, Suppression suppression) {
    return switch (head.reads()) {
      case Reads.EachLevel(var anchors) -> {
        List<LevelHead.Level> outputs = new ArrayList<>();
        levels.forEach((name, value) ->
            outputs.add(
                new LevelHead.Level(
                    name, network("/" + name, head.network(), Map.of("features", value)))));
        var choice = LevelHead.Choice.of(head, levels.size(), detector.classes());
        yield new LevelHead(scope, head, anchors, choice).candidates(outputs, image);
      }
      case Reads.Rois rois -> {
        Regions found = regions(head, rois);
        yield regionHead(scope, head)
            .candidates(found, made(scope, head, rois, found), image, suppression.nothing());
      }
    };
  }

  private Regions regions(Head head, Reads.Rois rois) {
    Regions found = regions.get(rois.from());
    if (found == null) {
      throw new IllegalArgumentException(
          "%s reads regions of %s, which yields none".formatted(head.name(), rois.from()));
    }
    return found;
  }

  private RegionHead regionHead(Scope scope, Head head) {
    return new RegionHead(scope, head, detector.classes(), detector.sharesBoxes(head));
  }

  private RegionHead.Made made(Scope scope, Head head, Reads.Rois rois, Regions found) {
    return regionHead(scope, head)
        .made(
            found,
            pooling(scope, rois),
            image,
            cells -> network("", head.network(), Map.of("regions", cells)));
  }

  private Regions proposals(Scope scope, Candidates candidates, Suppression suppression) {
    String kept = flat(scope, suppression.kept(scope, candidates));
    String threshold = scope.number(suppression.threshold());
    String there = scope.toInteger("there", scope.op("alive", "Greater", kept, threshold));
    String largest = Regions.largestCount(scope, there);
    String limited = scope.op("limited", "Min", largest, scope.integers(suppression.most()));
    String count = scope.op("regions", "Max", limited, scope.integers(1));
    List<String> best =
        scope.ops("best", "TopK", List.of(kept, count), List.of("scores", "places"));
    return new Regions(
        boxes(scope, candidates, best.getLast()),
        scope.op("region", "Greater", best.getFirst(), threshold),
        count,
        List.of());
  }

  private void masks(Scope scope, Head head, Reads.Rois rois) {
    var found = Objects.requireNonNull(detected.get(rois.from()), rois.from());
    int cells =
        head.network()
            .outputShapes(new Shape(detector.neck().channels(), rois.size(), rois.size()))
            .sequencedValues()
            .getFirst()
            .height();
    var masks = new MaskHead(scope, cells);
    Regions regions = masks.regions(found);
    masks.write(
        found,
        regions,
        pooling(scope, rois).pooled(regions, image),
        image,
        pooled ->
            network("", head.network(), Map.of("regions", pooled)).sequencedValues().getFirst());
  }

  private RegionPooling pooling(Scope scope, Reads.Rois rois) {
    return new RegionPooling(scope, rois, List.copyOf(levels.values()), detector.neck().finest());
  }

  private MaskHead.Detected detections(
      Scope scope, Candidates candidates, Suppression suppression, Likelihood likelihood) {
    String kept = flat(scope, suppression.kept(scope, candidates));
    String most = scope.integers(suppression.most());
    String shape = scope.concat("filler.shape", 0, List.of(image.batch(), most));
    String filler = scope.op("filler", "Expand", scope.number(suppression.nothing()), shape);
    String enough = scope.concat("filled", 1, List.of(kept, filler));
    List<String> best =
        scope.ops("best", "TopK", List.of(enough, most), List.of("scores", "places"));
    String scores =
        switch (likelihood) {
          case SCORE -> best.getFirst();
          case LOGIT -> scope.op("score", "Sigmoid", best.getFirst());
          case PRODUCT -> scope.op("score", "Sqrt", best.getFirst());
        };
    String nothing = scope.number(suppression.nothing());
    String found = scope.op("found", "Greater", best.getFirst(), nothing);
    String perClass = scope.sizes("per.class", candidates.scores(), 2, 3);
    String labels = scope.op("class", "Div", best.getLast(), perClass);
    graph.operator(
        LABELS, "Where", List.of(found, labels, scope.integers(-1)), List.of(LABELS), List.of());
    String boxes = boxes(scope, candidates, best.getLast());
    String rows =
        scope.concat(
            "rows", 2, List.of(image.inPicture(scope, boxes), scope.unsqueeze("score", scores, 2)));
    graph.operator(
        DETECTIONS,
        "Where",
        List.of(scope.unsqueeze("is", found, 2), rows, scope.number(0)),
        List.of(DETECTIONS),
        List.of());
    graph.output(ValueShapes.rows(DETECTIONS, DataType.FLOAT, suppression.most(), 5));
    graph.output(ValueShapes.rows(LABELS, DataType.INT64, suppression.most()));
    return new MaskHead.Detected(boxes, labels, found, suppression.most());
  }

  /** Scores of all groups of an image, [N, Q B]. */
  private String flat(Scope scope, String kept) {
    return scope.reshape("flat", kept, image.batch(), scope.integers(-1));
  }

  /** The boxes [N, K, 4] at these places of the flat scores [N, K]. */
  private String boxes(Scope scope, Candidates candidates, String places) {
    String all =
        scope.reshape("all.boxes", candidates.boxes(), image.batch(), scope.integers(-1, 4));
    String place = scope.op("place", "Mod", places, scope.sizes("boxes.count", all, 1, 2));
    return scope.op(
        "chosen.boxes",
        "GatherND",
        List.of(all, scope.unsqueeze("place.of", place, 2)),
        Attributes.integer("batch_dims", 1));
  }
}
