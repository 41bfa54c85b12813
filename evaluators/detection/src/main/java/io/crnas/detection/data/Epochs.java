package io.crnas.detection.data;

import io.crnas.framework.random.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;

/**
 * Images over and over, each once in an epoch, each epoch in another order. Keeps the orders of the
 * epochs in use, for they are the same for all their steps.
 *
 * @param images their places in the dataset
 * @param seed decides the orders and how images vary
 */
record Epochs(List<Integer> images, long seed, ConcurrentMap<Long, List<Integer>> orders) {

  static Epochs of(List<Integer> images, long seed) {
    return new Epochs(List.copyOf(images), seed, new ConcurrentHashMap<>());
  }

  /** How many images there are. */
  int size() {
    return images.size();
  }

  /** The image at one place of all epochs in a row. */
  Draw draw(long position, List<Sample> samples, Augmentation augmentation) {
    Draw whole = draw(position, augmentation);
    return augmentation
        .crop()
        .map(crop ->
            whole.of(
                crop.draw(
                    samples.get(whole.index()).size(),
                    Seeds.generator(seed, "data/crop", position))))
        .orElse(whole);
  }

  private Draw draw(long position, Augmentation augmentation) {
    return new Draw(
        order(position / size()).get((int) (position % size())),
        augmentation.horizontalFlip() && coin("horizontal", position),
        augmentation.verticalFlip() && coin("vertical", position),
        augmentation.jitter().draw(Seeds.generator(seed, "data/jitter", position)),
        Optional.empty());
  }

  private boolean coin(String axis, long position) {
    return Seeds.derive(seed, "data/flip/" + axis, position) < 0;
  }

  private List<Integer> order(long epoch) {
    orders.keySet().removeIf(other -> Math.abs(other - epoch) > 1);
    return orders.computeIfAbsent(epoch, this::shuffled);
  }

  private List<Integer> shuffled(long epoch) {
    RandomGenerator random = Seeds.generator(seed, "data/order", epoch);
    var order = new ArrayList<>(images);
    for (int i = size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return List.copyOf(order);
  }
}
