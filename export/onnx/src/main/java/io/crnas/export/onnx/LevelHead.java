package io.crnas.export.onnx;

import io.crnas.export.onnx.Suppression.Candidates;
import io.crnas.spaces.detector.Anchors;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Yields;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * What lies behind a head that is run on every level. Of each level the best are chosen by their
 * place in the head's output, in which an anchor's numbers lie a whole level apart; so only what
 * was chosen is ever gathered, and no anchor is made that is not needed.
 *
 * @param anchors what the head's boxes are relative to
 * @param choice what is chosen
 */
record LevelHead(Scope scope, Head head, Anchors anchors, Choice choice) {
  private static final String SCORES = "scores";
  private static final String BOXES = "boxes";
  private static final String CENTRENESS = "centreness";

  /**
   * How the best of a level are chosen and told apart.
   *
   * @param preNms how many at most
   * @param groups that are suppressed apart
   * @param byLevel whether a group is a level, or a class
   * @param leastSide of a box, in pixels
   * @param nothing the score of boxes that are dropped
   */
  record Choice(int preNms, int groups, boolean byLevel, double leastSide, double nothing) {
    static Choice of(Head head, int levels, int classes) {
      return switch (head.yields()) {
        case Yields.Proposals proposals ->
            new Choice(
                proposals.detection().preNms(),
                levels,
                true,
                Yields.Proposals.LEAST_SIDE,
                Suppression.of(proposals).nothing());
        case Yields.Detections detections ->
            new Choice(
                detections.preNms(),
                classes,
                false,
                0,
                Suppression.of(detections, head.likelihood()).nothing());
        case Yields.Refined _, Yields.Masks _ ->
            throw new IllegalArgumentException(head.name() + " yields masks, of regions alone");
      };
    }
  }

  /** The best K of a level: reference boxes and numbers [N, K, ..], scores and groups [N, K]. */
  private record Best(Corners references, String numbers, String scores, String groups) {}

  /** The outputs of the head on a level. */
  record Level(String name, SequencedMap<String, String> outputs) {
    String output(String output) {
      String value = outputs.get(output);
      if (value == null) {
        throw new IllegalArgumentException("no output " + output + " among " + outputs.keySet());
      }
      return value;
    }
  }

  Candidates candidates(List<Level> levels, ImageSizes image) {
    List<Best> best = new ArrayList<>();
    for (Level level : levels) {
      best.add(best(scope.under(level.name()), level, best.size(), image));
    }
    Corners references =
        new Corners(
            join("references.low", best, one -> one.references().low()),
            join("references.high", best, one -> one.references().high()));
    Corners boxes =
        references
            .decoded(scope, head.coder(), join("all.numbers", best, Best::numbers))
            .clipped(scope, image.limits());
    String scores = join("all.scores", best, Best::scores);
    String nothing = scope.number(choice.nothing());
    if (choice.leastSide() > 0) {
      String large = boxes.atLeast(scope, choice.leastSide());
      scores = scope.op("large.scores", "Where", large, scores, nothing);
    }
    String group = scope.unsqueeze("group", join("all.groups", best, Best::groups), 1);
    String groups = scope.unsqueeze("groups", scope.counting(choice.groups()), 1);
    String own = scope.op("own", "Equal", group, groups);
    String grouped =
        scope.op("grouped", "Where", own, scope.unsqueeze("score", scores, 1), nothing);
    return new Candidates(boxes.boxes(scope), grouped);
  }

  private String join(String name, List<Best> best, Function<Best, String> part) {
    return scope.concat(name, 1, best.stream().map(part).toList());
  }

  private Best best(Scope at, Level level, int number, ImageSizes image) {
    String scores = level.output(SCORES);
    String columns = at.sizes("columns", scores, 3, 4);
    String cells = at.op("cells", "Mul", at.sizes("rows", scores, 2, 3), columns);
    String flat = at.reshape("flat", likelihood(at, level, cells), at.integers(0, -1));
    String count =
        at.op("most", "Min", at.sizes("count", flat, 1, 2), at.integers(choice.preNms()));
    List<String> best = at.ops("best", "TopK", List.of(flat, count), List.of("scores", "places"));
    String place = best.getLast();
    String cell = at.op("cell", "Mod", place, cells);
    String channel = at.op("channel", "Div", place, cells);
    String classes = at.integers(classes());
    String anchor = at.op("anchor", "Div", channel, classes);
    String step = at.op("step", "Div", image.sides(), ImageSizes.sides(at, scores));
    return new Best(
        references(at, number, anchor, position(at, cell, columns, step)),
        numbers(at, level.output(BOXES), anchor, cell, cells),
        best.getFirst(),
        choice.byLevel()
            ? at.op("group", "Expand", at.integers(number), at.op("shape", "Shape", place))
            : at.op("group", "Mod", channel, classes));
  }

  /** Scores of an anchor. */
  private int classes() {
    Node scores = Objects.requireNonNull(head.network().outputs().get(SCORES));
    return Math.toIntExact(ValueShapes.channels(scores).orElseThrow()) / anchors.perCell();
  }

  /** What the best are chosen by; of proposals it is the output itself. */
  private String likelihood(Scope at, Level level, String cells) {
    String scores = level.output(SCORES);
    if (!level.outputs().containsKey(CENTRENESS)) {
      return scores;
    }
    int perCell = anchors.perCell();
    String own = at.reshape("own", scores, at.integers(0, perCell, classes()), cells);
    String central =
        at.reshape("central", level.output(CENTRENESS), at.integers(0, perCell, 1), cells);
    return at.op(
        "likelihood",
        "Mul",
        at.op("own.probability", "Sigmoid", own),
        at.op("central.probability", "Sigmoid", central));
  }

  /** The pixels of the cells' origins [N, K, 2]; the distance of two cells is a whole number. */
  private static String position(Scope at, String cell, String columns, String step) {
    String x = at.unsqueeze("x", at.op("column", "Mod", cell, columns), 2);
    String y = at.unsqueeze("y", at.op("row", "Div", cell, columns), 2);
    String place = at.concat("xy", 2, List.of(x, y));
    return at.toFloat("position", at.op("pixel", "Mul", place, step));
  }

  private Corners references(Scope at, int level, String anchor, String position) {
    float[] cell = anchors.cell(level);
    String table = at.table("anchors", cell, 4);
    Corners own = Corners.of(at, at.op("reference", "Gather", table, anchor));
    return new Corners(
        at.op("low", "Add", own.low(), position), at.op("high", "Add", own.high(), position));
  }

  /** The four numbers of each anchor, which lie a level apart: [N, K, 4] of [N, 4 A, H, W]. */
  private static String numbers(Scope at, String boxes, String anchor, String cell, String cells) {
    String apart = at.op("apart", "Mul", at.integers(0, 1, 2, 3), cells);
    String ofAnchor = at.op("stride", "Mul", cells, at.integers(4));
    String first = at.op("first", "Add", at.op("before", "Mul", anchor, ofAnchor), cell);
    String places = at.op("four", "Add", at.unsqueeze("one", first, 2), apart);
    String gathered =
        at.op(
            "gathered",
            "GatherElements",
            List.of(
                at.reshape("flat.boxes", boxes, at.integers(0, -1)),
                at.reshape("flat.places", places, at.integers(0, -1))),
            Attributes.integer("axis", 1));
    return at.reshape("numbers", gathered, at.integers(0, -1, 4));
  }
}
