package io.crnas.experiments.yaml;

import io.crnas.framework.setting.Setting;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Describes a record as JSON Schema, draft 2020-12. */
final class Schema {
  private final JsonMapper json = JsonMapper.shared();
  private final ObjectNode definitions = json.createObjectNode();

  /** Under which name a record is defined. */
  private final Map<Class<?>, String> names = new HashMap<>();

  private Schema() {}

  /** The schema of a record, as text that ends with a new line. */
  static String of(Class<? extends Record> type, String title, Shapes shapes) {
    return new Schema().document(title, shapes.mapping(type));
  }

  private String document(String title, Shape.Mapping mapping) {
    ObjectNode root = json.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
    root.setAll(mapping(mapping, ""));
    root.set("$defs", definitions);
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return json.writer().with(printer).writeValueAsString(root) + "\n";
  }

  private ObjectNode node(Shape shape, Setting setting, boolean inner) {
    return switch (shape) {
      case Shape.Maybe maybe -> node(maybe.shape(), setting, inner);
      case Shape.Word word -> word(word, setting);
      case Shape.Mapping mapping -> reference(mapping, "");
      case Shape.Sequence sequence -> {
        ObjectNode list = json.createObjectNode().put("type", "array");
        list.set("items", node(sequence.element(), setting, true));
        int least = inner ? 1 : setting.minLength();
        if (least > 0) {
          list.put("minItems", least);
        }
        if (!inner && setting.maxLength() < Integer.MAX_VALUE) {
          list.put("maxItems", setting.maxLength());
        }
        if (setting.distinct()) {
          list.put("uniqueItems", true);
        }
        yield list;
      }
      case Shape.OneOf oneOf -> {
        ObjectNode choice = json.createObjectNode();
        ArrayNode kinds = choice.putArray("oneOf");
        oneOf.kinds().forEach(kind -> kinds.add(reference(kind.mapping(), kind.name())));
        yield choice;
      }
    };
  }

  private ObjectNode reference(Shape.Mapping mapping, String kind) {
    String known = names.get(mapping.type());
    String name = known == null ? free(mapping.type()) : known;
    if (known == null) {
      names.put(mapping.type(), name);
      definitions.set(name, mapping(mapping, kind));
    }
    return json.createObjectNode().put("$ref", "#/$defs/" + name);
  }

  /** The simple name, unless a record of another package has it. */
  private String free(Class<?> type) {
    return names.containsValue(type.getSimpleName()) ? type.getName() : type.getSimpleName();
  }

  private ObjectNode mapping(Shape.Mapping mapping, String kind) {
    ObjectNode object = json.createObjectNode().put("type", "object");
    mapping.about().ifPresent(about -> object.put("description", about));
    ObjectNode properties = object.putObject("properties");
    ArrayNode required = json.createArrayNode();
    if (!kind.isEmpty()) {
      properties.putObject("kind").put("const", kind);
      required.add("kind");
    }
    for (Shape.Key key : mapping.keys()) {
      ObjectNode property = json.createObjectNode().put("description", key.setting().about());
      property.setAll(node(key.shape(), key.setting(), false));
      if (!key.setting().byDefault().isEmpty()) {
        property.set("default", byDefault(key));
      }
      properties.set(key.name(), property);
      if (key.required()) {
        required.add(key.name());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    return object.put("additionalProperties", false);
  }

  private ObjectNode word(Shape.Word shape, Setting setting) {
    Class<?> type = shape.type();
    ObjectNode word = json.createObjectNode();
    if (Words.isNumber(type)) {
      return number(word, Words.isInteger(type), setting);
    }
    if (type == boolean.class) {
      return word.put("type", "boolean");
    }
    if (shape.form().map(TextForm::numbers).orElse(false)) {
      word.putArray("type").add("string").add("integer");
      word.put("minimum", 1);
    } else {
      word.put("type", "string");
    }
    if (type.isEnum()) {
      ArrayNode constants = word.putArray("enum");
      Words.names(type, setting).forEach(constants::add);
    } else {
      String pattern =
          setting.pattern().isEmpty()
              ? shape.form().orElseThrow().pattern().pattern()
              : setting.pattern();
      word.put("pattern", "^(" + pattern + ")$");
    }
    return word;
  }

  private ObjectNode number(ObjectNode word, boolean integer, Setting setting) {
    word.put("type", integer ? "integer" : "number");
    bound(setting.min(), value -> put(word, "minimum", value));
    bound(setting.max(), value -> put(word, "maximum", value));
    bound(setting.above(), value -> put(word, "exclusiveMinimum", value));
    bound(setting.below(), value -> put(word, "exclusiveMaximum", value));
    return word;
  }

  private static void bound(double value, DoubleConsumer consumer) {
    if (Double.isFinite(value)) {
      consumer.accept(value);
    }
  }

  private void put(ObjectNode word, String name, double value) {
    word.set(name, json.readTree(Words.round(value)));
  }

  /** The default in JSON; flow YAML differs from it in what it need not quote. */
  private JsonNode byDefault(Shape.Key key) {
    String text = key.setting().byDefault();
    return switch (key.shape()) {
      case Shape.Word word when !Words.isNumber(word.type()) && word.type() != boolean.class ->
          json.getNodeFactory().stringNode(text);
      case Shape.OneOf _, Shape.Mapping _ ->
          json.readTree(text.replaceAll("[A-Za-z][^:,\\s{}]*", "\"$0\""));
      case Shape _ -> json.readTree(text);
    };
  }
}
