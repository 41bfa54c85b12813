package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Deformable;
import io.crnas.spaces.Family;
import io.crnas.spaces.GroupNormed;
import io.crnas.spaces.Sharing;
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
            about =
                "which dilations a block's 3x3 convolution may have; without it, and without blocks,"
                    + " [1, 2, 3]",
            min = 1,
            max = 9,
            minLength = 1,
            distinct = true)
        Optional<List<Integer>> dilations,
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
            maxLength = Varied.MOST)
        Optional<List<Block>> blocks,
    @Setting(
            about =
                "whether depths of a stage share the blocks of their common prefix (nested) or have"
                    + " their own (branch)",
            byDefault = "nested",
            except = "alone")
        Sharing sharing)
    implements Consistent {

  /** The dilations of the paper. */
  private static final List<Integer> PUBLISHED = List.of(1, 2, 3);

  public Space {
    stages = stages.map(sets -> sets.stream().map(List::copyOf).toList());
    dilations = dilations.map(List::copyOf);
    deformable = List.copyOf(deformable);
    blocks = blocks.map(List::copyOf);
    if (sharing == Sharing.ALONE) {
      throw new IllegalArgumentException("a supernet of nets by themselves");
    }
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

  /** The family at its width, with the blocks that it is to have. */
  public Backbone atWidth() {
    Backbone plain = plain();
    Backbone varied = blocks.<Backbone>map(kinds -> varied(plain, kinds)).orElse(plain);
    Backbone formed = deformable.isEmpty() ? varied : new Deformable(varied, deformable, modulated);
    return groupNorm.<Backbone>map(groups -> new GroupNormed(formed, groups)).orElse(formed);
  }

  /** The same with the family's own blocks. */
  Backbone plain() {
    return width.map(backbone::backbone).orElseGet(backbone::backbone);
  }

  static Varied varied(Backbone plain, List<Block> kinds) {
    return new Varied(plain, kinds.stream().map(Block::variant).toList());
  }

  /** The digits that an allocation has for a block. */
  public List<Integer> digits() {
    return blocks
        .map(kinds -> IntStream.rangeClosed(1, kinds.size()).boxed().toList())
        .orElseGet(() -> dilations.orElse(PUBLISHED));
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
        + kinds().map(kinds -> " with the blocks " + numbered(kinds)).orElse("")
        + (deformable.isEmpty()
            ? ""
            : " with %s convolutions of %s"
                .formatted(modulated ? "modulated deformable" : "deformable", levels(deformable)));
  }

  @Override
  public void check(Conflicts conflicts) {
    new SpaceCheck(this, conflicts).run();
  }

  /** Kinds with their numbers, for example {@code 1: 3x3; 2: 5x5, expansion 3}. */
  public static String numbered(List<String> kinds) {
    return IntStream.rangeClosed(1, kinds.size())
        .mapToObj(number -> number + ": " + kinds.get(number - 1))
        .collect(Collectors.joining("; "));
  }

  private static String levels(List<Integer> numbers) {
    return numbers.stream().sorted().map(number -> "C" + number).collect(Collectors.joining(", "));
  }

  /** Without a point where it is whole. */
  static String number(double width) {
    return BigDecimal.valueOf(width).stripTrailingZeros().toPlainString();
  }
}
