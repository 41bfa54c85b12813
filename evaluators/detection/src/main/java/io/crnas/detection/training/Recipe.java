package io.crnas.detection.training;

import io.crnas.detection.torch.AdamW;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Optimizer;
import io.crnas.detection.torch.Sgd;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import java.util.List;
import java.util.Optional;

/**
 * How something is trained: batches, optimizer and learning rate. As the settings of a descriptor
 * and as what {@link Trainer} goes by.
 *
 * @param batch images whose losses are averaged and whose gradients are taken together
 * @param accumulate batches of a step
 * @param parallel how many of those are computed at a time
 * @param optimizer what moves the parameters
 * @param learningRate after the warm-up, before it falls
 * @param rateFor images of a step that the rate is for, where it is scaled with those that there
 *     are
 * @param warmupSteps steps in which the rate rises
 * @param warmupEpochs passes over the images in which the rate rises, in place of the steps
 * @param warmup how it rises
 * @param warmupFactor where it begins
 * @param momentum of SGD; for AdamW its first beta
 * @param weightDecay of all parameters
 * @param clipNorm the greatest norm of the gradient
 * @param schedule how the rate falls
 * @param milestones fractions of all steps, for {@link Schedule#STEPS}
 * @param restarts fractions of all steps, for {@link Schedule#COSINE}
 * @param ema decay of a moving average of the parameters, which is what the training leaves
 * @param frozenStages stages of the backbone that stay what they begin with, and the stem with them
 * @param frozenBatchNorm whether the backbone's batch normalisations stay what they begin with
 */
