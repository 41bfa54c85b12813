package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Optional;

/**
 * The cells of feature maps, one after the other, which stay on the device: what is gathered from
 * them does, too, and so does its gradient. Valid until the pass is closed.
 */
public final class Cells {
  private static final List<String> ARRAYS = List.of("cells", "terms", "starts", "weights");
  private static final String SUMS =
      "(torch.embedding_bag(cells, terms, starts, False, 0, False, weights, True))[0]";

  private final Torch torch;
  private final PtNDManager manager;
  private final boolean trains;

  /** [cells, C], behind which no gradient goes. */
  private final PtNDArray rows;

  private Optional<PtNDArray> gradient = Optional.empty();

  Cells(Torch torch, PtNDManager manager, boolean trains, PtNDArray rows) {
    this.torch = torch;
    this.manager = manager;
    this.trains = trains;
    this.rows = rows;
  }

  /**
   * Sums of cells as maps, [maps, C, height, width]; in training their gradient is wanted.
   *
   * @param sums row by row, map by map
   */
  public Value gather(Gathering sums, int height, int width) {
    PtNDArray flat = apply(rows, sums);
    PtNDArray maps =
        JniUtils.permute(
            JniUtils.reshape(
                flat,
                new long[] {sums.sums() / ((long) height * width), height, width, channels()}),
            new long[] {0, 3, 1, 2});
    if (trains) {
      maps.setRequiresGradient(true);
    }
    return new Value(maps);
  }

  /** Takes the gradient that has come back to what was gathered. */
  public void addGradient(Value gathered, Gathering sums) {
    if (sums.sums() == 0) {
      return;
    }
    PtNDArray own =
        JniUtils.reshape(
            JniUtils.permute(Pass.gradientOf(gathered), new long[] {0, 2, 3, 1}),
            new long[] {sums.sums(), channels()});
    try (var _ = new WithoutGradients()) {
      PtNDArray part = apply(own, sums.transposed(count()));
      if (gradient.isPresent()) {
        JniUtils.addi(gradient.get(), part);
      } else {
        gradient = Optional.of(part);
      }
    }
  }

  /** What has come back to all cells, as one row of numbers. */
  PtNDArray gradient() {
    PtNDArray sum = gradient.orElseGet(() -> torch.zeros(manager, count(), channels()));
    return JniUtils.reshape(sum, new long[] {-1});
  }

  private PtNDArray apply(PtNDArray from, Gathering sums) {
    if (sums.sums() == 0) {
      return torch.zeros(manager, 0, channels());
    }
    return torch
        .scripts()
        .apply(
            ARRAYS,
            SUMS,
            from,
            torch.array(manager, sums.cells()),
            torch.array(manager, sums.starts()),
            torch.array(manager, sums.weights(), sums.weights().length));
  }

  private int count() {
    return Torch.shape(rows).getFirst();
  }

  private int channels() {
    return Torch.shape(rows).getLast();
  }
}
