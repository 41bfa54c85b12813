package io.crnas.external;

import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.spaces.Allocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class TableBehaviourTest extends EvaluatorBehaviour<Allocation> {

  @Override
  protected Evaluator<Allocation> open(Path folder) throws Exception {
    Files.writeString(
        folder.resolve("table.csv"),
        """
        candidate,AP
        2-2-2-2,0.25
        1-2-2-3,0.5
        3-2-1-2,0.75
        """);
    return new TableProvider()
        .open(
            new TableSettings(Path.of("table.csv"), "candidate", Optional.empty()),
            Contexts.stage(folder, folder.resolve("kept")));
  }

  @Override
  protected List<Allocation> candidates() {
    return Contexts.CANDIDATES.subList(0, 3);
  }

  @Override
  protected Optional<Allocation> failing() {
    return Optional.of(Contexts.CANDIDATES.get(3));
  }

  @Override
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) {
    // It looks up what it has read.
    return Optional.empty();
  }
}
