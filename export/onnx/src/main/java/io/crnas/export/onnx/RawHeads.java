package io.crnas.export.onnx;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.detector.Anchors;
import io.crnas.spaces.detector.Coder;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Weights;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a head makes of every level, with nothing behind it, for those who choose among it by other
 * means; and what its numbers mean, as data.
 */
final class RawHeads {
  /** The metadata property that says what the numbers mean. */
  static final String PROPERTY = "heads";

  private RawHeads() {}

  /**
   * The one head of a detector, and its anchors.
   *
   * @throws InvalidInputException for a detector whose heads read one another
   */
  static Reads.EachLevel reads(Detector detector) {
    if (detector.heads().size() == 1
        && detector.heads().getFirst().reads() instanceof Reads.EachLevel each) {
      return each;
    }
    throw new InvalidInputException(
        "detector",
        detector.name() + ", whose heads choose regions for one another",
        "one with a single head that reads every level, as retinanet and fcos");
  }

  /** Writes features and head; outputs are {@code P3.scores}, {@code P3.boxes} and so on. */
  static void write(
      OnnxGraph graph, Network features, Detector detector, Weights weights, boolean fold) {
    Head head = detector.heads().getFirst();
    graph.reserve(features);
    graph.reserve(head.network());
    features.outputs().keySet().stream()
        .flatMap(level -> head.network().outputs().keySet().stream().map(one -> level + "." + one))
        .forEach(graph::reserveOutput);
    inside(graph, "", features, Map.of(), weights, fold)
        .forEach((level, value) ->
            inside(graph, "/" + level, head.network(), Map.of("features", value), weights, fold)
                .forEach((name, output) -> {
                  Node node = head.network().outputs().get(name);
                  String outer = level + "." + name;
                  String copy = graph.fresh(outer + ".identity");
                  graph.operator(copy, "Identity", List.of(output), List.of(outer), List.of());
                  if (node != null) {
                    graph.output(ValueShapes.output(outer, node));
                  }
                }));
  }

  private static SequencedMap<String, String> inside(
      OnnxGraph graph,
      String place,
      Network network,
      Map<String, String> inputs,
      Weights weights,
      boolean fold) {
    BatchNormFolding folding = fold ? BatchNormFolding.of(network) : BatchNormFolding.none();
    return GraphTranslation.inside(graph, place, network, inputs, weights, folding);
  }

  /** What the numbers mean, as JSON. */
  static String meaning(Network features, Detector detector) {
    Head head = detector.heads().getFirst();
    Anchors anchors = reads(detector).anchors();
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("channels", "anchor, then class or number");
      json.writeStringProperty("scores", score(head));
      json.writeName("boxes");
      json.writeStartObject();
      switch (head.coder()) {
        case Coder.Deltas deltas -> {
          json.writeStringProperty("kind", "deltas");
          json.writeNumberProperty("centre_weight", deltas.centre());
          json.writeNumberProperty("size_weight", deltas.size());
          json.writeNumberProperty("largest_log_ratio", Coder.Deltas.LARGEST_LOG_RATIO);
        }
        case Coder.Distances _ -> json.writeStringProperty("kind", "distances");
      }
      json.writeEndObject();
      json.writeName("anchors");
      json.writeStartObject();
      int level = 0;
      for (String name : features.outputs().keySet()) {
        json.writeArrayPropertyStart(name);
        for (float corner : anchors.cell(level++)) {
          json.writeNumber(corner);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String score(Head head) {
    return switch (head.likelihood()) {
      case SCORE -> "scores";
      case LOGIT -> "sigmoid(scores)";
      case PRODUCT -> "sqrt(sigmoid(scores) * sigmoid(centreness))";
    };
  }
}
