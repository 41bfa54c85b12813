package io.crnas.experiments.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.nio.file.Path;
import java.util.List;

/** What a worker is asked to do. It is the same work whoever does it, and so ends in the same. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Score.class, name = "score"),
  @JsonSubTypes.Type(value = Order.Train.class, name = "train")
})
public sealed interface Order {

  /**
   * Candidates are scored.
   *
   * @param job how the evaluator is opened
   * @param fingerprint that it must have
   * @param groups each is scored as one
   */
  record Score(EvaluatorJob job, String fingerprint, List<List<Allocation>> groups)
      implements Order {
    public Score {
      groups = groups.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A net of a run is trained as its descriptor retrains nets; its weights and checkpoints are
   * files of the run.
   *
   * @param descriptor the frozen one
   * @param budget the name of the budget that it belongs to, empty where there is one alone
   * @param folder where the weights are kept
   * @param run the folder of the run
   * @param net what it is called there
   * @param images the fingerprint of what it is trained on
   * @param seed its number, from 1
   */
  record Train(
      String descriptor,
      String budget,
      Path folder,
      Path run,
      String net,
      Allocation allocation,
      String images,
      int seed)
      implements Order {}

  /** What the worker counts as that it has answered. */
  default int size() {
    return switch (this) {
      case Score score -> score.groups().size();
      case Train _ -> 1;
    };
  }
}
