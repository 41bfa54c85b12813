package io.crnas.spaces.detector;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Layout;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Cost.Metric;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.cost.Part;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is built on a backbone to detect objects, as data: a pyramid of features and the heads that
 * read it. Training, scoring, cost, export and drawing are read off it; {@link DetectorSettings}
 * makes the known ones.
 *
 * @param name for people, for example {@code faster-rcnn}
 * @param classes object classes, without the background
 * @param neck makes the pyramid of the backbone's stages
 * @param heads in the order in which they run; the one that yields detections is there once
 */
public record Detector(String name, int classes, Neck neck, List<Head> heads) {

  /** What the names of the backbone's parameters begin with. */
  public static final String BODY = "backbone.body.";

  public Detector {
    if (classes < 1) {
      throw new IllegalArgumentException(classes + " classes, expected at least 1");
    }
    heads = List.copyOf(heads);
    var yields = new LinkedHashMap<String, Yields>();
    var dense = new HashSet<String>();
    for (Head head : heads) {
      switch (head.reads()) {
        case Reads.EachLevel each -> {
          dense.add(head.name());
          if (each.anchors().levels() != neck.levels()) {
            throw new IllegalArgumentException(
                "%s has anchors for %d levels, the neck has %d"
                    .formatted(head.name(), each.anchors().levels(), neck.levels()));
          }
        }
        case Reads.Rois rois -> {
          if (!yields.containsKey(rois.from())) {
            throw new IllegalArgumentException(
                head.name()
                    + " reads what "
                    + rois.from()
                    + " finds; there is no such head before");
          }
          boolean masks = head.yields() instanceof Yields.Masks;
          if (masks != yields.get(rois.from()) instanceof Yields.Detections) {
            throw new IllegalArgumentException(
                "%s reads %s: masks are those of detections, and no other head reads those"
                    .formatted(head.name(), rois.from()));
          }
          if (masks && dense.contains(rois.from())) {
            throw new IllegalArgumentException(
                "%s learns from the RoIs of %s, which reads none"
                    .formatted(head.name(), rois.from()));
          }
          if (head.yields() instanceof Yields.Refined && !sharesBoxes(neck, head, rois)) {
            throw new IllegalArgumentException(
                head.name() + " refines RoIs, so it has one box for all classes");
          }
        }
      }
      if (yields.put(head.name(), head.yields()) != null) {
        throw new IllegalArgumentException("two heads are called " + head.name());
      }
    }
    long ends = heads.stream().filter(head -> head.yields() instanceof Yields.Detections).count();
    if (ends != 1) {
      throw new IllegalArgumentException(ends + " heads yield detections, expected one");
    }
  }

  private static boolean sharesBoxes(Neck neck, Head head, Reads.Rois rois) {
    Shape region = new Shape(neck.channels(), rois.size(), rois.size());
    Shape boxes = head.network().outputShapes(region).get("boxes");
    return boxes != null && boxes.channels() == 4;
  }

  /** Whether a head on RoIs has one box of each for all classes. */
  public boolean sharesBoxes(Head head) {
    return switch (head.reads()) {
      case Reads.Rois rois -> sharesBoxes(neck, head, rois);
      case Reads.EachLevel _ -> false;
    };
  }

  /** The head of a name. */
  public Optional<Head> head(String head) {
    return heads.stream().filter(one -> one.name().equals(head)).findFirst();
  }

  /** The same with another head in the place of the one of its name. */
  public Detector with(Head another) {
    return new Detector(
        name,
        classes,
        neck,
        heads.stream().map(head -> head.name().equals(another.name()) ? another : head).toList());
  }

