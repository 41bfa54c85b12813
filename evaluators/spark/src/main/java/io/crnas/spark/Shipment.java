package io.crnas.spark;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job on its way to workers.
 *
 * @param id of this one alone
 * @param folder the run's, as the driver calls it
 * @param shared whether workers see that folder, too
 * @param seed as in the job; an optional number can not be sent
 * @param files places in the folder of a run; what is there, Spark serves
 * @param fingerprint of the evaluator that the job must open
 */
record Shipment(
    UUID id,
    String descriptor,
    String level,
    String baseline,
    String folder,
    boolean shared,
    @Nullable Long seed,
    List<String> files,
    String fingerprint)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static Shipment of(EvaluatorJob job, boolean shared, String fingerprint) {
    return new Shipment(
        UUID.randomUUID(),
        job.descriptor(),
        job.level(),
        job.baseline().toString(),
        job.folder().toString(),
        shared,
        job.seed().isPresent() ? job.seed().getAsLong() : null,
        List.copyOf(job.files().keySet()),
        fingerprint);
  }

  /** What a file is called while Spark serves it: one process may serve several jobs. */
  static String served(UUID id, String name) {
    return id + "-" + name;
  }

  /** The job again; {@code fetched} tells where a file is that was served. */
  EvaluatorJob job(UnaryOperator<String> fetched) {
    Map<String, Path> here = new HashMap<>();
    for (String file : files) {
      String name = served(id, file.substring(file.lastIndexOf('/') + 1));
      here.put(file, shared ? Path.of(folder, file) : Path.of(fetched.apply(name)));
    }
    return new EvaluatorJob(
        descriptor,
        level,
        Allocation.parse(baseline),
        Path.of(folder),
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        here);
  }
}
