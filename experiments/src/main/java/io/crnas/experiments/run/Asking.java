package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Has an evaluator asked for what the journal does not know, and each answer kept as soon as it
 * comes.
 *
 * @param level what the journal calls what is asked for
 */
record Asking(Work work, String level, Evaluator<Allocation> evaluator) {

  /**
   * The answers about some candidates, by their names.
   *
   * @param task counts them
   */
  Map<String, Evaluation> answers(List<Allocation> candidates, Progress.Task task)
      throws InterruptedException {
    var answers = new HashMap<>(work.journal().evaluations(level, evaluator.fingerprint()));
    List<Allocation> fresh =
        candidates.stream().filter(one -> !answers.containsKey(one.toString())).toList();
    task.resume(candidates.size() - fresh.size());
    if (fresh.isEmpty()) {
      return answers;
    }
    var keep = new Keeping(fresh, task, answers);
    List<Evaluation> evaluations = evaluator.evaluate(fresh, keep);
    for (int place = 0; place < fresh.size(); place++) {
      if (!answers.containsKey(fresh.get(place).toString())) {
        keep.answered(place, evaluations.get(place));
      }
    }
    return answers;
  }

  /** Writes what it hears. */
  private final class Keeping implements Evaluator.Listener {
    private final List<Allocation> candidates;
    private final Progress.Task task;
    private final Map<String, Evaluation> answers;
    private final String fingerprint = evaluator.fingerprint();
    private long since = System.nanoTime();

    Keeping(List<Allocation> candidates, Progress.Task task, Map<String, Evaluation> answers) {
      this.candidates = candidates;
      this.task = task;
      this.answers = answers;
    }

    @Override
    public void answered(int place, Evaluation evaluation) {
      long now = System.nanoTime();
      Allocation candidate = candidates.get(place);
      work.journal()
          .append(
              List.of(
                  new Answer(
                      level,
                      candidate.toString(),
                      0,
                      place,
                      evaluation,
                      work.setup().costs.cost(candidate).value(),
                      TimeUnit.NANOSECONDS.toMillis(now - since),
                      fingerprint)));
      since = now;
      answers.put(candidate.toString(), evaluation);
      task.advance(1);
    }
  }
}
