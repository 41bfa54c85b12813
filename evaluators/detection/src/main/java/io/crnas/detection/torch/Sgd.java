package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Stochastic gradient descent as torch.optim.SGD, after torch.nn.utils.clip_grad_norm_. */
public final class Sgd implements Optimizer {

  /**
   * How it steps.
   *
   * @param momentum in [0, 1)
   * @param weightDecay at least 0, on all parameters
   * @param nesterov whether the momentum looks ahead
   * @param clipNorm the greatest norm of all gradients together; infinite for no limit
   */
  public record Settings(double momentum, double weightDecay, boolean nesterov, double clipNorm)
      implements Optimizer.Settings {
    public Settings {
      if (!(momentum >= 0 && momentum < 1 && weightDecay >= 0 && clipNorm > 0)) {
        throw new IllegalArgumentException(
            "momentum " + momentum + ", weight decay " + weightDecay + ", norm " + clipNorm);
      }
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("Nesterov needs a momentum");
      }
    }
  }

  private final Torch torch;
  private final PtNDManager manager;
  private final Settings settings;
  private final boolean inMemory;
  private final SequencedMap<String, PtNDArray> momenta = new LinkedHashMap<>();

  public Sgd(Torch torch, Settings settings) {
    this(torch, settings, torch.isHere());
  }

  /**
   * @param inMemory whether to work on the arrays' own memory, which only a processor can; the same
   *     bits as by the engine's operations, in one go instead of five
   */
  Sgd(Torch torch, Settings settings, boolean inMemory) {
    this.torch = torch;
    this.manager = torch.newManager();
    this.settings = settings;
    this.inMemory = inMemory;
  }

  @Override
  public double step(Gradients gradients, double learningRate) {
    try (var _ = new WithoutGradients()) {
      double norm = Clipping.clip(gradients, settings.clipNorm());
      if (inMemory) {
        updateInMemory(gradients, (float) learningRate);
      } else {
        updateByOperations(gradients, learningRate);
      }
      return norm;
    }
  }

  private void updateInMemory(Gradients gradients, float rate) {
    List<Runnable> updates = new ArrayList<>();
    for (String name : gradients.names()) {
      FloatBuffer weights = Torch.memory(gradients.store().master(name));
      PtNDArray gradient = gradients.array(name);
      FloatBuffer slopes = Torch.memory(gradient);
      if (settings.momentum() == 0) {
        updates.add(() -> update(weights, slopes, rate));
      } else {
        FloatBuffer buffer =
            Torch.memory(momenta.computeIfAbsent(name, _ -> torch.lastingZeros(manager, gradient)));
        updates.add(() -> update(weights, slopes, buffer, rate));
      }
    }
    torch.runAll(updates);
  }

  private void update(FloatBuffer weights, FloatBuffer slopes, float rate) {
    float decay = (float) settings.weightDecay();
    for (int i = 0; i < weights.limit(); i++) {
      float weight = weights.get(i);
      weights.put(i, weight - (slopes.get(i) + weight * decay) * rate);
    }
  }

  private void update(FloatBuffer weights, FloatBuffer slopes, FloatBuffer buffer, float rate) {
    float decay = (float) settings.weightDecay();
    float momentum = (float) settings.momentum();
    boolean nesterov = settings.nesterov();
    for (int i = 0; i < weights.limit(); i++) {
      float weight = weights.get(i);
      float slope = slopes.get(i) + weight * decay;
      float moved = buffer.get(i) * momentum + slope;
      buffer.put(i, moved);
      weights.put(i, weight - (nesterov ? slope + moved * momentum : moved) * rate);
    }
  }

  private void updateByOperations(Gradients gradients, double learningRate) {
    try (PtNDArray rate = torch.scalar(manager, learningRate);
        PtNDArray momentum = torch.scalar(manager, settings.momentum());
        PtNDArray decay = torch.scalar(manager, settings.weightDecay())) {
      for (String name : gradients.names()) {
        update(name, gradients.store().master(name), gradients.array(name), rate, momentum, decay);
      }
    }
  }

  private void update(
      String name,
      PtNDArray parameter,
      PtNDArray gradient,
      PtNDArray rate,
      PtNDArray momentum,
      PtNDArray decay) {
    if (settings.weightDecay() > 0) {
      addProduct(gradient, parameter, decay);
    }
    PtNDArray direction = gradient;
    if (settings.momentum() > 0) {
      PtNDArray buffer = momenta.get(name);
      if (buffer == null) {
        buffer = torch.lastingCopy(manager, gradient);
        momenta.put(name, buffer);
      } else {
        JniUtils.muli(buffer, momentum);
        JniUtils.addi(buffer, gradient);
      }
      if (settings.nesterov()) {
        addProduct(gradient, buffer, momentum);
      } else {
        direction = buffer;
      }
    }
    try (PtNDArray move = JniUtils.mul(direction, rate)) {
      JniUtils.subi(parameter, move);
    }
  }

  private static void addProduct(PtNDArray target, PtNDArray array, PtNDArray factor) {
    try (PtNDArray product = JniUtils.mul(array, factor)) {
      JniUtils.addi(target, product);
    }
  }

  /** Copies of the momenta of all parameters that have one. */
  @Override
  public Weights weights() {
    var tensors = new LinkedHashMap<String, Tensor>();
    momenta.forEach((name, array) -> tensors.put(name, torch.tensor(array)));
    return new Weights(tensors, Map.of());
  }

  @Override
  public void load(Weights weights) {
    momenta.values().forEach(PtNDArray::close);
    momenta.clear();
    weights
        .tensors()
        .forEach((name, tensor) -> momenta.put(name, torch.lastingArray(manager, tensor)));
  }

  @Override
  public void close() {
    manager.close();
  }
}
