package io.crnas.experiments.yaml;

import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Makes records of YAML nodes. Where a problem is found, an allowed value stands in, so that the
 * rest is looked at too; what depends on a stand-in is not reported.
 */
final class Binder {
  /** The key that says which of several records is meant. */
  static final String KIND = "kind";

  private final Findings findings;
  private final Problems problems;
  private final Shapes shapes;
  private final Consumer<String> told;

  /**
   * @param told hears of keys that are called otherwise now
   */
  Binder(String file, Problems problems, Shapes shapes, Consumer<String> told) {
    this.findings = new Findings(file);
    this.problems = problems;
    this.shapes = shapes;
    this.told = told;
  }

  /** Binds a node; when problems were added, the value is not to be used. */
  <T extends Record> T bind(Class<T> type, Node node) {
    T value = type.cast(mapping(shapes.mapping(type), node, ""));
    problems.addAll(findings.problems());
    return value;
  }

  /**
   * Binds a node as one of a sealed type's kinds; when problems were added, the value is not to be
   * used.
   */
  Object bind(Shape.Kind kind, Node node) {
    Object value = kind.make().apply(mapping(kind.mapping(), node, "", KIND));
    problems.addAll(findings.problems());
    return value;
  }

  private Object value(Shape shape, Setting setting, Node node, String path) {
    findings.written(path, node);
    if (node.isRecursive()) {
      return fail(shape, setting, path, "an alias of what it is in", "no circle");
    }
    return switch (shape) {
      case Shape.Maybe maybe -> Optional.of(value(maybe.shape(), setting, node, path));
      case Shape.Mapping mapping -> mapping(mapping, node, path);
      case Shape.OneOf oneOf -> oneOf(oneOf, setting, node, path);
      case Shape.Sequence sequence -> sequence(sequence, setting, node, path);
      case Shape.Word word ->
          read(word, setting, node)
              .orElseGet(() ->
                  fail(shape, setting, path, Nodes.found(node), Words.expected(word, setting)));
    };
  }

