package io.crnas.experiments.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.OtherProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/deploy.md shows for Triton is what Triton reads, where {@code protoc} is installed and
 * {@code CRNAS_TRITON} names the folder with its {@code model_config.proto}.
 */
class ServersTest {
  private static final String PARSING =
      "cd \"$0\" && protoc --encode=inference.ModelConfig model_config.proto < \"$1\" > \"$2\"";

  @TempDir Path scratch;
  private static Path schema = Path.of("");

  @BeforeAll
  static void theSchemaIsThere() throws Exception {
    Optional<String> folder = Optional.ofNullable(System.getenv("CRNAS_TRITON"));
    Assumptions.assumeTrue(folder.isPresent(), "no schema");
    Assumptions.assumeTrue(OtherProgram.said("protoc", "--version").isPresent(), "no protoc");
    schema = Path.of(folder.orElseThrow());
  }

  /** The configuration in Triton's own numbers, where it is one. */
  private Optional<Path> parsed(String configuration) throws Exception {
    Path shown = Files.writeString(scratch.resolve("config.pbtxt"), configuration);
    Path read = scratch.resolve("config.bin");
    return OtherProgram.said(
            "sh", "-c", PARSING, schema.toString(), shown.toString(), read.toString())
        .map(_ -> read);
  }

  private static String shown() throws IOException {
    return OtherLanguagesTest.shown("pbtxt", "## Triton and KServe");
  }

  @Test
  void tritonReadsItsConfiguration() throws Exception {
    Path read = parsed(shown()).orElseThrow();
    assertTrue(Files.size(read) > 50, "" + Files.size(read));
  }

  @Test
  void whatTritonDoesNotKnowItRefuses() throws Exception {
    assertEquals(Optional.empty(), parsed(shown().replace("max_batch_size", "largest_batch_size")));
  }
}
