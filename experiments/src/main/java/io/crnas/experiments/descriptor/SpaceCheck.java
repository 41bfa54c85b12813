package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Layout;
import io.crnas.spaces.level.DilationRule;
import java.util.List;

/** What of a space does not go together, or is nothing that its family has. */
record SpaceCheck(Space space, Conflicts conflicts) {
  /** Reports it. */
  void run() {
    conflicts.unless(
        isWidth(),
        "width",
        space.width().map(Space::number).orElse("nothing"),
        space.backbone().widths(),
        "backbone");
    conflicts.unless(
        space.dilationRule() != DilationRule.HDC || dilatesByItself().isEmpty(),
        "dilation-rule",
        "hdc",
        "any, since the dilations of %s of %s have a common factor"
            .formatted(String.join(" and ", dilatesByItself()), space.backbone()),
        "backbone");
    List<Integer> levels = withBlocks();
    conflicts.unless(
        levels.containsAll(space.deformable()),
        "deformable",
        space.deformable().toString(),
        "some of %s, in which %s has blocks".formatted(levels, space.backbone()),
        "backbone");
    conflicts.unless(
        !space.modulated() || !space.deformable().isEmpty(),
        "modulated",
        "true",
        "false, since no convolution is deformable",
        "deformable");
    space.stages().ifPresent(this::checkStages);
    space.blocks().ifPresent(this::checkBlocks);
  }

  private void checkBlocks(List<Block> kinds) {
    Backbone plain = space.backbone().backbone();
    for (int i = 0; i < kinds.size(); i++) {
      Block kind = kinds.get(i);
      // An even kernel is told by itself.
      if (kind.isOdd()) {
        boolean there = plain.has(kind.variant());
        conflicts.unless(
            there,
            "blocks[" + i + "]",
            kind.variant().toString(),
            "a block that " + space.backbone() + " has",
            "backbone");
        conflicts.unless(
            !there || divides(kind),
            "blocks[" + i + "].dilations",
            kind.dilations().toString(),
            "as many as divide the channels and groups of every convolution that has them",
            "backbone",
            "width");
      }
      conflicts.unless(
          space.deformable().isEmpty() || (kind.dilations().size() == 1 && kind.kernel() == 3),
          "blocks[" + i + "]",
          kind.isOdd() ? kind.variant().toString() : "kernel " + kind.kernel(),
          "a kernel of 3 and one dilation beside deformable convolutions",
          "deformable");
      for (int before = 0; before < i; before++) {
        conflicts.unless(
            !kind.isOdd() || !kinds.get(before).isOdd() || differ(kinds.get(before), kind),
            "blocks[" + i + "]",
            "the same block as blocks[" + before + "]",
            "every kind once",
            "backbone");
      }
    }
    conflicts.unless(
        space.dilations().isEmpty(),
        "dilations",
        space.dilations().map(List::toString).orElse(""),
        "none beside blocks, each of which has a dilation of its own",
        "blocks");
    conflicts.unless(
        space.dilationRule() == DilationRule.ANY,
        "dilation-rule",
        "hdc",
        "any, since an allocation's digits are no dilations then",
        "blocks");
  }

  /** Whether a net at this width can be made of such blocks. */
  private boolean divides(Block kind) {
    try {
      Backbone plain = space.plain();
      Space.varied(plain, List.of(kind)).network(Allocation.of(plain.baseline()));
      return true;
    } catch (IllegalArgumentException e) {
      return !isWidth();
    }
  }

  private boolean differ(Block one, Block other) {
    Backbone family = space.backbone().backbone();
    return !one.variant().in(family).equals(other.variant().in(family));
  }

  private List<Integer> withBlocks() {
    return space.backbone().backbone().layout().stages().stream()
        .map(Layout.Stage::level)
        .distinct()
        .toList();
  }

  private boolean isWidth() {
    try {
      space.plain();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The stages in which an allocation's dilations are multiplied. */
  private List<String> dilatesByItself() {
    return space.backbone().backbone().layout().stages().stream()
        .filter(stage -> stage.dilation() > 1)
        .map(Layout.Stage::name)
        .toList();
  }

  private void checkStages(List<List<Integer>> sets) {
    int count = space.backbone().backbone().stageSets().size();
    conflicts.unless(
        sets.size() == count,
        "stages",
        sets.size() + " lists",
        "%d, like %s's %s"
            .formatted(count, space.backbone(), space.backbone().backbone().stageSets()),
        "backbone");
    for (int i = 0; i < sets.size(); i++) {
      List<Integer> set = sets.get(i);
      conflicts.unless(
          set.size() == set.stream().distinct().count(),
          "stages[" + i + "]",
          set.toString(),
          "every number of blocks once");
    }
  }
}
