package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import java.util.List;

/**
 * What is subtracted from pixels from 0 to 1 and what they are divided by; ImageNet's by default.
 */
public record Normalisation(
    @Setting(
            about = "means of red, green and blue, from 0 to 1",
            byDefault = "[0.485, 0.456, 0.406]",
            minLength = 3,
            maxLength = 3)
        List<Double> mean,
    @Setting(
            about =
                "standard deviations of red, green and blue; with means and deviations of 0.5, pixels become -1 to 1",
            byDefault = "[0.229, 0.224, 0.225]",
            above = 0,
            minLength = 3,
            maxLength = 3)
        List<Double> deviation) {
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }
}
