package io.crnas.spark;

import io.crnas.framework.worker.WorkerState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Which worker processes there are and were, and what is to be said of those that come and go. */
final class Workers extends SparkListener {
  /** By Spark's number of each, in the order in which they came. */
  private final Map<String, WorkerState> workers = new LinkedHashMap<>();

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded event) {
    String host = event.executorInfo().executorHost();
    String name = event.executorId();
    workers.put(name, new WorkerState(name, host, 0, Optional.empty()));
    lines.add("worker process %s on %s came".formatted(name, host));
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    String why = event.reason().lines().findFirst().orElse("nobody knows why");
    WorkerState known = workers.get(event.executorId());
    if (known != null) {
      workers.put(known.name(), known.lostBy(why));
    }
    lines.add(
        "worker process %s%s is lost: %s"
            .formatted(event.executorId(), known == null ? "" : " on " + known.place(), why));
  }

  /** One has answered so many candidates. */
  synchronized void answered(String name, int many) {
    workers.computeIfPresent(name, (_, known) -> known.answeredMore(many));
  }

  synchronized boolean isNone() {
    return workers.values().stream().allMatch(worker -> worker.lost().isPresent());
  }

  /** All that there are and were. */
  synchronized List<WorkerState> states() {
    return List.copyOf(workers.values());
  }

  /** What was not said yet. */
  List<String> news() {
    List<String> news = new ArrayList<>();
    lines.drainTo(news);
    return news;
  }
}
