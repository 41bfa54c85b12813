package io.crnas.experiments.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {
  @TempDir Path scratch;

  private HttpServer server;
  private byte[] jar;

  /** What each request asked for: the first byte. */
  private final List<Integer> asked = new ArrayList<>();

  /** After so many bytes of an answer the line breaks. */
  private int cut = Integer.MAX_VALUE;

  private boolean knowsRanges = true;

  @BeforeEach
  void serve() throws IOException {
    byte[] library = new byte[300_000];
    new Random(1).nextBytes(library);
    jar = zip(Map.of("so/linux/libtorch.so", library, "so/linux/deeper/x.so", new byte[9]));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/maven/a/torch.jar", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from =
        range == null || !knowsRanges
            ? 0
            : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    asked.add(from);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, jar.length - from);
    // To close before everything is sent breaks the line.
    try (exchange) {
      exchange.getResponseBody().write(jar, from, Math.min(jar.length - from, cut));
    }
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private Artifact artifact(String path) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(jar);
    return new Artifact(
        "a library", path, jar.length, HexFormat.of().formatHex(digest), "so/linux/");
  }

  private MavenRepository repository() {
    return new MavenRepository(
        URI.create("http://localhost:" + server.getAddress().getPort() + "/maven/"));
  }

  private Path fetch() throws Exception {
    return repository().fetch(artifact("a/torch.jar"), scratch, Progress.silent());
  }

  @Test
  void whatWasCutOffGoesOnWhereItWas() throws Exception {
    cut = 200_000;
    assertArrayEquals(jar, Files.readAllBytes(fetch()));
    assertEquals(0, asked.getFirst());
    // Of what was sent last before the end, some may not have arrived.
    assertTrue(asked.getLast() > 0 && asked.getLast() <= 200_000, asked::toString);
    assertEquals(2, asked.size());
  }

  @Test
  void whereAServerKnowsNoRangesItBeginsAgain() throws Exception {
    Files.write(scratch.resolve("torch.jar.part"), Arrays.copyOf(jar, 1000));
    knowsRanges = false;
    assertArrayEquals(jar, Files.readAllBytes(fetch()));
    assertEquals(List.of(0), asked);
  }

  @Test
  void anotherFileIsNotTakenAndNothingOfItIsLeft() throws Exception {
    Artifact expected = artifact("a/torch.jar");
    jar[jar.length / 2] ^= 1;
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> repository().fetch(expected, scratch, Progress.silent()));
    assertTrue(refused.getMessage().contains(expected.sha256()), refused::getMessage);
    assertEquals(List.of(), files(scratch));
  }

  @Test
  void aFileThatIsNotThereIsToldByItsAddress() throws Exception {
    Artifact missing = artifact("b/torch.jar");
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> repository().fetch(missing, scratch, Progress.silent()));
    assertTrue(refused.getMessage().contains("/maven/b/torch.jar"), refused::getMessage);
    assertTrue(refused.getMessage().contains("404"), refused::getMessage);
  }

  @Test
  void whereNobodyAnswersItSaysThatItGoesOn() throws Exception {
    Artifact wanted = artifact("a/torch.jar");
    MavenRepository gone = repository();
    server.stop(0);
    var failed =
        assertThrows(IOException.class, () -> gone.fetch(wanted, scratch, Progress.silent()));
    assertTrue(failed.getMessage().contains("goes on from there"), failed::getMessage);
  }

  @Test
  void librariesAreThereWholeOrNotAtAllAndTheShellIsTold() throws Exception {
    var libraries = new CudaLibraries(scratch.resolve("it's here"));
    cut = 1000;
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> get(libraries));
    assertFalse(libraries.areThere());

    cut = Integer.MAX_VALUE;
    get(libraries);

    assertTrue(libraries.areThere());
    assertEquals(List.of("libtorch.so"), files(libraries.place().resolve("lib")));
    assertEquals(List.of(libraries.place().getFileName().toString()), files(libraries.folder()));
    assertEquals(libraries.place().resolve("lib").toString(), sourced(libraries));
  }

  private void get(CudaLibraries libraries) throws Exception {
    libraries.get(List.of(artifact("a/torch.jar")), repository(), Progress.silent());
  }

  /** What a shell takes the libraries' folder to be. */
  private static String sourced(CudaLibraries libraries) throws Exception {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                ". \"$0\"; printf %s \"$PYTORCH_LIBRARY_PATH\"",
                libraries.place().resolve("environment").toString())
            .start();
    return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
