package io.crnas.detection.data;

import io.crnas.framework.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A dataset in batches. A batch depends on the seed and its step alone, whichever were asked for
 * before and by which thread; prepared pictures are kept in memory as far as a limit allows. Safe
 * for use by several threads.
 */
public final class Batches {
  private final Dataset dataset;
  private final Preparation preparation;
  private final int batchSize;
  private final PreparedImages images;
  private final Order order;

  private Batches(
      Dataset dataset, Preparation preparation, int batchSize, long mostBytes, Order order) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batches of " + batchSize);
    }
    if (dataset.size() < 1) {
      throw new IllegalArgumentException("no pictures in " + dataset.name());
    }
    this.dataset = dataset;
    this.preparation = preparation;
    this.batchSize = batchSize;
    this.images = new PreparedImages(dataset, preparation, mostBytes);
    this.order = order;
  }

  /**
   * For training: endless epochs, each in another order, one after the other without a break, so
   * that every batch is full and each picture appears once in each epoch.
   *
   * @param seed decides the orders and the flips
   * @param mostBytes how much memory kept pictures may take
   */
  public static Batches training(
      Dataset dataset,
      Preparation preparation,
      int batchSize,
      Augmentation augmentation,
      long seed,
      long mostBytes) {
    var order = new Shuffled(dataset.size(), augmentation, seed, new ConcurrentHashMap<>());
    return new Batches(dataset, preparation, batchSize, mostBytes, order);
  }

  /**
   * For evaluation: each picture once, as it is, in the order of the dataset; the last batch may be
   * smaller.
   *
   * @param mostBytes how much memory kept pictures may take
   */
  public static Batches inOrder(
      Dataset dataset, Preparation preparation, int batchSize, long mostBytes) {
    return new Batches(dataset, preparation, batchSize, mostBytes, new InOrder(dataset.size()));
  }

  /** How many steps it takes to see every picture, rounded up. */
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
    List<PreparedSample> samples = samples(step);
    int height = preparation.paddedHeight();
    int width = preparation.paddedWidth();
    float[] pixels = new float[samples.size() * 3 * height * width];
    for (int i = 0; i < samples.size(); i++) {
      images.write(samples.get(i), pixels, i);
    }
    return new Batch(pixels, height, width, samples);
  }

  /**
   * The batches from one step to before another, made ahead of time.
   *
   * @param threads how many make them
   */
  public Prefetcher prefetch(long from, long to, int threads) {
    return new Prefetcher(this, from, to, threads);
  }

  private List<PreparedSample> samples(long step) {
    long first = step * batchSize;
    long last = Math.min(first + batchSize, order.positions());
    if (step < 0 || first >= last) {
      throw new IndexOutOfBoundsException("step " + step);
    }
    var samples = new ArrayList<PreparedSample>();
    for (long position = first; position < last; position++) {
      samples.add(order.sample(position, dataset, preparation));
    }
    return samples;
  }

  /** Which picture comes when, and how it is mirrored. */
  private sealed interface Order {
    long positions();

    PreparedSample sample(long position, Dataset dataset, Preparation preparation);
  }

  private record InOrder(int size) implements Order {
    @Override
    public long positions() {
      return size;
    }

    @Override
    public PreparedSample sample(long position, Dataset dataset, Preparation preparation) {
      int index = (int) position;
      return PreparedSample.of(index, dataset.samples().get(index), preparation, false, false);
    }
  }

  /** Keeps the orders of the epochs in use, for they are the same for all their steps. */
  private record Shuffled(
      int size, Augmentation augmentation, long seed, ConcurrentMap<Long, List<Integer>> epochs)
      implements Order {
    @Override
    public long positions() {
      return Long.MAX_VALUE;
    }

    @Override
    public PreparedSample sample(long position, Dataset dataset, Preparation preparation) {
      int index = epoch(position / size).get((int) (position % size));
      return PreparedSample.of(
          index,
          dataset.samples().get(index),
          preparation,
          augmentation.horizontalFlip() && coin("horizontal", position),
          augmentation.verticalFlip() && coin("vertical", position));
    }

    private boolean coin(String axis, long position) {
      return Seeds.derive(seed, "data/flip/" + axis, position) < 0;
    }

    private List<Integer> epoch(long epoch) {
      epochs.keySet().removeIf(other -> Math.abs(other - epoch) > 1);
      return epochs.computeIfAbsent(epoch, this::permutation);
    }

    private List<Integer> permutation(long epoch) {
      RandomGenerator random = Seeds.generator(seed, "data/order", epoch);
      int[] order = IntStream.range(0, size).toArray();
      for (int i = size - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int moved = order[i];
        order[i] = order[other];
        order[other] = moved;
      }
      return IntStream.of(order).boxed().toList();
    }
  }
}
