package io.crnas.detection.data;

import io.crnas.framework.random.Seeds;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Endless training. Where images keep their aspect ratio, those higher than wide and the others
 * have batches of their own, as in detectron2, so that little of a batch is padding: each group
 * goes through epochs of its own, and the steps are dealt between the two in proportion to their
 * images, so that both get through an epoch together.
 *
 * @param samples all images
 * @param groups their places, one group or two
 */
record TrainingPlan(
    List<Sample> samples,
    List<Epochs> groups,
    int batchSize,
    Resize resize,
    Augmentation augmentation,
    long seed)
    implements Plan {

  static TrainingPlan of(
      List<Sample> samples, int batchSize, Resize resize, Augmentation augmentation, long seed) {
    if (resize instanceof Resize.Fixed && !augmentation.shorterSides().isEmpty()) {
      throw new IllegalArgumentException(
          "shorter sides %s where all images are %s"
              .formatted(augmentation.shorterSides(), resize));
    }
    if (resize instanceof Resize.KeptAspect && augmentation.crop().isPresent()) {
      throw new IllegalArgumentException("crops of no one size: " + resize);
    }
    Predicate<Sample> high = sample -> sample.height() > sample.width();
    List<Integer> highOnes = indices(samples, high);
    List<Integer> others = indices(samples, high.negate());
    boolean apart =
        resize instanceof Resize.KeptAspect
            && Math.min(highOnes.size(), others.size()) >= batchSize;
    List<Epochs> groups =
        apart
            ? List.of(
                Epochs.of(others, Seeds.derive(seed, "data/group", 0)),
                Epochs.of(highOnes, Seeds.derive(seed, "data/group", 1)))
            : List.of(Epochs.of(indices(samples, _ -> true), seed));
    return new TrainingPlan(samples, groups, batchSize, resize, augmentation, seed);
  }

  private static List<Integer> indices(List<Sample> samples, Predicate<Sample> which) {
    return IntStream.range(0, samples.size())
        .filter(index -> which.test(samples.get(index)))
        .boxed()
        .toList();
  }

  @Override
  public long steps() {
    return Long.MAX_VALUE;
  }

  @Override
  public List<Draw> draws(long step) {
    long ofLast = groups.size() == 1 ? step : stepsOfLast(step);
    boolean last = groups.size() == 1 || stepsOfLast(step + 1) > ofLast;
    Epochs stream = last ? groups.getLast() : groups.getFirst();
    long first = (last ? ofLast : step - ofLast) * batchSize;
    return LongStream.range(first, first + batchSize)
        .mapToObj(position -> stream.draw(position, samples, augmentation))
        .toList();
  }

  /** How many of the steps before this one are the last group's. */
  private long stepsOfLast(long step) {
    int last = groups.getLast().size();
    return step * last / (groups.getFirst().size() + last);
  }

  @Override
  public Resize resize(long step) {
    List<Integer> sides = augmentation.shorterSides();
    return switch (resize) {
      case Resize.KeptAspect kept when !sides.isEmpty() -> {
        int drawn = Seeds.generator(seed, "data/scale", step).nextInt(sides.size());
        yield new Resize.KeptAspect(sides.get(drawn), Math.max(sides.get(drawn), kept.longer()));
      }
      case Resize.KeptAspect kept -> kept;
      case Resize.Fixed fixed -> fixed;
    };
  }
}
