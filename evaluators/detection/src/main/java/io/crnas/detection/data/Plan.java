package io.crnas.detection.data;

import java.util.List;
import java.util.stream.IntStream;

/** Which images each step takes and how they vary. */
sealed interface Plan permits Plan.InOrder, TrainingPlan {

  /** How many steps there are. */
  long steps();

  /** The images of a step, at least one. */
  List<Draw> draws(long step);

  /** To what size the images of a step are brought. */
  Resize resize(long step);

  /** Each image once, as it is, in order; the last step may have fewer. */
  record InOrder(int size, int batchSize, Resize resize) implements Plan {
    @Override
    public long steps() {
      return Math.ceilDiv(size, batchSize);
    }

    @Override
    public List<Draw> draws(long step) {
      int first = (int) step * batchSize;
      return IntStream.range(first, Math.min(first + batchSize, size))
          .mapToObj(Draw::plain)
          .toList();
    }

    @Override
    public Resize resize(long step) {
      return resize;
    }
  }
}
