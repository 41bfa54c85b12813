package io.crnas.experiments.descriptor;

import io.crnas.detection.data.RandomCrop;
import io.crnas.detection.training.Recipe;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import java.util.Optional;

/** How backbones are trained to tell the classes of whole images. */
public record ClassificationTraining(
    @Setting(about = "the images and their classes") ClassifiedData data,
    @TrainingLength.Epochs Optional<Integer> epochs,
    @TrainingLength.Steps Optional<Integer> steps,
    @Setting(about = "batch, rates and schedule", byDefault = "{schedule: cosine}") Recipe recipe,
    @Setting(
            about = "the part of a target that is spread evenly over all classes",
            byDefault = "0.1",
            min = 0,
            below = 1)
        double labelSmoothing,
    @Setting(about = "which part of an image is trained on each time", byDefault = "{}")
        RandomCrop crop)
    implements Consistent {

  /** How long each net is trained. */
  public TrainingLength length() {
    return new TrainingLength(epochs, steps, recipe);
  }

  @Override
  public void check(Conflicts conflicts) {
    length().check(conflicts);
    recipe.checkAlone(conflicts);
    recipe.checkScratch(conflicts);
  }
}
