package io.crnas.experiments.command;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of which family allocations are of. */
final class BackboneOptions {
  @Option(
      names = "--backbone",
      paramLabel = "FAMILY",
      description = "The family: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Family family = Family.RESNET50;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Channels of a ResNet's stem, of others a factor on all channels.")
  private Optional<Double> width = Optional.empty();

  Backbone backbone() {
    try {
      return width.map(family::backbone).orElseGet(family::backbone);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("--width", "" + width.orElseThrow(), family.widths());
    }
  }
}
