package io.crnas.detection.data;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Which images each step takes and how they vary. */
sealed interface Plan permits Plan.InOrder, TrainingPlan {

  /** How many steps there are. */
  long steps();

  /** The images of a step, at least one. */
  List<Draw> draws(long step);

  /** To what size the images of a step are brought. */
  Resize resize(long step);

  /**
   * Each image once, in order; the last step may have fewer.
   *
   * @param middle how much of its sides is taken; the image as it is where that is not said
   */
  record InOrder(List<Sample> samples, int batchSize, Resize resize, OptionalDouble middle)
      implements Plan {
    @Override
    public long steps() {
      return Math.ceilDiv(samples.size(), batchSize);
    }

    @Override
    public List<Draw> draws(long step) {
      int first = (int) step * batchSize;
      return IntStream.range(first, Math.min(first + batchSize, samples.size()))
          .mapToObj(this::draw)
          .toList();
    }

    private Draw draw(int index) {
      Draw whole = Draw.plain(index);
      return middle.isPresent()
          ? whole.of(Part.middle(samples.get(index).size(), resize.largest(), middle.getAsDouble()))
          : whole;
    }

    @Override
    public Resize resize(long step) {
      return resize;
    }
  }
}
