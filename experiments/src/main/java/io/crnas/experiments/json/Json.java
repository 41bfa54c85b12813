package io.crnas.experiments.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.ParserMessage;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** How JSON is written and read. */
public final class Json {
  /** In which an {@link Allocation} stands as its text. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule("crnas")
                  .addSerializer(Allocation.class, ToStringSerializer.instance)
                  .addDeserializer(Allocation.class, new AllocationReader()))
          // What files of earlier versions do not have.
          .withConfigOverride(
              List.class,
              list -> list.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private static final JsonMapper LINES =
      MAPPER.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  private static final class AllocationReader extends StdDeserializer<Allocation> {
    AllocationReader() {
      super(Allocation.class);
    }

    @Override
    public Allocation deserialize(JsonParser json, DeserializationContext context) {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        return (Allocation) context.handleUnexpectedToken(Allocation.class, json);
      }
      String text = json.getString();
      try {
        return Allocation.parse(text);
      } catch (IllegalArgumentException e) {
        throw context.weirdStringException(text, Allocation.class, String.valueOf(e.getMessage()));
      }
    }
  }

  /** Replaces a file by one value, over several lines. */
  public static void write(Path file, Object value) throws IOException {
    AtomicFile.writeString(file, LINES.writeValueAsString(value) + "\n");
  }

  /**
   * Reads a file of one value.
   *
   * @param what the value is, for whoever gave another file
   * @param expected what to give
   * @throws InvalidInputException if it is none
   */
  public static <T> T read(Path file, Class<T> type, String what, String expected)
      throws IOException {
    try {
      return MAPPER.readValue(Files.readString(file), type);
    } catch (JacksonException e) {
      throw new InvalidInputException(
          file.toString(),
          "what is no " + what + ": " + ParserMessage.of(e.getOriginalMessage()),
          expected);
    }
  }

  /** Reads a file of one value that nobody but the product writes. */
  public static <T> T read(Path file, TypeReference<T> type) throws IOException {
    return MAPPER.readValue(Files.readString(file), type);
  }
}
