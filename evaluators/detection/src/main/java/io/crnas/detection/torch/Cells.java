package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;

/**
 * The cells of feature maps, one after the other, which stay on the device: what is gathered from
 * them does, too, and so does its gradient. Valid until the pass is closed.
 */
public final class Cells {
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

  /** What was gathered. */
  public final class Gathered {
    private final Optional<Bags> bags;
    private final Value maps;

    private Gathered(Optional<Bags> bags, Value maps) {
      this.bags = bags;
      this.maps = maps;
    }

    /** [R, C, rows, columns]; in training its gradient is wanted. */
    public Value maps() {
      return maps;
    }

    /** Takes the gradient that has come back to it. */
    public void addGradient() {
      bags.ifPresent(sums -> {
        PtNDArray own =
            JniUtils.reshape(
                JniUtils.permute(Pass.gradientOf(maps), new long[] {0, 2, 3, 1}),
                new long[] {-1, channels()});
        try (var _ = new WithoutGradients()) {
          add(sums.back(own, rows));
        }
      });
    }
  }

  /** Sums of cells as maps. */
  public Gathered gather(Gathering sums) {
    Optional<Bags> bags =
        sums.sums() == 0 ? Optional.empty() : Optional.of(Bags.of(torch, manager, sums));
    PtNDArray flat =
        bags.map(one -> one.sums(rows)).orElseGet(() -> torch.zeros(manager, 0, channels()));
    PtNDArray maps =
        JniUtils.permute(
            JniUtils.reshape(
                flat,
                new long[] {sums.regions(), sums.rows().sums(), sums.columns().sums(), channels()}),
            new long[] {0, 3, 1, 2});
    if (trains) {
      maps.setRequiresGradient(true);
    }
    return new Gathered(bags, new Value(maps));
  }

  private void add(PtNDArray part) {
    if (gradient.isPresent()) {
      JniUtils.addi(gradient.get(), part);
    } else {
      gradient = Optional.of(part);
    }
  }

  /** What has come back to all cells, as one row of numbers. */
  PtNDArray gradient() {
    PtNDArray sum = gradient.orElseGet(() -> torch.zeros(manager, count(), channels()));
    return JniUtils.reshape(sum, new long[] {-1});
  }

  private int count() {
    return Torch.shape(rows).getFirst();
  }

  private int channels() {
    return Torch.shape(rows).getLast();
  }
}
