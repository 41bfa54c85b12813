package io.crnas.detection.training;

import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.torch.Gradients;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Sought;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.level.MixingCodec;
import io.crnas.spaces.level.MixingCodec.Share;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The steps of what is learned beside the weights, and the paths that the weights are trained on.
 */
final class PreferenceSteps {
  /** By the norm of the gradient, how far the weights are moved to take a difference: DARTS'. */
  private static final double DIFFERENCE = 0.01;

  private final Relaxation relaxation;
  private final MixingCodec codec;
  private final Gates gates;
  private final Update update;
  private final ParameterStore store;

  /**
   * @param update of the weights
   */
  PreferenceSteps(Relaxation relaxation, Gates gates, Update update, ParameterStore store) {
    this.relaxation = relaxation;
    this.codec = MixingCodec.of(relaxation.level());
    this.gates = gates;
    this.update = update;
    this.store = store;
  }

  /** Whether preferences move before this step of the weights. */
  boolean learnsIn(long step) {
    return gates.learnsIn(step);
  }

  /** The same batch with what the weights of this step are trained on. */
  Update.Part path(Update.Part part, long step) {
    return update.along(part, codec.mix(gates.trained(step)));
  }

  /**
   * Moves the preferences.
   *
   * @param held a batch of images that no step of the weights uses
   * @param trained the batch that the weights move by next
   * @param rate at which they do
   */
  void learn(Update.Part held, Update.Part trained, long step, double rate) {
    List<List<Share>> learned = gates.learned(step);
    Mixture mixture = codec.mix(learned);
    Update.Part own = update.along(held, mixture);
    gates.learn(
        learned,
        switch (relaxation.learning()) {
          case Learning.Darts darts when darts.order() == Learning.Darts.Order.SECOND ->
              slopesAfter(own, update.along(trained, mixture), rate);
          case Learning.Darts _, Learning.Proxyless _ -> slopes(own);
        });
  }

  private List<double[]> slopes(Update.Part part) {
    try (TrainingStep step = step(part, Sought.SHARES)) {
      return step.shareGradients();
    }
  }

  /**
   * The slopes of the held batch's loss by the shares after a plain step of the weights down the
   * trained batch's gradient, which depends on the shares, too (Liu et al., equation 7): the
   * product with the second derivatives is a difference of two gradients.
   */
  List<double[]> slopesAfter(Update.Part held, Update.Part trained, double rate) {
    // Parameters of the path may be new.
    update.initialise(trained);
    Weights before = store.weights();
    try {
      SequencedMap<String, float[]> down;
      try (TrainingStep step = step(trained, Sought.PARAMETERS)) {
        down = values(step.gradients());
      }
      store.load(moved(before, down, -rate));
      List<double[]> slopes;
      SequencedMap<String, float[]> direction;
      try (TrainingStep step = step(held, Sought.BOTH)) {
        slopes = step.shareGradients();
        direction = values(step.gradients());
      }
      double norm =
          Math.sqrt(direction.values().stream().mapToDouble(PreferenceSteps::squares).sum());
      double small = DIFFERENCE / norm;
      store.load(moved(before, direction, small));
      List<double[]> above = slopes(trained);
      store.load(moved(before, direction, -small));
      List<double[]> below = slopes(trained);
      for (int i = 0; i < slopes.size(); i++) {
        for (int j = 0; j < slopes.get(i).length; j++) {
          slopes.get(i)[j] -= rate * (above.get(i)[j] - below.get(i)[j]) / (2 * small);
        }
      }
      return slopes;
    } finally {
      store.load(before);
    }
  }

  private TrainingStep step(Update.Part part, Sought sought) {
    update.initialise(part);
    return part.lesson().step(new Normalisation.Batch(false), part.frozen(), sought);
  }

  private static SequencedMap<String, float[]> values(Gradients gradients) {
    var values = new LinkedHashMap<String, float[]>();
    gradients.names().forEach(name -> values.put(name, gradients.values(name)));
    return values;
  }

  private static double squares(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += (double) number * number;
    }
    return sum;
  }

  /** All of them, moved as far as they have a direction. */
  private static Weights moved(
      Weights before, SequencedMap<String, float[]> direction, double length) {
    var tensors = new LinkedHashMap<>(before.tensors());
    direction.forEach((name, by) -> {
      Tensor tensor = before.get(name);
      float[] numbers = tensor.data().clone();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] += (float) (length * by[i]);
      }
      tensors.put(name, new Tensor(tensor.shape(), numbers));
    });
    return new Weights(tensors, Map.of());
  }
}
