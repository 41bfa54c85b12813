package io.crnas.experiments.status;

import io.crnas.experiments.console.UnderWay;
import io.crnas.experiments.watch.NetProgress;
import io.crnas.framework.worker.WorkerState;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A status for programs. */
final class StatusJson {
  private StatusJson() {}

  static String line(RunStatus status) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("run", status.folder().toString());
    root.put("state", status.state().name().toLowerCase(Locale.ROOT));
    root.put("silentSeconds", status.silence().toSeconds());
    var now = root.putArray("now");
    for (UnderWay work : status.now()) {
      ObjectNode one = now.addObject();
      one.put("work", work.work());
      one.put("done", work.done());
      one.put("total", work.total());
      one.put("unit", work.unit());
      work.perSecond().ifPresent(rate -> one.put("rate", rate));
      work.secondsLeft().ifPresent(left -> one.put("secondsLeft", left));
      if (!work.detail().isEmpty()) {
        one.put("detail", work.detail());
      }
    }
    var trained = root.putArray("nets");
    for (NetProgress net : status.nets()) {
      ObjectNode one = trained.addObject();
      one.put("net", net.net());
      one.put("step", net.step());
      net.loss().ifPresent(loss -> one.put("loss", loss));
      net.stepsPerSecond().ifPresent(rate -> one.put("stepsPerSecond", rate));
      ObjectNode metrics = one.putObject("metrics");
      net.measured().forEach((name, value) -> metrics.put(name, value));
    }
    var searched = root.putArray("levels");
    for (RunStatus.LevelStatus level : status.levels()) {
      ObjectNode one = searched.addObject();
      one.put("level", level.level());
      one.put("scored", level.scored());
      one.put("failed", level.failed());
      level
          .failure()
          .ifPresent(failure ->
              one.putObject("lastFailure")
                  .put("candidate", failure.candidate())
                  .put("reason", failure.reason()));
      level
          .best()
          .ifPresent(best -> {
            one.put("best", best.candidate());
            one.put(level.objective(), best.score());
          });
    }
    var workers = root.putArray("workers");
    for (WorkerState worker : status.workers()) {
      ObjectNode one = workers.addObject();
      one.put("worker", worker.name());
      one.put("place", worker.place());
      one.put("answered", worker.answered());
      worker.lost().ifPresent(why -> one.put("lost", why));
    }
    return JsonMapper.shared().writeValueAsString(root);
  }
}
