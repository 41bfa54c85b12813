package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;

/** The sums of a {@link Gathering} and what goes back to the cells, both by the engine. */
sealed interface Bags {

  /** [sums, C] of cells [cells, C]. */
  PtNDArray sums(PtNDArray cells);

  /** What the gradients of the sums, [sums, C], are for the cells, [cells, C]. */
  PtNDArray back(PtNDArray gradients, PtNDArray cells);

  /** As suits where the engine is. */
  static Bags of(Torch torch, PtNDManager manager, Gathering gathering) {
    return torch.isHere()
        ? new Here(torch, manager, gathering.terms(torch.threads()))
        : new OnDevice(torch, manager, gathering);
  }

  /** The terms are written out here, and sorted by cells for the way back: quick in Java. */
  record Here(Torch torch, PtNDManager manager, Terms terms) implements Bags {
    private static final List<String> ARRAYS = List.of("cells", "terms", "starts", "weights");
    private static final String SUMS =
        "(torch.embedding_bag(cells, terms, starts, False, 0, False, weights, True))[0]";

    @Override
    public PtNDArray sums(PtNDArray cells) {
      return apply(cells, terms);
    }

    @Override
    public PtNDArray back(PtNDArray gradients, PtNDArray cells) {
      return apply(gradients, terms.transposed(Torch.shape(cells).getFirst()));
    }

    private PtNDArray apply(PtNDArray from, Terms sums) {
      return torch
          .scripts()
          .apply(
              ARRAYS,
              SUMS,
              from,
              torch.array(manager, sums.cells(), sums.cells().length),
              torch.array(manager, sums.starts(), sums.starts().length),
              torch.array(manager, sums.weights(), sums.weights().length));
    }
  }

  /**
   * Rows and columns are brought to the device, a hundredth of the terms, which are written out and
   * sorted there. Terms that weigh nothing are among them.
   */
  final class OnDevice implements Bags {
    private final Torch torch;
    private final PtNDArray cells;
    private final PtNDArray weights;

    /** Of a sum. */
    private final int terms;

    OnDevice(Torch torch, PtNDManager manager, Gathering gathering) {
      this.torch = torch;
      Gathering.Axis rows = gathering.rows();
      Gathering.Axis columns = gathering.columns();
      this.terms = rows.taps() * columns.taps();
      int[] down = {gathering.regions(), rows.sums(), 1, rows.taps(), 1};
      int[] across = {gathering.regions(), 1, columns.sums(), 1, columns.taps()};
      this.cells =
          crossed(
              "add",
              torch.array(manager, rows.places(), down),
              torch.array(manager, columns.places(), across));
      this.weights =
          crossed(
              "mul",
              torch.array(manager, rows.weights(), down),
              torch.array(manager, columns.weights(), across));
    }

    private PtNDArray crossed(String operation, PtNDArray down, PtNDArray across) {
      return torch
          .scripts()
          .apply(
              List.of("down", "across"),
              "torch.reshape(torch." + operation + "(down, across), [-1])",
              down,
              across);
    }

    @Override
    public PtNDArray sums(PtNDArray from) {
      return torch
          .scripts()
          .apply(
              List.of("cells", "terms", "weights"),
              "(torch.embedding_bag(cells, terms, "
                  + numbers("torch.numel(terms)", terms)
                  + ", False, 0, False, weights, True))[0]",
              from,
              cells,
              weights);
    }

    @Override
    public PtNDArray back(PtNDArray gradients, PtNDArray from) {
      PtNDArray order =
          torch
              .scripts()
              .apply(
                  List.of("cells"),
                  "(torch.sort(cells, stable=True, dim=0, descending=False))[1]",
                  cells);
      return torch
          .scripts()
          .apply(
              List.of("gradients", "cells", "terms", "weights", "order"),
              "(torch.embedding_bag(gradients, torch.floor_divide(order, "
                  + terms
                  + "), torch.searchsorted(torch.index_select(terms, 0, order), "
                  + numbers("torch.size(cells, 0)", 1)
                  + "), False, 0, False, torch.index_select(weights, 0, order), True))[0]",
              gradients,
              from,
              cells,
              weights,
              order);
    }

    /** From 0 to a number, itself included. */
    private static String numbers(String last, int step) {
      return "torch.arange(0, torch.add(%s, 1), %d, dtype=3, layout=None,".formatted(last, step)
          + " device=ops.prim.device(terms), pin_memory=None)";
    }
  }
}
