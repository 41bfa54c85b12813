package io.crnas.detection.training;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;

/**
 * How a supernet learns by gradients which options of its choices are to be preferred, while its
 * weights are trained. One half of the training images moves the weights, the other half the
 * preferences, by Adam: a logit for each option of each choice, whose softmax are probabilities.
 */
public sealed interface Learning {

  /** How far a logit moves at a time, by Adam. */
  double learningRate();

  /** Whether preferences learn before a step of the weights. */
  boolean learnsIn(long step, int steps);

  /** For fingerprints: a text that renaming something in the code does not change. */
  String canonical();

  /**
   * DARTS (Liu et al., ICLR 2019): all options at once, each times its probability, in every step.
   *
   * @param weightDecay of the logits
   * @param order of the gradient
   */
  @Described(
      "all options of a choice at once, each times its probability, as DARTS does; before each step of the weights the preferences take one on the other half of the images")
  record Darts(
      @Setting(
              about = "how far the preferences move at a time, by Adam",
              byDefault = "0.0003",
              above = 0)
          double learningRate,
      @Setting(about = "the weight decay of the preferences", byDefault = "0.001", min = 0)
          double weightDecay,
      @Setting(
              about =
                  "whether the gradient takes the weights as they are (first), or as one more step"
                      + " would leave them (second), which takes three more passes",
              byDefault = "first")
          Order order)
      implements Learning {

    /** Of the gradient. */
    public enum Order {
      FIRST,
      SECOND
    }

    @Override
    public boolean learnsIn(long step, int steps) {
      return true;
    }

    @Override
    public String canonical() {
      return "Darts[learningRate=%s, weightDecay=%s, order=%s]"
          .formatted(
              learningRate,
              weightDecay,
              switch (order) {
                case FIRST -> "first";
                case SECOND -> "second";
              });
    }
  }

  /**
   * ProxylessNAS (Cai et al., ICLR 2019): a step of the weights trains one path, drawn by the
   * probabilities; a step of the preferences runs two options of each choice, drawn likewise, of
   * which one is let through.
   *
   * @param every steps of the weights for one of the preferences
   * @param warmup part of the steps in which preferences stay and paths are drawn uniformly
   */
  @Described(
      "one path at a time, drawn by the preferences, which learn from two options of each choice with one let through by a binary gate, as ProxylessNAS does")
  record Proxyless(
      @Setting(
              about = "how far the preferences move at a time, by Adam",
              byDefault = "0.001",
              above = 0)
          double learningRate,
      @Setting(about = "steps of the weights for one of the preferences", byDefault = "5", min = 1)
          int every,
      @Setting(
              about =
                  "the part of the steps before which preferences stay as they are and paths are"
                      + " drawn uniformly",
              byDefault = "0.2",
              min = 0,
              below = 1)
          double warmup)
      implements Learning {

    @Override
    public boolean learnsIn(long step, int steps) {
      return step >= warmup * steps && step % every == 0;
    }

    @Override
    public String canonical() {
      return "Proxyless[learningRate=%s, every=%s, warmup=%s]"
          .formatted(learningRate, every, warmup);
    }
  }
}
