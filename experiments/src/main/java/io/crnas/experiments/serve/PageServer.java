package io.crnas.experiments.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers GET and HEAD on 127.0.0.1 alone. */
public final class PageServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** What a page may do: show itself. */
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int FAILED = 500;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Pages pages;

  /**
   * What is answered.
   *
   * @param type its media type
   * @param seconds after which it is worth asking again, where it is
   */
  public record Page(String type, String text, Optional<Integer> seconds) {
    /** A page for people. */
    public static Page html(String text, Optional<Integer> seconds) {
      return new Page("text/html", text, seconds);
    }

    /** An object for programs. */
    public static Page json(String text) {
      return new Page("application/json", text, Optional.empty());
    }
  }

  /** Where pages come from. */
  @FunctionalInterface
  public interface Pages {
    /**
     * The page at a path; one is asked for at a time.
     *
     * @param path begins with a slash
     * @return empty where there is none
     */
    Optional<Page> at(String path) throws IOException;
  }

  /**
   * Begins to listen.
   *
   * @param port 0 for any that is free
   * @throws InvalidInputException where another program has the port
   */
  public PageServer(int port, Pages pages) throws IOException {
    this.pages = pages;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (BindException e) {
      throw new InvalidInputException(
          "--port", port + " (" + e.getMessage() + ")", "one that no other program has, or 0");
    }
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is. */
  public URI address() {
    return URI.create("http://%s:%d/".formatted(HOST, server.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!isForHere(exchange.getRequestHeaders())) {
        send(exchange, FORBIDDEN, plain("this is " + address()));
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, NOT_ALLOWED, plain("nothing can be changed here"));
      } else {
        answer(exchange, exchange.getRequestURI().getPath());
      }
    }
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    Optional<Page> page;
    try {
      synchronized (pages) {
        page = pages.at(path);
      }
    } catch (IOException | RuntimeException e) {
      send(exchange, FAILED, plain(e.getMessage() == null ? e.toString() : e.getMessage()));
      return;
    }
    send(exchange, page.isPresent() ? OK : NOT_FOUND, page.orElseGet(() -> plain("no such page")));
  }

  /** A page of another site may have its name lead here, so that its scripts could read. */
  private boolean isForHere(Headers headers) {
    int port = server.getAddress().getPort();
    return Set.of(HOST + ":" + port, "localhost:" + port)
        .contains(String.valueOf(headers.getFirst("Host")));
  }

  private static Page plain(String text) {
    return new Page("text/plain", text + "\n", Optional.empty());
  }

  private static void send(HttpExchange exchange, int status, Page page) throws IOException {
    byte[] bytes = page.text().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", page.type() + "; charset=utf-8");
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    page.seconds().ifPresent(seconds -> headers.set("Refresh", Integer.toString(seconds)));
    boolean bodiless = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
    if (!bodiless) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
