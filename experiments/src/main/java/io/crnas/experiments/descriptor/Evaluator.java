package io.crnas.experiments.descriptor;

import io.crnas.detection.training.Learning;
import io.crnas.detection.training.Recipe;
import io.crnas.experiments.yaml.FoundKind;
import io.crnas.experiments.yaml.Names;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import io.crnas.spaces.evaluator.NestedEvaluator;
import io.crnas.spaces.evaluator.Nesting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How good a candidate is: by one of the kinds here, or by one that was found at run time. */
public sealed interface Evaluator extends NestedEvaluator {

  /** The name in a descriptor. */
  @Override
  default String kind() {
    return Names.kebab(getClass().getSimpleName());
  }

  /** How long it trains a supernet, or else each candidate; nothing where it trains none. */
  Optional<TrainingLength> training();

  /** Who scores: this, or the one that this has candidates scored by. */
  default Evaluator scoring() {
    return this;
  }

  /** Whether it trains detectors, and so needs images. */
  default boolean trains() {
    return training().isPresent();
  }

  /** Whether candidates that are scored together are known to share its mini-batches. */
  default boolean sharesMiniBatches() {
    return false;
  }

  /**
   * A supernet is trained, one path at a time; a candidate is scored with its weights: statistics
   * recalibrated, then AP on the val split.
   */
  @Described(
      "a supernet is trained first; a candidate is scored on the val split with its weights, after BatchNorm was calibrated for it")
  record Supernet(
      @TrainingLength.Epochs Optional<Integer> epochs,
      @TrainingLength.Steps Optional<Integer> steps,
      @Setting(
              about =
                  "which paths are drawn, one for each batch: each choice by itself (uniform), whole"
                      + " candidates within the budget (feasible), each choice by itself and all"
                      + " equally often, in rounds of as many batches as a gene has choices (fair);"
                      + " of the stage level also the largest, the smallest, and for the other"
                      + " batches of the step as uniform (sandwich); or all options of each choice at"
                      + " once, of which more and more are left out (path-dropout)",
              byDefault = "uniform")
          Sampling sampling,
      @Setting(
              about =
                  "for path-dropout: how likely all options of a choice are left out at the end of"
                      + " the training, where one of them stays; it rises linearly from 0. Without"
                      + " it, 0.25",
              min = 0,
              max = 1)
          Optional<Double> dropPaths,
      @Setting(
              about =
                  "learns by gradients, while it trains, which option of each choice to prefer"
                      + " (preference among its metrics): half of the images train the weights, half"
                      + " the preferences, and no paths are sampled. Without it, it learns no such"
                      + " thing")
          Optional<Learning> learning,
      @Setting(about = "batch, rates and schedule of the training", byDefault = "{}") Recipe recipe,
      @Setting(
              about = "training images that a candidate's BatchNorm statistics are taken from",
              byDefault = "64",
              min = 1)
          int calibrationImages,
      @Setting(about = "images of a forward pass when scoring", byDefault = "8", min = 1) int batch,
      @Setting(about = "how many images of the val split to score on; without it, all", min = 1)
          Optional<Integer> images,
      @Setting(about = "what the supernet begins with; without it, from scratch")
          Optional<InitialWeights> weights,
      @Setting(
              about =
                  "trains each candidate on, alone, from its path of the supernet before it is"
                      + " scored; without it, it is scored with the supernet's own weights")
          Optional<FineTuning> fineTuning,
      @Setting(
              about =
                  "how many supernets are trained, each with a seed of its own; a candidate's"
                      + " metrics are their means",
              byDefault = "1",
              min = 1)
          int supernets)
      implements Evaluator, Consistent {

    /** Which paths are drawn. */
    public enum Sampling {
      UNIFORM,
      FEASIBLE,
      FAIR,
      SANDWICH,
      PATH_DROPOUT
    }

    private static final double DROPPED = 0.25;

    /** How likely all options of a choice are left out at the end, where paths are dropped. */
    public double dropped() {
      return dropPaths.orElse(DROPPED);
    }

    /** Whether it trains several options of a choice at once. */
    boolean mixes() {
      return sampling == Sampling.PATH_DROPOUT || learning.isPresent();
    }

    /** How long it trains. */
    public TrainingLength length() {
      return new TrainingLength(epochs, steps, recipe);
    }

    @Override
    public Optional<TrainingLength> training() {
      return Optional.of(length());
    }

    @Override
    public boolean sharesMiniBatches() {
      return fineTuning.isEmpty();
    }

    @Override
    public void check(Conflicts conflicts) {
      length().check(conflicts);
      if (weights.isEmpty()) {
        recipe.checkScratch(conflicts);
      }
      conflicts.unless(
          dropPaths.isEmpty() || sampling == Sampling.PATH_DROPOUT,
          "drop-paths",
          "drops beside sampling: " + Names.kebab(sampling),
          "none, or sampling: path-dropout",
          "sampling");
      conflicts.unless(
          learning.isEmpty() || sampling == Sampling.UNIFORM,
          "sampling",
          Names.kebab(sampling) + " beside learning, which has paths of its own",
          "none",
          "learning");
      conflicts.unless(
          learning.isEmpty() || recipe.accumulate() == 1,
          "recipe.accumulate",
          Integer.toString(recipe.accumulate()),
          "1 beside learning, whose preferences move between the batches",
          "learning");
      conflicts.unless(
          supernets == 1 || learning.isEmpty(),
          "supernets",
          supernets + " beside learning, whose preferences are those of one",
          "1",
          "learning");
      conflicts.unless(
          supernets == 1 || fineTuning.isEmpty(),
          "supernets",
          supernets + " beside fine-tuning, which goes on from one",
          "1",
          "fine-tuning");
      conflicts.unless(
          sampling != Sampling.SANDWICH || recipe.accumulate() >= 3,
          "recipe.accumulate",
          Integer.toString(recipe.accumulate()),
          "at least 3 for sampling: sandwich, the largest path, the smallest and one more in a step",
          "sampling");
    }

    Supernet withInitialWeights(UnaryOperator<InitialWeights> change) {
      return new Supernet(
          epochs,
          steps,
          sampling,
          dropPaths,
          learning,
          recipe,
          calibrationImages,
          batch,
          images,
          weights.map(change),
          fineTuning,
          supernets);
    }
  }

