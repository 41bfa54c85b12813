package io.crnas.framework.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ParserMessageTest {
  @Test
  void whereSomethingBeganIsLeftOutAndAllElseStays() {
    assertEquals(
        "Unexpected end-of-input: expected close marker for Array",
        ParserMessage.of(
            "Unexpected end-of-input: expected close marker for Array (start marker at [Source:"
                + " REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); byte offset:"
                + " #UNKNOWN])"));
    assertEquals("Unexpected character (']')", ParserMessage.of("Unexpected character (']')"));
  }
}
