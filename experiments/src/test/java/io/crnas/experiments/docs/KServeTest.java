package io.crnas.experiments.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The resource that docs/deploy.md shows for KServe is one by KServe's own definition, where {@code
 * CRNAS_KSERVE} names the file of it, {@code serving.kserve.io_inferenceservices.yaml}.
 */
class KServeTest {
  private static Map<?, ?> definition = Map.of();

  @BeforeAll
  static void theDefinitionIsThere() throws IOException {
    Optional<String> file = Optional.ofNullable(System.getenv("CRNAS_KSERVE"));
    Assumptions.assumeTrue(file.isPresent(), "no definition");
    definition = (Map<?, ?>) read(Files.readString(Path.of(file.orElseThrow())));
  }

  private static Object read(String yaml) {
    return new Load(LoadSettings.builder().setCodePointLimit(1 << 25).build()).loadFromString(yaml);
  }

  private static String shown() throws IOException {
    return OtherLanguagesTest.shown("yaml", "## Triton and KServe");
  }

  /** What a Kubernetes that has the definition would not take, or would drop, of a resource. */
  private static List<String> faults(String resource) {
    Map<?, ?> found = (Map<?, ?>) read(resource);
    Map<?, ?> spec = (Map<?, ?>) definition.get("spec");
    List<String> faults = new ArrayList<>();
    Object kind = ((Map<?, ?>) spec.get("names")).get("kind");
    if (!kind.equals(found.get("kind"))) {
      faults.add("kind");
    }
    for (Object one : (List<?>) spec.get("versions")) {
      Map<?, ?> version = (Map<?, ?>) one;
      if ((spec.get("group") + "/" + version.get("name")).equals(found.get("apiVersion"))) {
        Map<?, ?> schema = (Map<?, ?>) version.get("schema");
        check("", found, (Map<?, ?>) schema.get("openAPIV3Schema"), faults);
        return faults;
      }
    }
    faults.add("apiVersion");
    return faults;
  }

  /** By the part of OpenAPI 3 that definitions are restricted to ("structural schema"). */
  private static void check(String path, Object value, Map<?, ?> schema, List<String> faults) {
    switch (String.valueOf(schema.get("type"))) {
      case "object" -> checkObject(path, value, schema, faults);
      case "array" -> {
        if (value instanceof List<?> items) {
          items.forEach(item -> check(path, item, (Map<?, ?>) schema.get("items"), faults));
        } else {
          faults.add(path);
        }
      }
      case "string" -> require(path, value instanceof String, faults);
      case "integer" -> require(path, value instanceof Integer, faults);
      case "boolean" -> require(path, value instanceof Boolean, faults);
      default -> throw new IllegalStateException(path + " is a " + schema.get("type"));
    }
  }

  private static void checkObject(
      String path, Object value, Map<?, ?> schema, List<String> faults) {
    if (!(value instanceof Map<?, ?> object)) {
      faults.add(path);
      return;
    }
    if (schema.get("required") instanceof List<?> names) {
      names.stream()
          .filter(name -> !object.containsKey(name))
          .forEach(name -> faults.add(path + "." + name));
    }
    // Of what all resources have, definitions say no more than that it is an object.
    if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
      return;
    }
    object.forEach((name, inside) -> {
      if (properties.get(name) instanceof Map<?, ?> property) {
        check(path + "." + name, inside, property, faults);
      } else {
        faults.add(path + "." + name);
      }
    });
  }

  private static void require(String path, boolean met, List<String> faults) {
    if (!met) {
      faults.add(path);
    }
  }

  @Test
  void kserveTakesItsResource() throws IOException {
    assertEquals(List.of(), faults(shown()));
  }

  @Test
  void whatKserveDoesNotKnowOrMissesIsFound() throws IOException {
    String wrong =
        shown()
            .replace("storageUri:", "storageURL:")
            .replace("modelFormat:\n        name: onnx", "modelFormat: {}");
    assertEquals(
        List.of(".spec.predictor.model.modelFormat.name", ".spec.predictor.model.storageURL"),
        faults(wrong));
  }

  @Test
  void anotherVersionIsFound() throws IOException {
    assertEquals(List.of("apiVersion"), faults(shown().replace("v1beta1", "v2beta1")));
  }
}
