package io.crnas.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON as RFC 8259 has it. */
final class JsonParser {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");
  private static final int DEEPEST = 64;

  private final String text;
  private int at;
  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  Json parse() {
    Json value = value();
    blank();
    if (at < text.length()) {
      throw wrong("something behind the end");
    }
    return value;
  }

  private Json value() {
    blank();
    return switch (peek()) {
      case '{' -> fields();
      case '[' -> array();
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Truth(true));
      case 'f' -> word("false", new Json.Truth(false));
      case 'n' -> word("null", new Json.Nothing());
      default -> number();
    };
  }

  private Json fields() {
    enter();
    SequencedMap<String, Json> values = new LinkedHashMap<>();
    boolean more = !closes('}');
    while (more) {
      blank();
      if (peek() != '"') {
        throw wrong("no name");
      }
      String name = string();
      blank();
      expect(':');
      values.put(name, value());
      more = goesOn('}');
    }
    depth--;
    return new Json.Fields(values);
  }

  private Json array() {
    enter();
    List<Json> elements = new ArrayList<>();
    boolean more = !closes(']');
    while (more) {
      elements.add(value());
      more = goesOn(']');
    }
    depth--;
    return new Json.Array(elements);
  }

  private void enter() {
    at++;
    if (++depth > DEEPEST) {
      throw wrong("nested too deeply");
    }
  }

  private boolean closes(char end) {
    blank();
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  private boolean goesOn(char end) {
    if (closes(end)) {
      return false;
    }
    expect(',');
    return true;
  }

  private String string() {
    at++;
    var string = new StringBuilder();
    while (true) {
      char c = next();
      switch (c) {
        case '"' -> {
          return string.toString();
        }
        case '\\' -> string.append(escaped());
        default -> {
          if (c < ' ') {
            throw wrong("a control character");
          }
          string.append(c);
        }
      }
    }
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        String digits = text.substring(at, Math.min(at + 4, text.length()));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
          throw wrong("no four hexadecimal digits");
        }
        at += digits.length();
        yield (char) Integer.parseInt(digits, 16);
      }
      default -> throw wrong("an unknown escape");
    };
  }

  private Json number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw wrong("no value");
    }
    at = number.end();
    return new Json.Decimal(new BigDecimal(number.group()));
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw wrong("no value");
    }
    at += word.length();
    return value;
  }

  private void blank() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong("no '" + wanted + "'");
    }
    at++;
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("the end");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException wrong(String found) {
    return new IllegalArgumentException(found + " at position " + at);
  }
}
