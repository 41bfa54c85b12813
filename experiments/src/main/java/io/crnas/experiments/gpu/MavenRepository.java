package io.crnas.experiments.gpu;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A Maven repository that large files are fetched from: what was fetched before it was cut off is
 * not fetched again, and no file is taken that is not the one it should be.
 *
 * @param address of its root, with a slash at its end
 */
record MavenRepository(URI address) {
  /** How often it is tried again without one more byte. */
  private static final int RETRIES = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CHUNK = 1 << 16;
  private static final long MEBIBYTE = 1 << 20;
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  /**
   * Fetches a file, if it is not there from before.
   *
   * @return the file, in the folder
   * @throws InvalidInputException where the repository does not have it or has another
   * @throws IOException where it is cut off again and again; the next call goes on from there
   */
  Path fetch(Artifact artifact, Path folder, Progress progress)
      throws IOException, InterruptedException {
    Path whole = folder.resolve(artifact.name());
    if (Files.exists(whole)) {
      return whole;
    }
    Path part = folder.resolve(artifact.name() + ".part");
    URI from = address.resolve(artifact.path());
    try (var client =
            HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(PATIENCE)
                .build();
        var task =
            progress.start("fetching " + artifact.what(), artifact.bytes() / MEBIBYTE, "MiB")) {
      task.resume(size(part) / MEBIBYTE);
      int vain = 0;
      while (size(part) < artifact.bytes()) {
        long had = size(part);
        try {
          append(client, from, part, had, task);
        } catch (IOException e) {
          vain = size(part) > had ? 0 : vain + 1;
          if (vain > RETRIES) {
            throw new IOException(
                "%s: %s, after %d of %d MiB; the same command goes on from there"
                    .formatted(from, reason(e), size(part) / MEBIBYTE, artifact.bytes() / MEBIBYTE),
                e);
          }
          Thread.sleep(vain * 500L);
        }
      }
      task.complete();
    }
    String found = sha256(part);
    if (!found.equals(artifact.sha256())) {
      Files.delete(part);
      throw new InvalidInputException(
          from.toString(), "a file whose SHA-256 is " + found, artifact.sha256());
    }
    return Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void append(HttpClient client, URI from, Path part, long had, Progress.Task task)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(from);
    if (had > 0) {
      request.header("Range", "bytes=" + had + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      boolean goesOn = response.statusCode() == PARTIAL && had > 0;
      if (!goesOn && response.statusCode() != OK) {
        throw new InvalidInputException(
            from.toString(),
            "the answer " + response.statusCode(),
            "the file; --from names another Maven repository");
      }
      try (OutputStream out =
          Files.newOutputStream(
              part,
              StandardOpenOption.CREATE,
              goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        copy(in, out, goesOn ? had : 0, task);
      }
    }
  }

  private static void copy(InputStream in, OutputStream out, long had, Progress.Task task)
      throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    long done = had;
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while fetching");
      }
      out.write(chunk, 0, read);
      task.advance((done + read) / MEBIBYTE - done / MEBIBYTE);
      done += read;
    }
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
