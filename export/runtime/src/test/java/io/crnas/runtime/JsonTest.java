package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  @Test
  void everyKindOfValueIsRead() {
    Json json =
        Json.parse(
            " {\"a\" : [ 1, -2.5e-3 ,\"\\u00e9\\n\\/\\\\\" , true,false , null, {} , [ ] ] ,\"b\":0}\n");
    assertEquals(1, json.get("a").array().get(0).integer());
    assertEquals(-0.0025, json.get("a").array().get(1).number());
    assertEquals("é\n/\\", json.get("a").array().get(2).text());
    assertEquals(new Json.Truth(true), json.get("a").array().get(3));
    assertEquals(new Json.Nothing(), json.get("a").array().get(5));
    assertEquals(0, json.get("b").integer());
    assertEquals(json, Json.parse(json.toString()));
  }

  @Test
  void aNumberKeepsItsBits() {
    List<Double> numbers = List.of(0.1, 1.0 / 3, Double.MIN_VALUE, -Double.MAX_VALUE, 0.0, 4e15);
    assertEquals(
        numbers,
        Json.parse(Json.ofNumbers(numbers).toString()).array().stream().map(Json::number).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[1,2",
        "[1 2]",
        "[,1]",
        "[1,]",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1,}",
        "01",
        "1.",
        "+1",
        "NaN",
        "tru",
        "nulls",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "1 2",
        "1e99999",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Json.parse(text));
  }

  @Test
  void aValueOfAnotherKindIsRefused() {
    Json text = Json.of("1");
    assertThrows(IllegalArgumentException.class, text::number);
    assertThrows(IllegalArgumentException.class, text::integer);
    assertThrows(IllegalArgumentException.class, text::array);
    assertThrows(IllegalArgumentException.class, () -> text.get("a"));
    assertThrows(IllegalArgumentException.class, Json.of(1)::text);
    assertThrows(IllegalArgumentException.class, Json.of(1.5)::integer);
    assertThrows(IllegalArgumentException.class, Json.of(1L << 31)::integer);
  }
}
