package io.crnas.detection.training;

import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Pretrained;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What the parameters of a training begin with; those that it has no value for begin anew. */
public sealed interface Start {

  /**
   * Values for some of the parameters of a path's net.
   *
   * @param trained names them
   * @param wanted the parameters
   */
  SequencedMap<String, Tensor> values(Trainable trained, Mixture path, List<Parameter> wanted);

  /** A text that differs where the values do. */
  String fingerprint();

  /** All begin anew. */
  record Scratch() implements Start {
    @Override
    public SequencedMap<String, Tensor> values(
        Trainable trained, Mixture path, List<Parameter> wanted) {
      return new LinkedHashMap<>();
    }

    @Override
    public String fingerprint() {
      return "from scratch";
    }
  }

  /** From the weights of one net of the family. */
  record Net(Pretrained weights) implements Start {
    @Override
    public SequencedMap<String, Tensor> values(
        Trainable trained, Mixture path, List<Parameter> wanted) {
      return weights.transfer(wanted, path.spanning(), trained.sharing()).values();
    }

    @Override
    public String fingerprint() {
      return weights.fingerprint();
    }
  }

  /**
   * A net begins with its own path of a supernet, heads included.
   *
   * @param names how the supernet names the parameters of a path
   * @param weights of the supernet
   */
  record Supernet(Architecture names, Weights weights) implements Start {
    @Override
    public SequencedMap<String, Tensor> values(
        Trainable trained, Mixture path, List<Parameter> wanted) {
      List<Parameter> there = names.parameters(path);
      List<Parameter> here = trained.parameters(path);
      var values = new LinkedHashMap<String, Tensor>();
      for (int i = 0; i < here.size(); i++) {
        String name = there.get(i).name();
        // A block that no step of the supernet has drawn has no weights.
        if (wanted.contains(here.get(i)) && weights.tensors().containsKey(name)) {
          values.put(here.get(i).name(), weights.get(name));
        }
      }
      return values;
    }

    @Override
    public String fingerprint() {
      return Fingerprint.of("path of a supernet", names.canonical(), digest(weights));
    }

    /** SHA-256, in hexadecimal, of all values. */
    static String digest(Weights weights) {
      var fingerprint = new Fingerprint();
      weights
          .tensors()
          .forEach((name, tensor) ->
              fingerprint.add(name).add(tensor.shape().toString()).add(tensor.data()));
      return fingerprint.hexadecimal();
    }
  }
}
