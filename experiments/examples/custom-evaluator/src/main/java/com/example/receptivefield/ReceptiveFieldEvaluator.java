package com.example.receptivefield;

import com.example.receptivefield.ReceptiveFieldSettings.Block;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scores a ResNet by how well its effective receptive fields fit the objects, without any training.
 * The effective field of a unit is a Gaussian whose variance is the sum of those of the kernels
 * below it (Luo et al., Understanding the Effective Receptive Field in Deep Convolutional Neural
 * Networks, NeurIPS 2016); here it is as wide as four standard deviations.
 */
final class ReceptiveFieldEvaluator implements Evaluator<Allocation> {
  /** Of a 7x7 convolution of stride 2 and a 3x3 pooling behind it, in square pixels. */
  private static final double STEM_VARIANCE = variance(7, 1) + variance(3, 2);

  /** Pixels between two units behind the stem. */
  private static final int STEM_STRIDE = 4;

  private final ReceptiveFieldSettings settings;

  ReceptiveFieldEvaluator(ReceptiveFieldSettings settings) {
    this.settings = settings;
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("receptive-field", settings.toString());
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) {
    return candidates.stream().map(this::evaluate).toList();
  }

  private Evaluation evaluate(Allocation candidate) {
    int stages = candidate.stages().blocks().size();
    if (stages != 4) {
      return new Evaluation.Failed("a ResNet has four stages, not " + stages);
    }
    List<Double> fields = fields(candidate);
    double fit =
        settings.objects().stream().mapToDouble(size -> fit(size, fields)).average().orElseThrow();
    return Evaluation.of(Map.of("fit", fit, "largest-field", fields.getLast()));
  }

  /** 1 where one of the fields is as large as the object, 1/2 where the nearest is off by two. */
  private static double fit(double size, List<Double> fields) {
    return fields.stream()
        .mapToDouble(field -> Math.min(field / size, size / field))
        .max()
        .orElseThrow();
  }

  /** The widths of the fields of C2..C5, in pixels. */
  List<Double> fields(Allocation candidate) {
    List<Double> fields = new ArrayList<>();
    double variance = STEM_VARIANCE;
    int stride = STEM_STRIDE;
    for (List<Integer> stage : candidate.dilations().dilations()) {
      boolean halves = !fields.isEmpty();
      for (int dilation : stage) {
        int behind = halves ? 2 * stride : stride;
        variance +=
            settings.block() == Block.BASIC
                ? variance(3, stride) + variance(3, dilation * behind)
                : variance(3, dilation * stride);
        stride = behind;
        halves = false;
      }
      fields.add(4 * Math.sqrt(variance));
    }
    return fields;
  }

  /** Of a kernel whose elements weigh alike and are so many pixels apart, along one axis. */
  private static double variance(int kernel, int apart) {
    return (kernel * kernel - 1) / 12.0 * apart * apart;
  }

  @Override
  public void close() {}
}
