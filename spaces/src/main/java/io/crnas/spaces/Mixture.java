package io.crnas.spaces;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several allocations in one network: a stage of several depths gives the sum of what comes behind
 * each of them, a block of several variants the sum of its outputs with each, all times their
 * shares. Where each choice has one option it is the network of an allocation.
 *
 * <p>What is mixed is what a block gives out, after its last activation; weights are shared as two
 * allocations share them.
 */
public record Mixture(List<Stage> stages) {

  /**
   * One of several.
   *
   * @param value blocks, or an allocation's digit of a block
   * @param share what its output is multiplied by; an option alone is taken as it is
   */
  public record Option(int value, double share) {
    public Option {
      if (value < 1 || !Double.isFinite(share)) {
        throw new IllegalArgumentException(value + " with the share " + share);
      }
    }

    /** The only one. */
    public static Option alone(int value) {
      return new Option(value, 1);
    }
  }

  /**
   * The options of a stage.
   *
   * @param depths at least one, in ascending order
   * @param variants digits of each block up to the greatest depth, at least one
   */
  public record Stage(List<Option> depths, List<List<Option>> variants) {
    public Stage {
      depths = List.copyOf(depths);
      variants = variants.stream().map(List::copyOf).toList();
      List<Integer> values = depths.stream().map(Option::value).toList();
      if (depths.isEmpty() || !values.equals(values.stream().sorted().distinct().toList())) {
        throw new IllegalArgumentException("depths " + values);
      }
      if (variants.size() != values.getLast() || variants.stream().anyMatch(List::isEmpty)) {
        throw new IllegalArgumentException(
            "variants " + variants + " of " + values.getLast() + " blocks");
      }
    }
  }

  public Mixture {
    stages = List.copyOf(stages);
  }

  /** One allocation by itself. */
  public static Mixture of(Allocation allocation) {
    return new Mixture(
        allocation.dilations().dilations().stream()
            .map(blocks ->
                new Stage(
                    List.of(Option.alone(blocks.size())),
                    blocks.stream().map(dilation -> List.of(Option.alone(dilation))).toList()))
            .toList());
  }

  /** The one allocation that this is, if it is no more. */
  public Optional<Allocation> only() {
    boolean one =
        stages.stream()
            .flatMap(stage -> Stream.concat(Stream.of(stage.depths()), stage.variants().stream()))
            .allMatch(options -> options.size() == 1);
    if (!one) {
      return Optional.empty();
    }
    List<List<Integer>> dilations =
        stages.stream()
            .map(stage ->
                stage.variants().stream().map(options -> options.getFirst().value()).toList())
            .toList();
    return Optional.of(new Allocation(spanning().getFirst(), new SpatialAllocation(dilations)));
  }

  /** Allocations of blocks that between them have every depth, as few as there can be. */
  public List<StageAllocation> spanning() {
    int most = stages.stream().mapToInt(stage -> stage.depths().size()).max().orElseThrow();
    return IntStream.range(0, most)
        .mapToObj(place ->
            new StageAllocation(
                stages.stream()
                    .map(Stage::depths)
                    .map(depths -> depths.get(Math.min(place, depths.size() - 1)).value())
                    .toList()))
        .toList();
  }

  /** Nets by themselves are named by the blocks before, of which there is no one number here. */
  void requireNames(Sharing sharing) {
    if (sharing == Sharing.ALONE && spanning().size() > 1) {
      throw new IllegalArgumentException("several depths have no names of a net by itself");
    }
  }

  /** The sum of the options' outputs; one alone is itself. */
  static Node join(Graph graph, List<Option> options, List<Node> outputs) {
    return outputs.size() == 1
        ? outputs.getFirst()
        : graph.node(
            "mix",
            new Layer.Mix(options.stream().map(Option::share).toList()),
            outputs.toArray(Node[]::new));
  }
}
