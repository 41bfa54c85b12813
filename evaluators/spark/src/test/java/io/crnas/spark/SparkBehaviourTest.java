package io.crnas.spark;

import io.crnas.experiments.run.DescriptorPipeline;
import io.crnas.framework.Evaluator;
import io.crnas.framework.behaviour.EvaluatorBehaviour;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorJob;
import io.crnas.spaces.level.Levels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that two worker processes ask. */
@EnabledOnOs(OS.LINUX)
class SparkBehaviourTest extends EvaluatorBehaviour<Allocation> {
  private static final List<Allocation> CANDIDATES =
      List.of(
          Allocation.parse("2-2-2-2"), Allocation.parse("1-2-2-3"), Allocation.parse("3-2-1-2"));

  private static final Allocation FAILING = Allocation.parse("1-1-3-3");

  /** Sums what is in the question, and fails for stages that begin with two ones. */
  private static final String SUM =
      """
      read question
      case $question in *'"candidate":"1-1-'*) exit 3 ;; esac
      echo "{\\"AP\\": $(echo "$question" | cksum | cut -d ' ' -f 1)}"
      """;

  @TempDir private static Path shared;
  private static SparkCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = SparkCluster.start(shared).withWorker().withWorker();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  protected Evaluator<Allocation> open(Path folder) throws Exception {
    return open(folder, SUM);
  }

  @Override
  protected Optional<Evaluator<Allocation>> openSlow(Path folder) throws Exception {
    return Optional.of(open(folder, "sleep 30; echo '{\"AP\": 1}'\n"));
  }

  @Override
  protected List<Allocation> candidates() {
    return CANDIDATES;
  }

  @Override
  protected Optional<Allocation> failing() {
    return Optional.of(FAILING);
  }

  private static Evaluator<Allocation> open(Path folder, String script) throws Exception {
    Path program = shared.resolve("score-%s.sh".formatted(script.hashCode()));
    Files.writeString(program, script);
    String descriptor =
        """
        name: behaviour
        threads: 1
        space: {backbone: resnet18, width: 8, stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
        budget: {input: 64x64}
        levels:
          - {level: stage, evaluator: {kind: command, command: [sh, %s]}, objective: AP}
        """
            .formatted(program);
    var backbone = ResNet.resnet18(8);
    var costs = CostModel.operations(backbone, new ImageSize(64, 64), Convention.MAC);
    var level =
        Levels.stage(
            Collections.nCopies(4, List.of(1, 2, 3)),
            backbone.baseline(),
            costs,
            new Budget(costs.cost(Allocation.of(backbone.baseline())), 0.01));
    var job =
        new EvaluatorJob(
            descriptor, level.name(), level.baseline(), folder, OptionalLong.empty(), Map.of());
    var here = new DescriptorPipeline().open(job, folder, new Device.Auto(), Progress.silent());
    return new SparkProvider()
        .open(
            cluster.described(),
            new EvaluatorContext(
                level,
                backbone,
                folder,
                folder,
                7,
                new Device.Cpu(),
                1,
                Progress.silent(),
                Optional.of(new EvaluatorContext.Nested(here, job))));
  }
}