  private static Optional<Object> read(Shape.Word word, Setting setting, Node node) {
    return node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)
        ? Words.read(word, setting, scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN)
        : Optional.empty();
  }

  private Object sequence(Shape.Sequence shape, Setting setting, Node node, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      return fail(shape, setting, path, Nodes.found(node), "a list");
    }
    List<Node> elements = sequence.getValue();
    // The bounds on the length are those of the outer list; inner lists just are not empty.
    boolean inner = path.endsWith("]");
    int least = inner ? 1 : setting.minLength();
    int most = inner ? Integer.MAX_VALUE : setting.maxLength();
    if (elements.size() < least || elements.size() > most) {
      String expected =
          least == most
              ? "exactly " + least
              : elements.size() < least ? "at least " + least : "at most " + most;
      return fail(shape, setting, path, elements.size() + " elements", expected);
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      String at = path + "[" + i + "]";
      Object value = value(shape.element(), setting, elements.get(i), at);
      if (setting.distinct() && values.contains(value) && !findings.isFailed(at)) {
        fail(shape, setting, at, Words.write(value) + " a second time", "every element once");
      }
      values.add(value);
    }
    return values;
  }

  private Object oneOf(Shape.OneOf shape, Setting setting, Node node, String path) {
    if (!(node instanceof MappingNode mapping)) {
      return fail(shape, setting, path, Nodes.found(node), "keys and values, among them kind");
    }
    Node kind = null;
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(KIND)) {
        kind = tuple.getValueNode();
      }
    }
    if (kind == null) {
      return fail(shape, setting, path, "no key kind", "kind: " + Words.oneOf(shape.names()));
    }
    String name = kind instanceof ScalarNode scalar ? scalar.getValue() : "";
    Optional<Shape.Kind> known = shape.kind(name);
    if (known.isEmpty()) {
      findings.problem(kind, path, Nodes.found(kind), expectedKind(shape, name));
      return failed(shape, setting, path);
    }
    Record record;
    try {
      record = mapping(known.get().mapping(), node, path, KIND);
    } catch (Construction.RefusedException e) {
      return fail(shape, setting, path, e.getMessage(), "settings that " + name + " allows");
    }
    return known.get().make().apply(record);
  }

  private static String expectedKind(Shape.OneOf shape, String name) {
    String kinds = "kind: " + Words.oneOf(shape.names());
    String nearest =
        shape.kinds().size() == 1
            ? ""
            : Names.nearest(name, shape.names()).map(near -> "; " + near + " is near").orElse("");
    return kinds + nearest + shape.source().map("; or "::concat).orElse("");
  }

  private Record mapping(Shape.Mapping shape, Node node, String path, String... besides) {
    findings.written(path, node);
    Map<String, Node> given = given(shape, node, path, Arrays.asList(besides));
    Object[] values = new Object[shape.keys().size()];
    for (int i = 0; i < values.length; i++) {
      Shape.Key key = shape.keys().get(i);
      Node value = given.get(key.name());
      String at = Findings.join(path, key.name());
      if (value != null) {
        values[i] = value(key.shape(), key.setting(), value, at);
      } else if (key.required()) {
        values[i] = missing(key, at);
      } else {
        values[i] = standIn(key.shape(), key.setting());
      }
    }
    Record record = Construction.of(shape, values);
    check(record, path);
    return record;
  }

  /** The known keys that are there; the others are problems. */
  private Map<String, Node> given(
      Shape.Mapping shape, Node node, String path, List<String> besides) {
    Map<String, Node> given = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      findings.problem(node, path, Nodes.found(node), "keys and values");
      findings.fail(path);
      return given;
    }
    List<String> known = new ArrayList<>(besides);
    Map<String, String> renamed = new HashMap<>();
    for (Shape.Key key : shape.keys()) {
      known.add(key.name());
      if (!key.setting().formerly().isEmpty()) {
        renamed.put(key.setting().formerly(), key.name());
      }
    }
    Set<String> seen = new HashSet<>();
    List<NodeTuple> unknown = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String written = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      String key = renamed.getOrDefault(written, written);
      if (!seen.add(key)) {
        findings.problem(
            tuple.getKeyNode(),
            Findings.join(path, written),
            "the key a second time"
                + (key.equals(written) ? "" : ", for it is called " + key + " now"),
            "every key once");
      } else if (known.contains(key)) {
        given.put(key, tuple.getValueNode());
        if (!key.equals(written)) {
          String where = findings.where(tuple.getKeyNode(), Findings.join(path, written));
          told.accept(where + " is called " + key + " now");
        }
      } else {
        unknown.add(tuple);
      }
    }
    known.removeAll(seen);
    unknown.forEach(tuple -> unknown(tuple, path, shape, known));
    return given;
  }

  private void unknown(NodeTuple tuple, String path, Shape.Mapping shape, List<String> open) {
    String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    Optional<String> nearest = Names.nearest(name, open);
    nearest.ifPresent(key -> findings.fail(Findings.join(path, key)));
    List<String> all = shape.keys().stream().map(Shape.Key::name).toList();
    findings.problem(
        tuple.getKeyNode(),
        Findings.join(path, name),
        "an unknown key",
        nearest
            .or(() -> Names.nearest(name, all))
            .map(key -> key + " (the nearest key)")
            .orElseGet(() -> Words.oneOf(all)));
  }

  private Object missing(Shape.Key key, String path) {
    // A key that an unknown one was taken for has had its problem.
    if (!findings.isFailed(path)) {
      String expected =
          key.shape() instanceof Shape.Word word
              ? Words.expected(word, key.setting())
              : key.setting().about();
      return fail(key.shape(), key.setting(), path, "nothing", expected);
    }
    return standIn(key.shape(), key.setting());
  }

  private void check(Object record, String path) {
    if (!(record instanceof Consistent consistent)) {
      return;
    }
    var conflicts = new Conflicts();
    consistent.check(conflicts);
    for (Conflicts.Conflict conflict : conflicts.all()) {
      String at = Findings.join(path, conflict.key());
      boolean known =
          conflict.others().stream().noneMatch(key -> findings.isFailed(Findings.join(path, key)));
      if (known && !findings.isFailed(at)) {
        findings.problem(at, conflict.found(), conflict.expected());
      }
    }
  }

  private Object fail(Shape shape, Setting setting, String path, String found, String expected) {
    findings.problem(path, found, expected);
    return failed(shape, setting, path);
  }

  private Object failed(Shape shape, Setting setting, String path) {
    findings.fail(path);
    // The default is that of the whole list.
    return path.endsWith("]") ? any(shape, setting) : standIn(shape, setting);
  }

  /** The default, or else any allowed value. */
  private Object standIn(Shape shape, Setting setting) {
    if (!setting.byDefault().isEmpty()) {
      var binder = new Binder("default", new Problems(), shapes, told);
      Object value =
          binder.value(shape, setting, Nodes.compose("default", setting.byDefault()), "");
      List<Problem> wrong = binder.findings.problems();
      if (!wrong.isEmpty()) {
        throw new IllegalStateException("a wrong default: " + wrong);
      }
      return value;
    }
    return any(shape, setting);
  }

  private Object any(Shape shape, Setting setting) {
    return switch (shape) {
      case Shape.Maybe _ -> Optional.empty();
      case Shape.Sequence _ -> List.of();
      case Shape.OneOf oneOf -> {
        Shape.Kind first = oneOf.kinds().getFirst();
        yield first.make().apply(any(first.mapping()));
      }
      case Shape.Word word -> Words.any(word, setting);
      case Shape.Mapping mapping -> any(mapping);
    };
  }

  private Record any(Shape.Mapping shape) {
    return Construction.of(
        shape, shape.keys().stream().map(key -> standIn(key.shape(), key.setting())).toArray());
  }
}
