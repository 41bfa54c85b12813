package io.crnas.export.onnx;

import io.crnas.framework.file.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The metadata of an ONNX file beside it, {@code found.json} beside {@code found.onnx}, for
 * runtimes that do not give metadata out.
 */
public final class MetadataFile {
  private static final String SUFFIX = ".onnx";
  private static final JsonFactory JSON = new JsonFactory();

  private MetadataFile() {}

  /** Writes, or replaces, the one of a file; gives its path. */
  public static Path write(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    Path beside = file.resolveSibling(stem + ".json");
    AtomicFile.writeString(beside, json(OnnxProperties.read(file)) + "\n");
    return beside;
  }

  /**
   * Properties as one JSON object; those that are lists or objects themselves stay what they are.
   */
  public static String json(Map<String, String> properties) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      properties.forEach((key, value) -> {
        json.writeName(key);
        if (isStructured(value)) {
          json.writeRawValue(value);
        } else {
          json.writeString(value);
        }
      });
      json.writeEndObject();
    }
    return text.toString();
  }

  private static boolean isStructured(String value) {
    if (!value.startsWith("{") && !value.startsWith("[")) {
      return false;
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), value)) {
      json.nextToken();
      json.skipChildren();
      return json.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }
}
