package io.crnas.experiments.run;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.crnas.framework.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How a run writes JSON that people may read. */
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // What files of earlier versions do not have.
          .withConfigOverride(
              List.class,
              list -> list.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  private Json() {}

  /** Replaces a file by one value. */
  static void write(Path file, Object value) throws IOException {
    AtomicFile.writeString(file, MAPPER.writeValueAsString(value) + "\n");
  }
}