  /** How the detections are chosen. */
  public Yields.Detections detections() {
    return heads.stream()
        .map(Head::yields)
        .filter(Yields.Detections.class::isInstance)
        .map(Yields.Detections.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Whether it finds the mask of each object. */
  public boolean findsMasks() {
    return heads.stream().anyMatch(head -> head.yields() instanceof Yields.Masks);
  }

  /** Whether a head looks at regions that another one found. */
  public boolean cutsRegions() {
    return heads.stream().anyMatch(head -> head.reads() instanceof Reads.Rois);
  }

  /** The names of all losses, in the order in which they are added up. */
  public List<String> losses() {
    return heads.stream().flatMap(head -> head.losses().stream()).map(Loss::name).toList();
  }

  /** The backbone and the pyramid: image [N, 3, H, W] to the neck's levels, finest first. */
  public Network features(Backbone backbone, Allocation allocation, Graph graph, Sharing sharing) {
    return features(backbone, Mixture.of(allocation), graph, sharing);
  }

  /** The same of several allocations at once. */
  public Network features(Backbone backbone, Mixture mixture, Graph graph, Sharing sharing) {
    List<Node> ends =
        List.copyOf(backbone.network(mixture, graph.under(BODY), sharing).outputs().values());
    List<Layout.Level> levels = backbone.layout().levels();
    List<Neck.Stage> stages =
        IntStream.range(0, ends.size())
            .mapToObj(i -> new Neck.Stage(levels.get(i), ends.get(i)))
            .toList();
    return new Network(neck.levels(graph.under("backbone."), stages));
  }

  /** The parameters of the heads. */
  public List<Parameter> headParameters() {
    return heads.stream().flatMap(head -> head.network().parameters().stream()).toList();
  }

  /** Operations of the whole detector for one image, RoIAlign apart. */
  public Cost operations(
      Backbone backbone, Allocation allocation, ImageSize input, Convention convention) {
    List<Part> parts = parts(backbone, allocation, input, convention);
    long total = Part.sum("detector", parts).operations();
    return new Cost(total, Metric.MACS, convention, Scope.DETECTOR, input);
  }

  /**
   * What its parts cost for one image, RoIAlign apart: {@code stem}, the backbone's stages, {@code
   * neck}, and each head times the levels or regions that it reads in detection.
   */
  public List<Part> parts(
      Backbone backbone, Allocation allocation, ImageSize input, Convention convention) {
    Shape image = new Shape(3, input.height(), input.width());
    Graph graph = new Graph();
    Network body = backbone.stages(allocation, graph.under(BODY), Sharing.NESTED);
    Network features = features(backbone, allocation, graph, Sharing.NESTED);
    var outputs = new LinkedHashMap<>(body.outputs());
    features.outputs().forEach(outputs::putIfAbsent);
    List<Part> all = Costs.byOutput(new Network(outputs), image, convention);
    int stages = body.outputs().size();
    List<Part> parts = new ArrayList<>(all.subList(0, stages));
    parts.add(Part.sum("neck", all.subList(stages, all.size())));
    SequencedMap<String, Shape> levels = features.outputShapes(image);
    heads.forEach(head -> parts.add(part(head, List.copyOf(levels.values()), convention)));
    return List.copyOf(parts);
  }

  private Part part(Head head, List<Shape> levels, Convention convention) {
    return switch (head.reads()) {
      case Reads.EachLevel _ -> {
        Part sum =
            Part.sum(
                head.name(),
                levels.stream()
                    .map(level -> Costs.of(head.name(), head.network(), level, convention))
                    .toList());
        long shared = Costs.parameters(head.network());
        yield new Part(head.name(), sum.operations(), shared, sum.activations());
      }
      case Reads.Rois rois -> {
        var region = new Shape(neck.channels(), rois.size(), rois.size());
        yield Costs.of(head.name(), head.network(), region, convention)
            .times(head(rois.from()).orElseThrow().yields().most());
      }
    };
  }

  /** As {@link #operations}, for the allocations of one backbone. */
  public CostModel costModel(Backbone backbone, ImageSize input, Convention convention) {
    return allocation -> operations(backbone, allocation, input, convention);
  }

  /** Activations of the whole detector for one image. */
  public CostModel activations(Backbone backbone, ImageSize input) {
    return allocation -> {
      List<Part> parts = parts(backbone, allocation, input, Convention.MAC);
      return Cost.activations(Part.sum("detector", parts).activations(), Scope.DETECTOR, input);
    };
  }

  /** Trained parameters of the whole detector. */
  public long parameters(Backbone backbone, Allocation allocation) {
    Network features = features(backbone, allocation, new Graph(), Sharing.NESTED);
    return Stream.concat(Stream.of(features), heads.stream().map(Head::network))
        .mapToLong(Costs::parameters)
        .sum();
  }
}
