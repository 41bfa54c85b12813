package io.crnas.experiments.command;

import io.crnas.spaces.Family;
import picocli.CommandLine.Option;

/** Which family allocations are of. */
final class FamilyOption {
  @Option(
      names = "--backbone",
      paramLabel = "FAMILY",
      description = "The family: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Family family = Family.RESNET50;

  Family family() {
    return family;
  }
}
