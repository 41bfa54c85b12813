package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Space;
import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which family allocations are of, how wide, and with what kinds of blocks. */
final class BackboneOptions {
  private static final String SPACE = "space.";
  private static final Predicate<Assignment> OF_SPACE =
      assignment -> assignment.key().startsWith(SPACE);

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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A key as in a descriptor, as space.deformable=[5], space.blocks=[{}, {kernel: 5}] or, of a "
              + "detector that is asked for, neck=pafpn or faster-rcnn.rpn-post-nms=300; YAML. Can be "
              + "given again.")
  private List<Assignment> assignments = List.of();

  Backbone backbone() {
    return space().atWidth();
  }

  Space space() {
    List<Assignment> keys = new ArrayList<>();
    try {
      width.ifPresent(family::backbone);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("--width", "" + width.orElseThrow(), family.widths());
    }
    width.ifPresent(factor -> keys.add(new Assignment("width", factor.toString())));
    assignments.stream().filter(OF_SPACE).map(BackboneOptions::withinSpace).forEach(keys::add);
    return Space.of(family, keys);
  }

  private static Assignment withinSpace(Assignment assignment) {
    return new Assignment(assignment.key().substring(SPACE.length()), assignment.value());
  }

  /** Whether the family is to be another than the published one. */
  boolean isChanged() {
    return width.isPresent() || !assignments.isEmpty();
  }

  /** The keys that are not of the space. */
  List<Assignment> others() {
    return assignments.stream().filter(OF_SPACE.negate()).toList();
  }

  /** Where there is nothing else to set. */
  void requireNoOthers() {
    var problems = new Problems();
    others().forEach(one -> problems.add("--set", one.key(), "a key of the space, as space.width"));
    problems.throwIfAny();
  }
}
