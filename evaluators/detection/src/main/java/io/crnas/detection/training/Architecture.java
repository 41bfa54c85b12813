package io.crnas.detection.training;

import io.crnas.detection.torch.Frozen;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.CanonicalForm;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything about a detector but the allocation of its backbone.
 *
 * @param backbone the family
 * @param detector neck and heads
 * @param sharing which weights two depths of a stage have in common
 */
public record Architecture(Backbone backbone, Detector detector, Sharing sharing)
    implements Trainable {

  /** As a net by itself, in torchvision's names. */
  public Architecture alone() {
    return new Architecture(backbone, detector, Sharing.ALONE);
  }

  @Override
  public String canonical() {
    return "Architecture[backbone=%s, detector=%s, sharing=%s]"
        .formatted(
            backbone.canonical(),
            CanonicalForm.of(detector),
            switch (sharing) {
              case NESTED -> "NESTED";
              case BRANCH -> "BRANCH";
              case ALONE -> "ALONE";
            });
  }

  /** Backbone and pyramid of an allocation, in a graph that it may share with others. */
  Network features(Allocation allocation, Graph graph) {
    return features(Mixture.of(allocation), graph);
  }

  Network features(Mixture path, Graph graph) {
    return detector.features(backbone, path, graph, sharing);
  }

  @Override
  public List<Parameter> parameters(Mixture path) {
    return parameters(features(path, new Graph()));
  }

  List<Parameter> parameters(Network features) {
    return Stream.concat(features.parameters().stream(), detector.headParameters().stream())
        .toList();
  }

  /**
   * What a training leaves as it is: the nodes of the backbone up to its first stage that is
   * trained, and where the recipe says so all of its batch normalisations.
   */
  Frozen frozen(Recipe recipe, Mixture path, Network features) {
    if (!recipe.freezes()) {
      return Frozen.NOTHING;
    }
    List<String> trained =
        path.spanning().stream()
            .flatMap(
                stages -> backbone.blocks(stages, sharing).stream().skip(recipe.frozenStages()))
            .flatMap(List::stream)
            .map(block -> Detector.BODY + block + ".")
            .toList();
    List<String> body =
        features.nodes().stream()
            .map(Node::name)
            .filter(name -> name.startsWith(Detector.BODY))
            .toList();
    Set<String> nodes =
        recipe.frozenStages() == 0
            ? Set.of()
            : body.stream()
                .takeWhile(name -> trained.stream().noneMatch(name::startsWith))
                .collect(Collectors.toUnmodifiableSet());
    return new Frozen(nodes, recipe.frozenBatchNorm() ? Set.copyOf(body) : Set.of());
  }

  /**
   * Why there is no such net.
   *
   * @param input the size of the images, padding included
   * @return empty where there is one and every level of its pyramid has something left
   */
  Optional<String> fault(Allocation allocation, ImageSize input) {
    try {
      features(allocation, new Graph()).outputShapes(new Shape(3, input.height(), input.width()));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(allocation + ": " + e.getMessage());
    }
  }
}
