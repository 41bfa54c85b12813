package io.crnas.experiments.worker;

import io.crnas.experiments.json.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/** One worker process, as the process that leads sees it. */
final class WorkerProcess {
  private static final long PATIENCE_SECONDS = 5;
  private static final int TAIL = 400;

  /** Exit statuses above are 128 and the signal that ended the process. */
  private static final int SIGNALLED = 128;

  private final Process process;
  private final BufferedWriter orders;
  private final Path err;

  /** Empty at the end. */
  private final BlockingQueue<Optional<Reply>> replies = new LinkedBlockingQueue<>();

  private WorkerProcess(Process process, Path err) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.err = err;
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    // A read of a pipe can not be interrupted; to wait for a queue can.
    Thread.ofPlatform().daemon().name("worker-" + process.pid()).start(() -> hear(said));
  }

  /**
   * Starts one.
   *
   * @param err where its complaints go
   */
  static WorkerProcess start(List<String> command, Path err) throws IOException {
    return new WorkerProcess(new ProcessBuilder(command).redirectError(err.toFile()).start(), err);
  }

  private void hear(BufferedReader said) {
    try (said) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        replies.add(Optional.of(Json.MAPPER.readValue(line, Reply.class)));
      }
    } catch (IOException e) {
      // Its end of the pipe is gone, and so is it.
    } catch (JacksonException e) {
      // What says other things is no worker.
      process.destroyForcibly();
    } finally {
      replies.add(Optional.empty());
    }
  }

  /** Its number. */
  long pid() {
    return process.pid();
  }

  /** Where it has died, it is the next reply that does not come. */
  void send(Order order) {
    try {
      orders.write(Json.MAPPER.writeValueAsString(order));
      orders.newLine();
      orders.flush();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /** What it says next; empty where it has died. */
  Optional<Reply> next() throws InterruptedException {
    return replies.take();
  }

  /** How it died, in words. */
  String ending() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return "it closed its output";
    }
    int status = process.exitValue();
    String how =
        status > SIGNALLED
            ? "killed by signal " + (status - SIGNALLED)
            : "it ended with status " + status;
    String words = lastWords();
    return words.isEmpty() ? how : how + ", and said: " + words;
  }

  private String lastWords() {
    try {
      String words = Files.readString(err).replaceAll("\\s+", " ").strip();
      return words.substring(Math.max(0, words.length() - TAIL));
    } catch (IOException e) {
      return "";
    }
  }

  /** For one that is at work. */
  void kill() {
    process.destroyForcibly();
  }

  /** Nothing more is ordered, so one without work ends by itself. */
  void dismiss() {
    try {
      orders.close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /** Waits until it has ended, and ends it where that takes long. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
