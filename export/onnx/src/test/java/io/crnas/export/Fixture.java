package io.crnas.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.spaces.weights.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Expected values made with torch and torchvision. */
public final class Fixture {
  private Fixture() {}

  /** A JSON file under fixtures/. */
  public static JsonNode read(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream("/fixtures/" + name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<Integer> integers(JsonNode array) {
    return array.valueStream().map(JsonNode::asInt).toList();
  }

  /** Holds a tensor against its size, mean, norms and eight of its numbers. */
  public static void assertMatches(
      String name, JsonNode expected, Tensor actual, double tolerance) {
    float[] data = actual.data();
    assertEquals(expected.get("n").asInt(), data.length, name);
    double sum = 0;
    double absolute = 0;
    double squares = 0;
    for (float value : data) {
      sum += value;
      absolute += Math.abs(value);
      squares += (double) value * value;
    }
    double scale = expected.get("absmean").asDouble();
    assertEquals(
        expected.get("mean").asDouble(), sum / data.length, tolerance * scale, name + " mean");
    assertEquals(scale, absolute / data.length, tolerance * scale, name + " absmean");
    double norm = expected.get("l2").asDouble();
    assertEquals(norm, Math.sqrt(squares), tolerance * norm, name + " l2");
    List<Integer> at = integers(expected.get("at"));
    for (int i = 0; i < at.size(); i++) {
      double value = expected.get("values").get(i).asDouble();
      assertEquals(value, data[at.get(i)], tolerance * scale, name + " at " + at.get(i));
    }
  }
}