  /** Every candidate is trained by itself, then its AP is measured on the val split. */
  @Described("each candidate is trained by itself, then scored on the val split")
  record Standalone(
      @TrainingLength.Epochs Optional<Integer> epochs,
      @TrainingLength.Steps Optional<Integer> steps,
      @Setting(about = "batch, rates and schedule of the trainings", byDefault = "{}")
          Recipe recipe,
      @Setting(about = "images of a forward pass when scoring", byDefault = "8", min = 1) int batch,
      @Setting(about = "how many images of the val split to score on; without it, all", min = 1)
          Optional<Integer> images)
      implements Evaluator, Consistent {

    /** How long it trains. */
    public TrainingLength length() {
      return new TrainingLength(epochs, steps, recipe);
    }

    @Override
    public Optional<TrainingLength> training() {
      return Optional.of(length());
    }

    /** For so many steps. */
    public static Standalone of(int steps, Recipe recipe, int batch, Optional<Integer> images) {
      return new Standalone(Optional.empty(), Optional.of(steps), recipe, batch, images);
    }

    @Override
    public void check(Conflicts conflicts) {
      length().check(conflicts);
      recipe.checkAlone(conflicts);
      recipe.checkScratch(conflicts);
    }
  }

  /**
   * A kind found at run time.
   *
   * @param settings complete and checked
   */
  record Provided<S extends Record>(EvaluatorProvider<S> provider, S settings)
      implements Evaluator, FoundKind {

    static <S extends Record> Provided<S> of(EvaluatorProvider<S> provider, Record settings) {
      return new Provided<>(provider, provider.settings().cast(settings));
    }

    @Override
    public String kind() {
      return provider.kind();
    }

    /** The evaluator in its settings, where there is one. */
    private Optional<Evaluator> nested() {
      // All that there are of these are evaluators of descriptors.
      return settings instanceof Nesting<?> nesting
          ? Optional.of((Evaluator) nesting.evaluator())
          : Optional.empty();
    }

    @Override
    public Evaluator scoring() {
      return nested().orElse(this);
    }

    @Override
    public Optional<TrainingLength> training() {
      return nested().flatMap(Evaluator::training);
    }

    @Override
    public boolean sharesMiniBatches() {
      return nested().map(Evaluator::sharesMiniBatches).orElse(false);
    }

    /** The same with a change of the one that scores. */
    Evaluator withScoring(UnaryOperator<Evaluator> change) {
      return settings instanceof Nesting<?> nesting
          ? of(provider, nesting.with(change.apply(scoring())))
          : this;
    }

    /** Looks for what it needs, as {@link EvaluatorProvider#check} says. */
    void check(String objective, Path base) throws IOException {
      provider.check(settings, objective, base);
    }

    /** Makes it ready for a level, as {@link EvaluatorProvider#open} says. */
    public io.crnas.framework.Evaluator<Allocation> open(EvaluatorContext context)
        throws IOException, InterruptedException {
      return provider.open(settings, context);
    }
  }
}
