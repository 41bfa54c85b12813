package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Deformable;
import io.crnas.spaces.Family;
import io.crnas.spaces.GroupNormed;
import io.crnas.spaces.Layout;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import io.crnas.spaces.level.DilationRule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which backbones there are to choose from. */
public record Space(
    @Setting(about = "the family, and its baseline") Family backbone,
    @Setting(
            about =
                "how wide it is: for the ResNets, ResNeXts and DetNet channels of the stem, 64 in"
                    + " the published nets; for the others a factor on all channels; without it, as"
                    + " published",
            above = 0)
        Optional<Double> width,
    @Setting(
            about =
                "groups of group normalisation in place of every batch normalisation of the"
                    + " backbone, 32 as published; where these do not divide the channels, the most"
                    + " that divide both. Without it, batch normalisation",
            min = 1)
        Optional<Integer> groupNorm,
    @Setting(
            about =
                "the levels whose blocks have deformable 3x3 convolutions, [3, 4, 5] as published"
                    + " for C3 to C5; none by default",
            byDefault = "[]",
            min = 2,
            max = 6,
            distinct = true)
        List<Integer> deformable,
    @Setting(
            about =
                "whether what each tap of a deformable convolution reads is multiplied by a mask,"
                    + " too (the second version)",
            byDefault = "false")
        boolean modulated,
    @Setting(
            about =
                "how many blocks each stage may have, one list a stage of the family; without it,"
                    + " the family's own sets",
            min = 1,
            minLength = 1)
        Optional<List<List<Integer>>> stages,
    @Setting(
            about = "which dilations a block's 3x3 convolution may have",
            byDefault = "[1, 2, 3]",
            min = 1,
            max = 9,
            minLength = 1,
            distinct = true)
        List<Integer> dilations,
    @Setting(
            about =
                "which dilations the blocks of a stage may have together: any, or those that leave"
                    + " no pixel between them unread (hdc, hybrid dilated convolution): without a"
                    + " common factor, and with M2 of at most 3",
            byDefault = "any")
        DilationRule dilationRule,
    @Setting(
            about =
                "what a block may be in place of a dilation, up to nine: kernels, expansions,"
                    + " Xception's block; the digits of an allocation are then their numbers, and"
                    + " the baseline's blocks are of the first",
            minLength = 1,
            maxLength = Varied.MOST,
            distinct = true)
        Optional<List<Block>> blocks,
    @Setting(
            about =
                "whether depths of a stage share the blocks of their common prefix (nested) or have"
                    + " their own (branch)",
            byDefault = "nested")
        Sharing sharing)
    implements Consistent {

  /** Which blocks two depths of a stage have in common in a supernet. */
  public enum Sharing {
    NESTED,
    BRANCH;

    /** How its blocks are called. */
    public io.crnas.spaces.Sharing names() {
      return switch (this) {
        case NESTED -> io.crnas.spaces.Sharing.NESTED;
        case BRANCH -> io.crnas.spaces.Sharing.BRANCH;
      };
    }
  }

  /** What a block may be. */
  public record Block(
      @Setting(
              about = "side in pixels of the convolution that is dilated, an odd number",
              byDefault = "3",
              min = 1,
              max = 9)
          int kernel,
      @Setting(
              about =
                  "its dilation; or several, of equal parts of its output channels, [1, 1, 2] for two"
                      + " thirds of them with 1 and one with 2",
              byDefault = "[1]",
              min = 1,
              max = 9,
              minLength = 1,
              maxLength = 8)
          List<Integer> dilations,
      @Setting(
              about =
                  "the factor from the channels that it reads to those inside, of MobileNetV2;"
                      + " without it the family's own, 6",
              min = 1,
              max = 9)
          Optional<Integer> expansion,
      @Setting(
              about =
                  "whether it is Xception's block of ShuffleNetV2: three times a depthwise 3x3 and"
                      + " a 1x1 convolution",
              byDefault = "false")
          boolean xception)
      implements Consistent {

    public Block {
      dilations = List.copyOf(dilations);
    }

    private Variant variant() {
      return new Variant(kernel, dilations, expansion, xception);
    }

    /**
     * Whether it is another's block though it says so otherwise, where blocks have an expansion.
     */
    private boolean is(Block other, int own) {
      return !equals(other)
          && equals(new Block(other.kernel, other.dilations, expansion, other.xception))
          && expansion.orElse(own).equals(other.expansion.orElse(own));
    }

    private boolean isOdd() {
      return kernel % 2 == 1;
    }

    @Override
    public void check(Conflicts conflicts) {
      conflicts.unless(isOdd(), "kernel", "" + kernel, "an odd number");
    }
  }

  public Space {
    stages = stages.map(sets -> sets.stream().map(List::copyOf).toList());
    dilations = List.copyOf(dilations);
    deformable = List.copyOf(deformable);
    blocks = blocks.map(List::copyOf);
  }

  /**
   * The space of a family.
   *
   * @param assignments of keys that a space has; the others have their defaults
   * @throws InvalidInputException with what is wrong with them
   */
  public static Space of(Family family, List<Assignment> assignments) {
    return Language.builtIn()
        .read(Space.class, family.toString(), "backbone: " + family, assignments);
  }

  /** The family at its width. */
  public Backbone atWidth() {
    Backbone plain = width.map(backbone::backbone).orElseGet(backbone::backbone);
    Backbone varied = blocks.<Backbone>map(kinds -> varied(plain, kinds)).orElse(plain);
    Backbone formed = deformable.isEmpty() ? varied : new Deformable(varied, deformable, modulated);
    return groupNorm.<Backbone>map(groups -> new GroupNormed(formed, groups)).orElse(formed);
  }

  private static Varied varied(Backbone plain, List<Block> kinds) {
    return new Varied(plain, kinds.stream().map(Block::variant).toList());
  }

  /** The digits that an allocation has for a block. */
  public List<Integer> digits() {
    return blocks
        .map(kinds -> IntStream.rangeClosed(1, kinds.size()).boxed().toList())
        .orElse(dilations);
  }

  /** What these digits stand for, where they are no dilations. */
  public Optional<List<String>> kinds() {
    return blocks.map(kinds -> kinds.stream().map(kind -> kind.variant().toString()).toList());
  }

  /** As people call it, for example {@code resnet18 of width 32}. */
  public String title() {
    return backbone
        + width.map(w -> " of width " + number(w)).orElse("")
        + groupNorm.map(_ -> " with GroupNorm").orElse("")
        + blocks.map(kinds -> " with %d kinds of blocks".formatted(kinds.size())).orElse("")
        + (deformable.isEmpty()
            ? ""
            : " with %s convolutions of %s"
                .formatted(modulated ? "modulated deformable" : "deformable", levels(deformable)));
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unless(
        isWidth(),
        "width",
        width.map(Space::number).orElse("nothing"),
        backbone.widths(),
        "backbone");
    conflicts.unless(
        dilationRule != DilationRule.HDC || dilatesByItself().isEmpty(),
        "dilation-rule",
        "hdc",
        "any, since the dilations of %s of %s have a common factor"
            .formatted(String.join(" and ", dilatesByItself()), backbone),
        "backbone");
    List<Integer> levels = withBlocks();
    conflicts.unless(
        levels.containsAll(deformable),
        "deformable",
        deformable.toString(),
        "some of %s, in which %s has blocks".formatted(levels, backbone),
        "backbone");
    conflicts.unless(
        !modulated || !deformable.isEmpty(),
        "modulated",
        "true",
        "false, since no convolution is deformable",
        "deformable");
    stages.ifPresent(sets -> checkStages(sets, conflicts));
    blocks.ifPresent(kinds -> checkBlocks(kinds, conflicts));
  }

  private void checkBlocks(List<Block> kinds, Conflicts conflicts) {
    Backbone plain = backbone.backbone();
    for (int i = 0; i < kinds.size(); i++) {
      Block kind = kinds.get(i);
      if (kind.isOdd()) {
        conflicts.unless(
            plain.has(kind.variant()),
            "blocks[" + i + "]",
            kind.variant().toString(),
            "a block that " + backbone + " has",
            "backbone");
      }
      conflicts.unless(
          !kind.isOdd() || !plain.has(kind.variant()) || divides(kind),
          "blocks[" + i + "].dilations",
          kind.dilations().toString(),
          "as many as divide the channels and groups of every convolution that has them",
          "backbone",
          "width");
      conflicts.unless(
          kind.dilations().size() == 1 || deformable.isEmpty(),
          "blocks[" + i + "].dilations",
          kind.dilations().toString(),
          "one beside deformable convolutions",
          "deformable");
      conflicts.unless(
          kinds.subList(0, i).stream().noneMatch(before -> before.is(kind, plain.expansion())),
          "blocks[" + i + "]",
          "an expansion that " + backbone + " has anyway, so the same block a second time",
          "every kind once",
          "backbone");
    }
    conflicts.unless(
        dilations.equals(List.of(1, 2, 3)),
        "dilations",
        dilations.toString(),
        "none beside blocks, each of which has a dilation of its own",
        "blocks");
    conflicts.unless(
        dilationRule == DilationRule.ANY,
        "dilation-rule",
        "hdc",
        "any, since an allocation's digits are no dilations then",
        "blocks");
  }

  /** Whether a net at this width can be made of such blocks. */
  private boolean divides(Block kind) {
    try {
      Backbone plain = width.map(backbone::backbone).orElseGet(backbone::backbone);
      varied(plain, List.of(kind)).network(Allocation.of(plain.baseline()));
      return true;
    } catch (IllegalArgumentException e) {
      return !isWidth();
    }
  }

  private List<Integer> withBlocks() {
    return backbone.backbone().layout().stages().stream()
        .map(Layout.Stage::level)
        .distinct()
        .toList();
  }

  private static String levels(List<Integer> numbers) {
    return numbers.stream().sorted().map(number -> "C" + number).collect(Collectors.joining(", "));
  }

  private boolean isWidth() {
    try {
      width.ifPresent(backbone::backbone);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The stages in which an allocation's dilations are multiplied. */
  private List<String> dilatesByItself() {
    return backbone.backbone().layout().stages().stream()
        .filter(stage -> stage.dilation() > 1)
        .map(Layout.Stage::name)
        .toList();
  }

  private void checkStages(List<List<Integer>> sets, Conflicts conflicts) {
    int count = backbone.backbone().stageSets().size();
    conflicts.unless(
        sets.size() == count,
        "stages",
        sets.size() + " lists",
        "%d, like %s's %s".formatted(count, backbone, backbone.backbone().stageSets()),
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

  /** Without a point where it is whole. */
  private static String number(double width) {
    return BigDecimal.valueOf(width).stripTrailingZeros().toPlainString();
  }
}
