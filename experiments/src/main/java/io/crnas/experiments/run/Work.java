package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Experiment;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Device;
import io.crnas.runtime.Options;
import java.time.Duration;

/**
 * What all phases of a run work with.
 *
 * @param betweenCheckpoints how much of a training may be lost to a kill
 */
record Work(
    Setup setup,
    Engine engine,
    Journal journal,
    Timings timings,
    Duration betweenCheckpoints,
    Progress progress) {

  Experiment experiment() {
    return setup.experiment;
  }

  /** How exported files are run while they are made. */
  Options onProcessor() {
    return Options.defaults().withDevice(new Device.Cpu()).withThreads(engine.threads());
  }
}
