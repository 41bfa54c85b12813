package io.crnas.experiments.descriptor;

import io.crnas.detection.training.Recipe;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.detector.DetectorSettings;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How the found network and the baseline are trained, both alike. */
public record Retrain(
    @TrainingLength.Epochs Optional<Integer> epochs,
    @TrainingLength.Steps Optional<Integer> steps,
    @Setting(about = "batch, rates and schedule", byDefault = "{}") Recipe recipe,
    @Setting(
            about =
                "the detector that both backbones are trained in; without it, the one of the"
                    + " search")
        Optional<DetectorSettings> detector,
    @Setting(about = "what both begin with; without it, from scratch")
        Optional<InitialWeights> weights,
    @Setting(
            about =
                "a training of both backbones on whole images before, with whose weights they begin;"
                    + " without it, none")
        Optional<ClassificationTraining> pretrain,
    @Setting(
            about =
                "how many of the search's best candidates are trained, on the train split; the best"
                    + " of them on the val split is the found network",
            byDefault = "1",
            min = 1)
        int finalists,
    @Setting(
            about =
                "rounds of training between the search's best candidates and the baseline, in place"
                    + " of finalists; the winner is the found network")
        Optional<Race> race,
    @Setting(
            about =
                "how often baseline and found network are trained, each time with another seed, to"
                    + " tell how sure their difference is",
            byDefault = "1",
            min = 1)
        int seeds)
    implements Consistent {

  /** How long each net is trained. */
  public TrainingLength length() {
    return new TrainingLength(epochs, steps, recipe);
  }

  /** Whether the search's best candidates are trained on the train split, to choose of them. */
  public boolean choosesByTraining() {
    return finalists > 1 || race.isPresent();
  }

  @Override
  public void check(Conflicts conflicts) {
    length().check(conflicts);
    recipe.checkAlone(conflicts);
    conflicts.unless(
        race.isEmpty() || finalists == 1,
        "finalists",
        Integer.toString(finalists),
        "no other number beside race, which says itself how many start",
        "race");
    conflicts.unless(
        weights.isEmpty() || pretrain.isEmpty(),
        "pretrain",
        "beside weights",
        "either of them, because a training begins with one net's weights",
        "weights");
    if (weights.isEmpty() && pretrain.isEmpty()) {
      recipe.checkScratch(conflicts);
    }
  }

  Retrain withInitialWeights(UnaryOperator<InitialWeights> change) {
    return new Retrain(
        epochs, steps, recipe, detector, weights.map(change), pretrain, finalists, race, seeds);
  }
}
