package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDManager;

/** Counts what an engine holds. */
public final class Alive {
  private Alive() {}

  /** How many arrays there are of an engine, wherever in it; those of a closed one are gone. */
  public static int arrays(Torch torch) {
    try (PtNDManager manager = torch.newManager()) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}
