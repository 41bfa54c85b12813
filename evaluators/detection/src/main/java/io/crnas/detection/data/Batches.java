package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A dataset in batches. A batch depends on the seed and its step alone, whichever were asked for
 * before and by which thread; prepared images are kept in memory as far as a limit allows. Safe for
 * use by several threads.
 */
public final class Batches {
  private final Dataset dataset;
  private final Preparation preparation;
  private final int batchSize;
  private final PreparedImages images;
  private final Plan plan;

  private Batches(
      Dataset dataset, Preparation preparation, int batchSize, long mostBytes, Plan plan) {
    if (dataset.size() < 1) {
      throw new IllegalArgumentException("no images in " + dataset.name());
    }
    this.dataset = dataset;
    this.preparation = preparation;
    this.batchSize = batchSize;
    this.images = new PreparedImages(dataset, mostBytes);
    this.plan = plan;
  }

  /**
   * For training: endless epochs, each in another order, one after the other without a break, so
   * that every batch is full and each image appears once in each epoch. Where images keep their
   * aspect ratio, those higher than wide have batches of their own, unless they are fewer than
   * those of a batch.
   *
   * @param seed decides the orders and how images vary
   * @param mostBytes how much memory kept images may take
   */
  public static Batches training(
      Dataset dataset,
      Preparation preparation,
      int batchSize,
      Augmentation augmentation,
      long seed,
      long mostBytes) {
    requirePositive(batchSize);
    var plan =
        TrainingPlan.of(dataset.samples(), batchSize, preparation.resize(), augmentation, seed);
    return new Batches(dataset, preparation, batchSize, mostBytes, plan);
  }

  /**
   * For evaluation: each image once, as it is, in the order of the dataset; the last batch may be
   * smaller.
   *
   * @param mostBytes how much memory kept images may take
   */
  public static Batches inOrder(
      Dataset dataset, Preparation preparation, int batchSize, long mostBytes) {
    return inOrder(dataset, preparation, batchSize, mostBytes, OptionalDouble.empty());
  }

  /**
   * The same with the middle of each image, whose object has to fill it.
   *
   * @param sides how much of its sides, of as much as there is of the input's shape; from above 0
   *     to 1
   */
  public static Batches middles(
      Dataset dataset, Preparation preparation, int batchSize, long mostBytes, double sides) {
    return inOrder(dataset, preparation, batchSize, mostBytes, OptionalDouble.of(sides));
  }

  private static Batches inOrder(
      Dataset dataset,
      Preparation preparation,
      int batchSize,
      long mostBytes,
      OptionalDouble middle) {
    requirePositive(batchSize);
    var plan = new Plan.InOrder(dataset.samples(), batchSize, preparation.resize(), middle);
    return new Batches(dataset, preparation, batchSize, mostBytes, plan);
  }

  private static void requirePositive(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batches of " + batchSize);
    }
  }

  /** How many steps it takes to see every image, rounded up. */
  public int stepsPerEpoch() {
    return Math.ceilDiv(dataset.size(), batchSize);
  }

  /**
   * The batch of one step, made now.
   *
   * @param step from 0
   * @throws IndexOutOfBoundsException for a step after the last one of an evaluation
   * @throws io.crnas.framework.problem.InvalidInputException naming a file that can not be decoded
   */
  public Batch batch(long step) {
    if (step < 0 || step >= plan.steps()) {
      throw new IndexOutOfBoundsException("step " + step);
    }
    List<Draw> draws = plan.draws(step);
    Resize resize = plan.resize(step);
    List<ImageSize> sizes =
        draws.stream()
            .map(draw -> dataset.samples().get(draw.index()))
            .map(sample -> resize.of(sample.size()))
            .toList();
    ImageSize padded = preparation.padded(sizes);
    var samples = new ArrayList<PreparedSample>();
    for (int i = 0; i < draws.size(); i++) {
      Draw draw = draws.get(i);
      samples.add(PreparedSample.of(draw, dataset.samples().get(draw.index()), sizes.get(i)));
    }
    Numbers numbers = images.of(draws, sizes, padded);
    return new Batch(
        new ImageBatch(numbers, padded, sizes, preparation.scale(), preparation.shift()), samples);
  }
}
