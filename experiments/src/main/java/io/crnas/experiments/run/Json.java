package io.crnas.experiments.run;

import io.crnas.framework.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How a run writes JSON that people may read. */
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** Replaces a file by one value. */
  static void write(Path file, Object value) throws IOException {
    AtomicFile.writeString(file, MAPPER.writeValueAsString(value) + "\n");
  }
}
