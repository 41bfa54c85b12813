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

/**
 * torch.optim.AdamW: Loshchilov and Hutter, Decoupled weight decay regularization, 2019. The bias
 * of each parameter's moments is corrected by the number of its own steps, since a supernet's
 * parameters take different numbers of them.
 */
public final class AdamW implements Optimizer {
  private static final double EPSILON = 1e-8;
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";
  private static final String STEPS = "steps.";

  /**
   * How it steps.
   *
   * @param beta1 how much of the gradients' mean stays in a step, in [0, 1)
   * @param beta2 how much of their squares' mean stays, in [0, 1)
   * @param weightDecay at least 0, on all parameters
   * @param clipNorm the greatest norm of all gradients together; infinite for no limit
   */
  public record Settings(double beta1, double beta2, double weightDecay, double clipNorm)
      implements Optimizer.Settings {
    public Settings {
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
        throw new IllegalArgumentException("betas " + beta1 + " and " + beta2);
      }
      if (!(weightDecay >= 0 && clipNorm > 0)) {
        throw new IllegalArgumentException("weight decay " + weightDecay + ", norm " + clipNorm);
      }
    }
  }

  /** What is known of one parameter's gradients. */
  private static final class Moments {
    private final PtNDArray mean;
    private final PtNDArray square;
    private int steps;

    Moments(PtNDArray mean, PtNDArray square, int steps) {
      this.mean = mean;
      this.square = square;
      this.steps = steps;
    }
  }

  private final Torch torch;
  private final PtNDManager manager;
  private final Settings settings;
  private final boolean inMemory;
  private final SequencedMap<String, Moments> moments = new LinkedHashMap<>();

  public AdamW(Torch torch, Settings settings) {
    this(torch, settings, torch.isHere());
  }

  /**
   * @param inMemory whether to work on the arrays' own memory, which only a processor can; the same
   *     bits as by the engine's operations, in one go instead of fourteen
   */
  AdamW(Torch torch, Settings settings, boolean inMemory) {
    this.torch = torch;
    this.manager = torch.newManager();
    this.settings = settings;
    this.inMemory = inMemory;
  }

  @Override
  public double step(Gradients gradients, double learningRate) {
    try (var _ = new WithoutGradients()) {
      double norm = Clipping.clip(gradients, settings.clipNorm());
      List<Runnable> updates = new ArrayList<>();
      for (String name : gradients.names()) {
        PtNDArray parameter = gradients.store().master(name);
        PtNDArray gradient = gradients.array(name);
        Moments of = of(name, gradients);
        of.steps++;
        if (inMemory) {
          updates.add(inMemory(parameter, gradient, of, learningRate));
        } else {
          update(parameter, gradient, of, learningRate);
        }
      }
      torch.runAll(updates);
      return norm;
    }
  }

  private Runnable inMemory(PtNDArray parameter, PtNDArray gradient, Moments of, double rate) {
    FloatBuffer weights = Torch.memory(parameter);
    FloatBuffer slopes = Torch.memory(gradient);
    FloatBuffer means = Torch.memory(of.mean);
    FloatBuffer squares = Torch.memory(of.square);
    float decay = (float) (1 - rate * settings.weightDecay());
    float keepMean = (float) settings.beta1();
    float addMean = (float) (1 - settings.beta1());
    float keepSquare = (float) settings.beta2();
    float addSquare = (float) (1 - settings.beta2());
    float root = (float) root(of);
    float length = (float) length(of, rate);
    return () -> {
      for (int i = 0; i < weights.limit(); i++) {
        float slope = slopes.get(i);
        float mean = means.get(i) * keepMean + slope * addMean;
        float square = squares.get(i) * keepSquare + slope * slope * addSquare;
        means.put(i, mean);
        squares.put(i, square);
        float divisor = (float) Math.sqrt(square) * root + (float) EPSILON;
        weights.put(i, weights.get(i) * decay - mean / divisor * length);
      }
    };
  }

  /** What corrects the root of the squares' mean, which begins at nothing. */
  private double root(Moments of) {
    return 1 / Math.sqrt(1 - Math.pow(settings.beta2(), of.steps));
  }

  /** The rate, corrected for the gradients' mean. */
  private double length(Moments of, double rate) {
    return rate / (1 - Math.pow(settings.beta1(), of.steps));
  }

  private Moments of(String name, Gradients gradients) {
    return moments.computeIfAbsent(
        name,
        _ ->
            new Moments(
                torch.lastingZeros(manager, gradients.array(name)),
                torch.lastingZeros(manager, gradients.array(name)),
                0));
  }

  private void update(PtNDArray parameter, PtNDArray gradient, Moments of, double rate) {
    try (PtNDArray decay = scalar(1 - rate * settings.weightDecay());
        PtNDArray keepMean = scalar(settings.beta1());
        PtNDArray addMean = scalar(1 - settings.beta1());
        PtNDArray keepSquare = scalar(settings.beta2());
        PtNDArray addSquare = scalar(1 - settings.beta2());
        PtNDArray root = scalar(root(of));
        PtNDArray epsilon = scalar(EPSILON);
        PtNDArray length = scalar(length(of, rate));
        PtNDArray squared = JniUtils.mul(gradient, gradient)) {
      JniUtils.muli(parameter, decay);
      JniUtils.muli(of.mean, keepMean);
      JniUtils.muli(of.square, keepSquare);
      JniUtils.muli(gradient, addMean);
      JniUtils.addi(of.mean, gradient);
      JniUtils.muli(squared, addSquare);
      JniUtils.addi(of.square, squared);
      try (PtNDArray divisor = JniUtils.sqrt(of.square)) {
        JniUtils.muli(divisor, root);
        JniUtils.addi(divisor, epsilon);
        try (PtNDArray move = JniUtils.div(of.mean, divisor)) {
          JniUtils.muli(move, length);
          JniUtils.subi(parameter, move);
        }
      }
    }
  }

  private PtNDArray scalar(double value) {
    return torch.scalar(manager, value);
  }

  /** Both means of all parameters that have any, and how many steps each took. */
  @Override
  public Weights weights() {
    var tensors = new LinkedHashMap<String, Tensor>();
    moments.forEach((name, of) -> {
      tensors.put(MEAN + name, torch.tensor(of.mean));
      tensors.put(SQUARE + name, torch.tensor(of.square));
      tensors.put(STEPS + name, new Tensor(List.of(1), new float[] {of.steps}));
    });
    return new Weights(tensors, Map.of());
  }

  @Override
  public void load(Weights weights) {
    moments
        .values()
        .forEach(of -> {
          of.mean.close();
          of.square.close();
        });
    moments.clear();
    weights
        .tensors()
        .forEach((name, tensor) -> {
          if (name.startsWith(STEPS)) {
            String of = name.substring(STEPS.length());
            moments.put(
                of,
                new Moments(
                    torch.lastingArray(manager, weights.get(MEAN + of)),
                    torch.lastingArray(manager, weights.get(SQUARE + of)),
                    (int) tensor.data()[0]));
          }
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
