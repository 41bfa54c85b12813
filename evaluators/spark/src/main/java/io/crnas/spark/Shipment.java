package io.crnas.spark;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A job on its way to workers.
 *
 * @param id of this one alone
 * @param folder the run's, as the driver calls it
 * @param shared whether workers see that folder, too
 * @param files places in the folder of a run; what is there, Spark serves by its last name
 * @param fingerprint of the evaluator that the job must open
 */
record Shipment(
    UUID id,
    String descriptor,
    String level,
    String baseline,
    String folder,
    boolean shared,
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
        List.copyOf(job.files().keySet()),
        fingerprint);
  }

  /** The job again; {@code fetched} tells where a file is that was served. */
  EvaluatorJob job(UnaryOperator<String> fetched) {
    Map<String, Path> here = new HashMap<>();
    for (String file : files) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      here.put(file, shared ? Path.of(folder, file) : Path.of(fetched.apply(name)));
    }
    return new EvaluatorJob(descriptor, level, Allocation.parse(baseline), Path.of(folder), here);
  }
}
