package io.crnas.external;

import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.spaces.Allocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
class CommandBehaviourTest extends EvaluatorBehaviour<Allocation> {
  /** Sums what is in the question, and fails for stages that begin with one. */
  private static final String SUM =
      """
      read question
      case $question in *'"candidate":"1-1-'*) exit 3 ;; esac
      echo "{\\"sum\\": $(echo "$question" | cksum | cut -d ' ' -f 1)}"
      """;

  @Override
  protected Evaluator<Allocation> open(Path folder) throws Exception {
    return Commands.open(folder, Commands.sh(SUM).parallel(2));
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
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) throws Exception {
    return Optional.of(Commands.open(folder, Commands.sh("sleep 30; echo '{\"sum\": 1}'")));
  }
}
