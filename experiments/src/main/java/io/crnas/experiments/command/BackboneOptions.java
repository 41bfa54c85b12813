package io.crnas.experiments.command;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which family allocations are of, and how wide. */
final class BackboneOptions {
  @Mixin private FamilyOption option = new FamilyOption();

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Channels of a ResNet's stem, of others a factor on all channels.")
  private Optional<Double> width = Optional.empty();

  Backbone backbone() {
    Family family = option.family();
    try {
      return width.map(family::backbone).orElseGet(family::backbone);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("--width", "" + width.orElseThrow(), family.widths());
    }
  }
}