public record Recipe(
    @Setting(about = "images of a batch", byDefault = "4", min = 1) int batch,
    @Setting(
            about = "batches of a step: their gradients are averaged before the weights move",
            byDefault = "1",
            min = 1)
        int accumulate,
    @Setting(
            about =
                "how many of the batches of a step are computed side by side, each with its share"
                    + " of the threads and memory of its own; for supernets",
            byDefault = "1",
            min = 1)
        int parallel,
    @Setting(about = "what moves the weights: SGD or AdamW", byDefault = "sgd") Kind optimizer,
    @Setting(about = "the learning rate after the warm-up", byDefault = "0.02", above = 0)
        double learningRate,
    @Setting(
            about =
                "how many images of a step the learning rate is for: with other batches it is"
                    + " multiplied by as many times as many images (linear scaling). Without it, it"
                    + " is as it stands",
            min = 1)
        Optional<Integer> rateFor,
    @Setting(
            about = "steps in which the rate rises, fewer than the training has",
            byDefault = "100",
            min = 0)
        int warmupSteps,
    @Setting(
            about =
                "passes over the images in which the rate rises, in place of warmup-steps; without"
                    + " it, those",
            above = 0)
        Optional<Double> warmupEpochs,
    @Setting(
            about =
                "how it rises: by as much in every step (linear), by the same factor (exponential),"
                    + " or at once when the warm-up ends (constant)",
            byDefault = "linear")
        LearningRate.Rise warmup,
    @Setting(
            about = "the part of the rate that the warm-up begins with",
            byDefault = "0.001",
            above = 0,
            max = 1)
        double warmupFactor,
    @Setting(
            about = "the momentum of SGD, or the first beta of AdamW",
            byDefault = "0.9",
            min = 0,
            below = 1)
        double momentum,
    @Setting(
            about = "the weight decay; AdamW's is apart from the gradient",
            byDefault = "0.0001",
            min = 0)
        double weightDecay,
    @Setting(about = "the greatest norm of the gradient; without it, no clipping", above = 0)
        Optional<Double> clipNorm,
    @Setting(
            about =
                "how the rate falls: to a tenth at each of the milestones (steps), or as a cosine to"
                    + " nothing at the last step (cosine)",
            byDefault = "steps")
        Schedule schedule,
    @Setting(
            about = "where the rate falls to a tenth, as ascending fractions of all steps",
            formerly = "drops",
            byDefault = "[0.7, 0.9]",
            above = 0,
            below = 1)
        List<Double> milestones,
    @Setting(
            about =
                "where a cosine begins again from the whole rate (SGDR), as ascending fractions of"
                    + " all steps",
            byDefault = "[]",
            above = 0,
            below = 1)
        List<Double> restarts,
    @Setting(
            about =
                "how much of a moving average (EMA) of the weights stays in a step, for example"
                    + " 0.999; the training leaves the average. Without it, the last weights",
            above = 0,
            below = 1)
        Optional<Double> ema,
    @Setting(
            about =
                "how many of the backbone's first stages, and the stem with them, stay what they"
                    + " begin with",
            byDefault = "0",
            min = 0,
            max = 4)
        int frozenStages,
    @Setting(
            about =
                "whether the backbone's batch normalisations stay what they begin with, statistics"
                    + " included",
            byDefault = "false")
        boolean frozenBatchNorm)
    implements Consistent {
  private static final double SECOND_BETA = 0.999;
  private static final double FALL = 0.1;

  /** What moves the parameters. */
  public enum Kind {
    SGD,
    ADAMW
  }

  /** How the rate falls. */
  public enum Schedule {
    STEPS,
    COSINE
  }

  public Recipe {
    if (batch < 1 || accumulate < 1 || parallel < 1) {
      throw new IllegalArgumentException(
          accumulate + " batches of " + batch + " images, " + parallel + " at a time");
    }
    milestones = List.copyOf(milestones);
    restarts = List.copyOf(restarts);
  }

  /** SGD whose rate rises linearly and falls at milestones. */
  public static Recipe sgd(
      int batch, double learningRate, int warmupSteps, List<Double> milestones) {
    return new Recipe(
        batch,
        1,
        1,
        Kind.SGD,
        learningRate,
        Optional.empty(),
        warmupSteps,
        Optional.empty(),
        LearningRate.Rise.LINEAR,
        0.001,
        0.9,
        1e-4,
        Optional.empty(),
        Schedule.STEPS,
        milestones,
        List.of(),
        Optional.empty(),
        0,
        false);
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unless(
        parallel <= accumulate,
        "parallel",
        parallel + " batches of a step side by side",
        "at most as many as a step has",
        "accumulate");
    conflicts.unlessAscending("milestones", milestones, "the milestone before");
    conflicts.unlessAscending("restarts", restarts, "the restart before");
    conflicts.unless(
        restarts.isEmpty() || schedule == Schedule.COSINE,
        "restarts",
        "restarts of a rate that falls in steps",
        "none, or schedule: cosine",
        "schedule");
  }

  /**
   * Reports a warm-up that does not end before the training does.
   *
   * @param images that are trained on
   */
  public void checkAgainst(int steps, int images, Conflicts conflicts) {
    int rising = on(images).warmupSteps;
    conflicts.unless(
        rising < steps,
        warmupEpochs.isPresent() ? "recipe.warmup-epochs" : "recipe.warmup-steps",
        warmupEpochs
            .map(passes -> passes + " epochs, " + rising + " steps")
            .orElse(Integer.toString(rising)),
        "fewer than the " + steps + " steps of the training",
        "steps");
  }

  /** Reports what can not be of a net by itself. */
  public void checkAlone(Conflicts conflicts) {
    conflicts.unless(
        parallel == 1,
        "recipe.parallel",
        Integer.toString(parallel),
        "1 for a net by itself, whose running statistics take one batch after the other");
  }

  /** Reports what is frozen of a training that begins from scratch. */
  public void checkScratch(Conflicts conflicts) {
    conflicts.unless(
        frozenStages == 0,
        "recipe.frozen-stages",
        Integer.toString(frozenStages),
        "0 in a training from scratch, which would leave them at random",
        "weights");
    conflicts.unless(
        !frozenBatchNorm,
        "recipe.frozen-batch-norm",
        "true",
        "false in a training from scratch, which would leave them at random",
        "weights");
  }

  /** The images that a step of the weights goes by. */
  public int imagesOfAStep() {
    return Math.multiplyExact(batch, accumulate);
  }

  /** How many steps see every one of so many images. */
  public int stepsOfAnEpoch(int images) {
    return Math.ceilDiv(images, imagesOfAStep());
  }

  /**
   * The same, with its warm-up in steps.
   *
   * @param images that are trained on
   */
  public Recipe on(int images) {
    return warmupEpochs
        .map(passes -> Math.round(passes * stepsOfAnEpoch(images)))
        .map(rising -> withWarmup(Math.clamp(rising, 1, Integer.MAX_VALUE)))
        .orElse(this);
  }

  private Recipe withWarmup(int steps) {
    return new Recipe(
        batch,
        accumulate,
        parallel,
        optimizer,
        learningRate,
        rateFor,
        steps,
        Optional.empty(),
        warmup,
        warmupFactor,
        momentum,
        weightDecay,
        clipNorm,
        schedule,
        milestones,
        restarts,
        ema,
        frozenStages,
        frozenBatchNorm);
  }

  /** Whether something stays what the training begins with. */
  public boolean freezes() {
    return frozenStages > 0 || frozenBatchNorm;
  }

  Optimizer.Settings optimizerSettings() {
    double most = clipNorm.orElse(Double.POSITIVE_INFINITY);
    return switch (optimizer) {
      case SGD -> new Sgd.Settings(momentum, weightDecay, false, most);
      case ADAMW -> new AdamW.Settings(momentum, SECOND_BETA, weightDecay, most);
    };
  }

  /**
   * The learning rate.
   *
   * @param steps of the whole training
   */
  LearningRate rate(int steps) {
    return new LearningRate(
        rateFor.map(images -> learningRate * imagesOfAStep() / images).orElse(learningRate),
        new LearningRate.WarmUp(warmup, warmupSteps, warmupFactor),
        switch (schedule) {
          case STEPS -> new LearningRate.Milestones(places(milestones, steps), FALL);
          case COSINE -> new LearningRate.Cosine(places(restarts, steps), steps);
        });
  }

  private static List<Integer> places(List<Double> fractions, int steps) {
    return fractions.stream().map(part -> (int) Math.round(part * steps)).toList();
  }
}
