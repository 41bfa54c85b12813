package io.crnas.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Which worker processes there are, and what is to be said of those that come and go. */
final class Workers extends SparkListener {
  private final Map<String, String> hosts = new ConcurrentHashMap<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    String host = event.executorInfo().executorHost();
    hosts.put(event.executorId(), host);
    lines.add("worker process %s on %s came".formatted(event.executorId(), host));
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    String host = hosts.remove(event.executorId());
    lines.add(
        "worker process %s%s is lost: %s"
            .formatted(
                event.executorId(),
                host == null ? "" : " on " + host,
                event.reason().lines().findFirst().orElse("nobody knows why")));
  }

  boolean isNone() {
    return hosts.isEmpty();
  }

  /** What was not said yet. */
  List<String> news() {
    List<String> news = new ArrayList<>();
    lines.drainTo(news);
    return news;
  }
}
