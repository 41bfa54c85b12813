package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crnas.experiments.json.Json;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a browser shows of a run. */
class ServeTest {
  private static final int TERMINATED = 128 + 15;

  @TempDir Path scratch;

  /** The program, and where it says that its pages are. */
  private record Served(Child child, URI address) implements AutoCloseable {
    static Served start(Path scratch, Path run) throws IOException {
      Child child = Child.start(scratch, "serve", run.toString(), "--port", "0");
      String line = child.awaitLine("until Ctrl-C").said().getLast();
      return new Served(child, URI.create(line.substring(0, line.indexOf(' '))));
    }

    HttpResponse<String> ask(String method, String path) throws Exception {
      try (HttpClient client = HttpClient.newHttpClient()) {
        return client.send(
            HttpRequest.newBuilder(address.resolve(path))
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
      }
    }

    String page(String path) throws Exception {
      HttpResponse<String> response = ask("GET", path);
      assertEquals(200, response.statusCode(), response::body);
      return response.body();
    }

    @Override
    public void close() throws IOException {
      child.close();
    }
  }

  @Test
  void aRunThatGoesOnIsShownAndNotTouched() throws Exception {
    Path descriptor =
        CheapRun.descriptor(
            scratch, "kind: evolution, population: 4, generations: 3", "stage", "spatial");
    Path run = scratch.resolve("run");
    try (Child running =
        Child.start(
            scratch,
            Child.java(
                scratch,
                Doomed.class,
                "WAIT",
                "spatial search",
                "1",
                "5",
                "run",
                descriptor.toString(),
                "--out",
                run.toString()))) {
      running.awaitLine("waiting");
      Map<String, Long> before = files(run);
      try (Served served = Served.start(scratch, run)) {
        HttpResponse<String> response = served.ask("GET", "/");
        assertEquals("5", response.headers().firstValue("Refresh").orElse("never"));
        String page = response.body();
        for (String shown :
            List.of(
                "So far the best of the spatial level is",
                "running, last written to",
                "Search: stage level",
                "Search: spatial level",
                "the baseline",
                "spatial search",
                "kind: table")) {
          assertTrue(page.contains(shown), () -> shown + " is not in " + page);
        }
        JsonNode status = Json.MAPPER.readTree(served.page("/status.json"));
        assertEquals("running", status.get("state").stringValue());
        int scored = status.get("levels").get(1).get("scored").intValue();
        assertTrue(page.contains(scored + " were evaluated"), page);
        assertTrue(page.contains(status.get("levels").get(1).get("best").stringValue()), page);
        assertEquals(404, served.ask("GET", "/descriptor.yaml").statusCode());
        assertEquals(404, served.ask("GET", "/budgets/none/report.html").statusCode());
        assertEquals(405, served.ask("POST", "/").statusCode());
        assertEquals("", served.ask("HEAD", "/").body());
        assertTrue(askedAs(served, "elsewhere.example").startsWith("HTTP/1.1 403"));
        assertEquals(before, files(run));

        Ending ending = served.child().terminate().await().requireStatus(TERMINATED);
        assertEquals(List.of(), ending.err());
      }
    }
  }

  @Test
  void aBrowserShowsIt() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium is installed");
    Path run = ended();
    Files.delete(run.resolve("results.json"));
    try (Served served = Served.start(scratch, run)) {
      String page = browse(browser.get(), served.address());
      assertTrue(page.contains("Search: stage level"), page);
      assertTrue(page.contains("How far it is"), page);
    }
  }

  @Test
  void aRunThatEndedIsShownByItsReport() throws Exception {
    Path run = ended();
    try (Served served = Served.start(scratch, run)) {
      HttpResponse<String> response = served.ask("GET", "/");
      assertEquals(Files.readString(run.resolve("report.html")), response.body());
      assertEquals(Optional.empty(), response.headers().firstValue("Refresh"));
    }
  }

  private Path ended() throws IOException {
    Path descriptor = CheapRun.descriptor(scratch, "kind: random, evaluations: 5", "stage");
    Path run = scratch.resolve("run");
    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);
    return run;
  }

  @Test
  void eachOfSeveralBudgetsHasItsPage() throws Exception {
    Path descriptor = CheapRun.descriptor(scratch, "kind: random, evaluations: 5", "stage");
    Files.writeString(
        descriptor,
        Files.readString(descriptor).replace("budget:", "budgets: [2-2-1-2, resnet18]\nbudget:"));
    Path run = scratch.resolve("run");
    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);
    // As it was before the second one's end.
    Files.delete(run.resolve("results.json"));
    Files.delete(run.resolve("budgets/resnet18/results.json"));
    try (Served served = Served.start(scratch, run)) {
      String whole = served.page("/");
      assertTrue(whole.contains("1 of 2 budgets"), whole);
      assertTrue(whole.contains("href=\"budgets/resnet18/report.html\""), whole);
      assertEquals(
          Files.readString(run.resolve("budgets/2-2-1-2/report.html")),
          served.page("/budgets/2-2-1-2/report.html"));
      String second = served.page("/budgets/resnet18/report.html");
      assertTrue(second.contains("So far the best of the stage level"), second);
      assertTrue(second.contains("5 were evaluated"), second);
    }
  }

  @Test
  void whatCanNotBeServedIsRefused() throws Exception {
    Ending none = Ending.of("serve", scratch.resolve("none").toString()).requireStatus(2);
    assertTrue(none.complainsOf("none: found no descriptor.yaml", "the folder of a run"));
    Path begun = Files.createDirectory(scratch.resolve("begun"));
    Ending.of("serve", begun.toString()).requireStatus(2);
    assertEquals(Map.of(), files(begun));
    Ending.of("serve", begun.toString(), "--port", "70000").requireStatus(2);
    CheapRun.descriptor(begun, "kind: exhaustive", "stage");
    Files.move(begun.resolve("cheap.yaml"), begun.resolve("descriptor.yaml"));
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Ending ending = Ending.of("serve", begun.toString(), "--port", port).requireStatus(2);
      assertTrue(ending.complainsOf("--port: found " + port, "no other program"), ending::toString);
      assertEquals(2, ending.err().size(), ending::toString);
    }
  }

  /** What a browser has made of a page, without a complaint. */
  private String browse(Path browser, URI page) throws Exception {
    Path said = scratch.resolve("browser.txt");
    Path out = scratch.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                // Which a test may not be allowed; the page is this project's own.
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--dump-dom",
                page.toString())
            .redirectError(said.toFile())
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the browser does not end");
    String console = Files.readString(said);
    assertEquals(0, process.exitValue(), console);
    assertFalse(console.contains("CONSOLE"), console);
    return Files.readString(out);
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(folder ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** As a page of another site would ask that has its name lead here. */
  private static String askedAs(Served served, String host) throws IOException {
    try (var socket = new Socket(served.address().getHost(), served.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Names and sizes of all files but those that a run writes every few seconds. */
  private static Map<String, Long> files(Path folder) throws IOException {
    var sizes = new TreeMap<String, Long>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().matches(".*(timings|progress)[.]json([.]part)?"))
              .toList()) {
        sizes.put(folder.relativize(file).toString(), Files.size(file));
      }
    }
    return sizes;
  }
}
