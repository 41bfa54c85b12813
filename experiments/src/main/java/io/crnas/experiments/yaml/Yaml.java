package io.crnas.experiments.yaml;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Records of settings as YAML.
 *
 * @param forms the types that are written as one word, beside numbers, texts, paths and constants
 * @param extensions what sealed types have beside the records that they permit
 */
public record Yaml(List<TextForm> forms, List<Extension> extensions) {

  /**
   * More kinds of a sealed type, one of whose records is a {@link FoundKind}.
   *
   * @param source where yet others may come from, for people
   */
  public record Extension(Class<?> type, String source, List<Kind> kinds) {
    public Extension {
      kinds = List.copyOf(kinds);
    }
  }

  /**
   * One of those.
   *
   * @param name what the key {@code kind} says
   * @param settings the keys beside it
   * @param make makes the value of those
   */
  public record Kind(
      String name, Class<? extends Record> settings, Function<Record, Object> make) {}

  public Yaml {
    forms = List.copyOf(forms);
    extensions = List.copyOf(extensions);
  }

  /**
   * Reads a record.
   *
   * @param file what to call the text in problems
   * @param assignments values to put into it, in this order
   * @throws InvalidInputException with every problem in it
   */
  public <T extends Record> T read(
      Class<T> type, String file, String yaml, List<Assignment> assignments) {
    return read(type, file, yaml, assignments, _ -> {});
  }

  /**
   * The same.
   *
   * @param told hears of keys that are called otherwise now
   * @throws InvalidInputException with every problem in it
   */
  public <T extends Record> T read(
      Class<T> type,
      String file,
      String yaml,
      List<Assignment> assignments,
      Consumer<String> told) {
    var problems = new Problems();
    Node document = assigned(file + ": ", Nodes.compose(file, yaml), assignments, problems);
    T record = new Binder(file, problems, shapes(), told).bind(type, document);
    problems.throwIfAny();
    return record;
  }

  /**
   * Makes one of a sealed type's kinds of values for some of its keys; the others have their
   * defaults.
   *
   * @param kind one of {@link #kinds}
   * @throws InvalidInputException with every problem in the values
   */
  public <T> T make(Class<T> type, String kind, List<Assignment> assignments) {
    Shape.Kind known =
        shapes()
            .oneOf(type)
            .kind(kind)
            .orElseThrow(() -> new IllegalArgumentException("no " + kind + " in " + type));
    var problems = new Problems();
    Node document = assigned("", Nodes.compose(kind, "kind: " + kind), assignments, problems);
    Object value = new Binder(kind, problems, shapes(), _ -> {}).bind(known, document);
    problems.throwIfAny();
    return type.cast(value);
  }

  private static Node assigned(
      String place, Node document, List<Assignment> assignments, Problems problems) {
    Node node = document;
    for (Assignment assignment : assignments) {
      try {
        node = assignment.in(node);
      } catch (InvalidInputException e) {
        e.problems().forEach(one -> problems.add(place + one.where(), one.found(), one.expected()));
      }
    }
    return node;
  }

  /** The names of a sealed type's kinds. */
  public List<String> kinds(Class<?> type) {
    return shapes().oneOf(type).names();
  }

  /**
   * Whether values of a type are written as keys and values.
   *
   * @throws IllegalArgumentException if not all of its components are described
   */
  public boolean hasKeys(Class<?> type) {
    return shapes().of(type) instanceof Shape.Mapping;
  }

  /** With every default and without what is empty; {@link #read} gives an equal record. */
  public String write(Record record) {
    return Nodes.write(record, shapes());
  }

  /** The JSON Schema (draft 2020-12) of a record, for editors. */
  public String schema(Class<? extends Record> type, String title) {
    return Schema.of(type, title, shapes());
  }

  /**
   * The same for people, as Markdown: every key with its meaning, default and allowed values.
   *
   * @param introduction what stands before
   */
  public String reference(Class<? extends Record> type, String introduction) {
    return Reference.of(type, introduction, shapes());
  }

  private Shapes shapes() {
    return new Shapes(this);
  }

  Optional<TextForm> form(Class<?> type) {
    return forms.stream().filter(form -> form.type() == type).findFirst();
  }

  /** The extended type that an interface stands for in what extends it. */
  Optional<Extension> inside(Class<?> type) {
    return extensions.stream()
        .filter(_ -> type.isInterface())
        .filter(one -> one.type() != type && type.isAssignableFrom(one.type()))
        .findFirst();
  }

  Optional<Extension> extension(Class<?> type) {
    return extensions.stream().filter(one -> one.type() == type).findFirst();
  }
}
