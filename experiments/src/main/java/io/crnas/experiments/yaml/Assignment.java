package io.crnas.experiments.yaml;

import io.crnas.framework.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value that the command line puts in the place of a descriptor's, before anything is checked.
 *
 * @param key the way there, as {@code levels.0.evaluator.steps} or {@code
 *     levels[0].evaluator.steps}
 * @param value as it would stand in the descriptor; {@code null} takes the key away
 */
public record Assignment(String key, String value) {
  /** What problems call the place where the value was written. */
  private static final String OPTION = "--set ";

  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+|\\[[0-9]+])*");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,6}");

  public Assignment {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not the way to a key: " + key);
    }
  }

  /**
   * Reads {@code KEY=VALUE}.
   *
   * @throws IllegalArgumentException for another form
   */
  public static Assignment parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || text.substring(equals + 1).isBlank()) {
      throw new IllegalArgumentException("not KEY=VALUE: " + text);
    }
    return new Assignment(text.substring(0, equals).strip(), text.substring(equals + 1));
  }

  /** The option that a node comes from, where it comes from one. */
  static Optional<String> origin(Node node) {
    return node.getStartMark().map(Mark::getName).filter(name -> name.startsWith(OPTION));
  }

  /** Whether the end of a place names a path already, in either notation. */
  static boolean leads(String where, String path) {
    return dotted(where).endsWith(OPTION + dotted(path));
  }

  private static String dotted(String path) {
    return path.replaceAll("\\[([0-9]+)]", ".$1");
  }

  private List<String> steps() {
    return List.of(dotted(key).split("\\."));
  }

  /**
   * A document with the value in its place; what is on the way there and missing is made. The given
   * one stays as it is.
   *
   * @throws InvalidInputException when the way leads through a value, or past the end of a list
   */
  Node in(Node document) {
    Node assigned;
    try {
      assigned = Nodes.compose(OPTION + key, value);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(OPTION + key, e.problems().getFirst().found(), "YAML");
    }
    return replaced(Optional.of(document), steps(), assigned);
  }

  private Node replaced(Optional<Node> at, List<String> steps, Node assigned) {
    if (steps.isEmpty()) {
      return assigned;
    }
    String step = steps.getFirst();
    List<String> rest = steps.subList(1, steps.size());
    return switch (at.orElseGet(() -> empty(assigned))) {
      case SequenceNode list -> {
        List<Node> elements = new ArrayList<>(list.getValue());
        int index = INDEX.matcher(step).matches() ? Integer.parseInt(step) : elements.size();
        if (index >= elements.size()) {
          throw new InvalidInputException(
              OPTION + key, step + " in a list of " + elements.size(), indices(elements.size()));
        }
        elements.set(index, replaced(Optional.of(elements.get(index)), rest, assigned));
        yield new SequenceNode(
            list.getTag(),
            true,
            elements,
            list.getFlowStyle(),
            list.getStartMark(),
            list.getEndMark());
      }
      case MappingNode mapping -> mapped(mapping, step, rest, assigned);
      case ScalarNode scalar when !scalar.getTag().equals(Tag.NULL) ->
          throw new InvalidInputException(
              OPTION + key, scalar.getValue() + " before " + step, "keys and values, or a list");
      case Node _ -> mapped(empty(assigned), step, rest, assigned);
    };
  }

  private static String indices(int size) {
    return size == 0 ? "a list with elements" : "an index from 0 to " + (size - 1);
  }

  private Node mapped(MappingNode mapping, String step, List<String> rest, Node assigned) {
    List<NodeTuple> tuples = new ArrayList<>();
    boolean removes = rest.isEmpty() && assigned.getTag().equals(Tag.NULL);
    boolean there = false;
    for (NodeTuple tuple : mapping.getValue()) {
      boolean same = tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step);
      there |= same;
      if (!same) {
        tuples.add(tuple);
      } else if (!removes) {
        tuples.add(
            new NodeTuple(
                tuple.getKeyNode(), replaced(Optional.of(tuple.getValueNode()), rest, assigned)));
      }
    }
    if (!there && !removes) {
      var name =
          new ScalarNode(
              Tag.STR,
              true,
              step,
              ScalarStyle.PLAIN,
              assigned.getStartMark(),
              assigned.getEndMark());
      tuples.add(new NodeTuple(name, replaced(Optional.empty(), rest, assigned)));
    }
    return new MappingNode(
        mapping.getTag(),
        true,
        tuples,
        mapping.getFlowStyle(),
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  private static MappingNode empty(Node assigned) {
    return new MappingNode(
        Tag.MAP, true, List.of(), FlowStyle.BLOCK, assigned.getStartMark(), assigned.getEndMark());
  }
}
