package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * The parameters of a network or a supernet by name, in the order they were added. None of them
 * ever requires a gradient: a training pass takes views of those that its path uses.
 */
public final class ParameterStore implements AutoCloseable {
  private final Torch torch;
  private final PtNDManager manager;
  private final SequencedMap<String, PtNDArray> arrays = new LinkedHashMap<>();

  /** Without parameters. */
  public ParameterStore(Torch torch) {
    this.torch = torch;
    this.manager = torch.newManager();
  }

  /** The engine that holds them. */
  public Torch torch() {
    return torch;
  }

  /** Adds those of a network's parameters that are not there yet. */
  public void initialise(Network network, Initialisation initialisation, long seed) {
    for (Node node : network.nodes()) {
      for (Parameter parameter : Parameter.of(node)) {
        if (!arrays.containsKey(parameter.name())) {
          put(
              parameter.name(),
              new Tensor(
                  parameter.shape(), InitialValues.of(initialisation, node, parameter, seed)));
        }
      }
    }
  }

  /** Adds or replaces parameters. */
  public void load(Weights weights) {
    weights.tensors().forEach(this::put);
  }

  /** As {@link #require(List, String)} for one network. */
  public void require(Network network, String where) {
    require(List.of(network), where);
  }

  /**
   * Checks that the networks' parameters are there with their shapes.
   *
   * @param where what is at fault if not, for example the file they were read from
   * @throws io.crnas.framework.problem.InvalidInputException naming every one that is not
   */
  public void require(List<Network> networks, String where) {
    var problems = new Problems();
    for (Parameter parameter : networks.stream().flatMap(n -> n.parameters().stream()).toList()) {
      PtNDArray array = arrays.get(parameter.name());
      String found = array == null ? "nothing" : "shape " + Torch.shape(array);
      if (array == null || !Torch.shape(array).equals(parameter.shape())) {
        problems.add(where + ", " + parameter.name(), found, "shape " + parameter.shape());
      }
    }
    problems.throwIfAny();
  }

  /** The names, in order. */
  public SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(new LinkedHashSet<>(arrays.keySet()));
  }

  /** Copies of all parameters. */
  public Weights weights() {
    var tensors = new LinkedHashMap<String, Tensor>();
    arrays.forEach((name, array) -> tensors.put(name, torch.tensor(array)));
    return new Weights(tensors, Map.of());
  }

  private void put(String name, Tensor tensor) {
    PtNDArray old = arrays.put(name, torch.lastingArray(manager, tensor));
    if (old != null) {
      old.close();
    }
  }

  /** The array itself; an unknown name is an {@link IllegalArgumentException}. */
  PtNDArray master(String name) {
    PtNDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no parameter " + name + " among " + arrays.size());
    }
    return array;
  }

  @Override
  public void close() {
    manager.close();
  }
}
