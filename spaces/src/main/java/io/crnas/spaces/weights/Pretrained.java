package io.crnas.spaces.weights;

import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights of one net of a family, from which other nets and supernets of the family begin. A block
 * begins as the block at the same place of the same stage; one that the source does not have begins
 * anew.
 *
 * <p>The source has torchvision's names behind a prefix of any kind: those of a whole detector,
 * whose backbone is under {@code backbone.body.}, those of the backbone alone, or what others put
 * before them ({@code module.}, {@code backbone.}, {@code model.}), which timm and mmdetection do.
 */
public final class Pretrained {
  private final Weights source;
  private final Backbone backbone;
  private final StageAllocation stages;
  private final String body;

  /** What the names of the source's backbone begin with. */
  private final String prefix;

  /** The names of the source's blocks by stage. */
  private final List<List<String>> blocks;

  /**
   * @param stages the blocks that the source has
   * @param body what the names of the backbone's parameters begin with in the nets to come
   */
  public Pretrained(Weights source, Backbone backbone, StageAllocation stages, String body) {
    this.source = source;
    this.backbone = backbone;
    this.stages = stages;
    this.body = body;
    this.prefix = prefix();
    this.blocks = backbone.blocks(stages, Sharing.ALONE);
  }

  /**
   * The values for a net's parameters and what became of the others.
   *
   * @param wanted the parameters
   * @param nets the blocks of the nets that have them
   * @param sharing how these nets name their blocks
   */
  public Transfer transfer(List<Parameter> wanted, List<StageAllocation> nets, Sharing sharing) {
    Map<String, Optional<String>> origins = origins(nets, sharing);
    var values = new LinkedHashMap<String, Tensor>();
    List<String> fresh = new ArrayList<>();
    List<Transfer.Mismatch> mismatches = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Parameter parameter : wanted) {
      Optional<String> name =
          origin(parameter.name(), origins).filter(source.tensors()::containsKey);
      if (name.isEmpty()) {
        fresh.add(parameter.name());
        continue;
      }
      used.add(name.get());
      Tensor tensor = source.get(name.get());
      if (tensor.shape().equals(parameter.shape())) {
        values.put(parameter.name(), tensor);
      } else {
        mismatches.add(
            new Transfer.Mismatch(parameter.name(), parameter.shape(), name.get(), tensor.shape()));
      }
    }
    List<String> unused =
        source.tensors().keySet().stream().filter(name -> !used.contains(name)).toList();
    return new Transfer(values, fresh, mismatches, unused);
  }

  /** What stands before most, and at least half, of the family's names; of several the first. */
  private String prefix() {
    List<String> names =
        backbone.network(Allocation.of(stages), new Graph(), Sharing.ALONE).parameters().stream()
            .map(Parameter::name)
            .toList();
    var counts = new LinkedHashMap<String, Integer>();
    for (String there : source.tensors().keySet()) {
      for (String name : names) {
        String before = there.substring(0, Math.max(0, there.length() - name.length()));
        if (there.endsWith(name) && (before.isEmpty() || before.endsWith("."))) {
          counts.merge(before, 1, Integer::sum);
        }
      }
    }
    // Names of blocks end like those of the stem, so few that fit say nothing.
    counts.values().removeIf(count -> 2 * count < names.size());
    String most = source.tensors().keySet().stream().anyMatch(n -> n.startsWith(body)) ? body : "";
    for (var count : counts.entrySet()) {
      most = count.getValue() > counts.getOrDefault(most, 0) ? count.getKey() : most;
    }
    return most;
  }

  /** What the source calls a parameter of its own net, which may be one that it does not have. */
  public String nameInSource(String name) {
    if (name.startsWith(body)) {
      return prefix + name.substring(body.length());
    }
    return prefix.endsWith(body)
        ? prefix.substring(0, prefix.length() - body.length()) + name
        : name;
  }

  /** Where each block comes from, by the names of both; none where the source has no such block. */
  private Map<String, Optional<String>> origins(List<StageAllocation> nets, Sharing sharing) {
    var origins = new HashMap<String, Optional<String>>();
    for (StageAllocation net : nets) {
      List<List<String>> paths = backbone.blocks(net, sharing);
      for (int s = 0; s < paths.size(); s++) {
        List<String> known = blocks.get(s);
        for (int i = 0; i < paths.get(s).size(); i++) {
          origins.put(
              paths.get(s).get(i), i < known.size() ? Optional.of(known.get(i)) : Optional.empty());
        }
      }
    }
    return origins;
  }

  /** A parameter's name in the source, whether or not the source has it. */
  private Optional<String> origin(String name, Map<String, Optional<String>> origins) {
    if (!name.startsWith(body)) {
      return Optional.of(nameInSource(name));
    }
    String inBody = name.substring(body.length());
    for (int dot = inBody.indexOf('.'); dot >= 0; dot = inBody.indexOf('.', dot + 1)) {
      Optional<String> block = origins.get(inBody.substring(0, dot));
      if (block != null) {
        String rest = inBody.substring(dot);
        return block.map(path -> prefix + path + rest);
      }
    }
    return Optional.of(nameInSource(name));
  }

  /** SHA-256, in hexadecimal, over what the values of a net depend on. */
  public String fingerprint() {
    var fingerprint = new Fingerprint().add(backbone.canonical()).add(stages.toString()).add(body);
    source
        .tensors()
        .forEach((name, tensor) ->
            fingerprint.add(name).add(tensor.shape().toString()).add(tensor.data()));
    return fingerprint.hexadecimal();
  }
}
