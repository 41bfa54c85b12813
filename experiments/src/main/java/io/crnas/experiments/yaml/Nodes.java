package io.crnas.experiments.yaml;

import io.crnas.framework.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML text to nodes, and values to nodes to YAML text. */
final class Nodes {
  /** Ten times what a descriptor has. */
  private static final int DEEPEST = 100;

  private Nodes() {}

  /** The root of a document; text that is no YAML is an {@link InvalidInputException}. */
  static Node compose(String file, String yaml) {
    // Duplicate keys are the binder's to report, with all the other problems.
    var settings = LoadSettings.builder().setLabel(file).setAllowDuplicateKeys(true).build();
    try {
      checkNesting(file, new Parse(settings).parseString(yaml));
      return new Compose(settings)
          .composeString(yaml)
          .orElseThrow(() -> new InvalidInputException(file, "an empty file", "a descriptor"));
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      String problem = Objects.requireNonNullElse(e.getProblem(), "it can not be read");
      throw new InvalidInputException(file + line, "text that is no YAML: " + problem, "YAML");
    } catch (YamlEngineException e) {
      String message = Objects.requireNonNullElse(e.getMessage(), "it can not be read");
      throw new InvalidInputException(
          file, "text that is no YAML: " + message.lines().findFirst().orElse(message), "YAML");
    } catch (NumberFormatException e) {
      // The library reads the digits of an escape without looking at them.
      throw new InvalidInputException(
          file, "an escape without its digits: " + e.getMessage(), "YAML, like \"\\u0041\"");
    }
  }

  /** Composing is recursive; text that would end the stack is refused before. */
  private static void checkNesting(String file, Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
        String line = event.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        throw new InvalidInputException(
            file + line,
            "lists or keys nested too deeply",
            "at most " + DEEPEST + " in each other");
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  /** What was written there, for people. */
  static String found(Node node) {
    return switch (node) {
      case MappingNode _ -> "keys and values";
      case SequenceNode sequence -> "a list of " + sequence.getValue().size();
      case ScalarNode scalar when node.getTag().equals(Tag.NULL) -> "nothing";
      case ScalarNode scalar when scalar.getScalarStyle() != ScalarStyle.PLAIN ->
          "the text \"" + scalar.getValue() + "\"";
      case ScalarNode scalar -> scalar.getValue();
      case Node other -> other.getNodeType().toString();
    };
  }

  /** YAML of a record, with every default and without what is empty. */
  static String write(Record record, Shapes shapes) {
    var lines = new StringBuilder();
    var settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(100).build();
    Node node = mapping(shapes.mapping(record.getClass()), record, new ArrayList<>(), shapes);
    new Dump(settings)
        .dumpNode(
            node,
            new StreamDataWriter() {
              @Override
              public void write(String text) {
                lines.append(text);
              }

              @Override
              public void write(String text, int offset, int length) {
                lines.append(text, offset, offset + length);
              }
            });
    return lines.toString();
  }

  private static Node node(Shape shape, Object value, Shapes shapes) {
    return switch (shape) {
      case Shape.Word word -> word(word, value);
      case Shape.Mapping mapping -> mapping(mapping, value, new ArrayList<>(), shapes);
      case Shape.Maybe maybe -> node(maybe.shape(), ((Optional<?>) value).orElseThrow(), shapes);
      case Shape.Sequence sequence -> {
        List<Node> elements =
            ((List<?>) value)
                .stream().map(element -> node(sequence.element(), element, shapes)).toList();
        FlowStyle style =
            sequence.element() instanceof Shape.Mapping ? FlowStyle.BLOCK : FlowStyle.FLOW;
        yield new SequenceNode(Tag.SEQ, elements, style);
      }
      case Shape.OneOf _ -> {
        List<NodeTuple> tuples = new ArrayList<>();
        if (value instanceof FoundKind found) {
          tuples.add(tuple(Binder.KIND, text(found.kind())));
          Record settings = found.settings();
          yield mapping(shapes.mapping(settings.getClass()), settings, tuples, shapes);
        }
        Class<?> type = value.getClass();
        tuples.add(tuple(Binder.KIND, text(Names.kebab(type.getSimpleName()))));
        yield mapping(shapes.mapping(type), value, tuples, shapes);
      }
    };
  }

  private static Node mapping(
      Shape.Mapping shape, Object record, List<NodeTuple> tuples, Shapes shapes) {
    for (Shape.Key key : shape.keys()) {
      Object value = get(key, record);
      if (!value.equals(Optional.empty())) {
        tuples.add(tuple(key.name(), node(key.shape(), value, shapes)));
      }
    }
    return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
  }

  private static Object get(Shape.Key key, Object record) {
    try {
      return Objects.requireNonNull(key.component().getAccessor().invoke(record));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("can not read " + key.name(), e);
    }
  }

  private static NodeTuple tuple(String key, Node value) {
    return new NodeTuple(text(key), value);
  }

  private static Node word(Shape.Word shape, Object value) {
    Class<?> type = shape.type();
    String word = Words.write(value);
    if (type == boolean.class) {
      return new ScalarNode(Tag.BOOL, word, ScalarStyle.PLAIN);
    }
    if (Words.isNumber(type)) {
      return new ScalarNode(Words.isInteger(type) ? Tag.INT : Tag.FLOAT, word, ScalarStyle.PLAIN);
    }
    boolean number = shape.form().map(TextForm::numbers).orElse(false) && word.matches("[0-9]+");
    return number ? new ScalarNode(Tag.INT, word, ScalarStyle.PLAIN) : text(word);
  }

  private static Node text(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
  }
}
