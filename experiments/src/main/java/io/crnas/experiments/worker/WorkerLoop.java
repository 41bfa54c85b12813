package io.crnas.experiments.worker;

import io.crnas.experiments.json.Json;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.ParserMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * The life of a worker: an order, its replies, the next order. It ends with the process that leads:
 * when no more orders can come, what is under way is broken off.
 *
 * @param duty who does what is ordered
 */
public record WorkerLoop(Duty duty) {

  /** Does what is ordered. */
  @FunctionalInterface
  public interface Duty {
    /**
     * Does it, whatever comes of it.
     *
     * @param heard hears how it goes
     */
    Reply.Answer answer(Order order, Consumer<Reply.Told> heard) throws InterruptedException;
  }

  /**
   * Answers all orders, the last one included.
   *
   * @param abandoned what to do where nobody is there any more who waits for the answer
   * @throws InvalidInputException if something else comes than an order; those before are answered
   */
  public void run(InputStream in, PrintStream out, Runnable abandoned) throws InterruptedException {
    BlockingQueue<Optional<Order>> orders = new LinkedBlockingQueue<>();
    var open = new AtomicInteger();
    var wrong = new CompletableFuture<String>();
    Thread.ofPlatform()
        .daemon()
        .name("orders")
        .start(() -> {
          try {
            hear(
                in,
                order -> {
                  open.incrementAndGet();
                  orders.add(Optional.of(order));
                });
            if (open.get() > 0) {
              abandoned.run();
            }
          } catch (JacksonException e) {
            wrong.complete(ParserMessage.of(e.getOriginalMessage()));
          }
          orders.add(Optional.empty());
        });
    for (Optional<Order> order = orders.take(); order.isPresent(); order = orders.take()) {
      say(duty.answer(order.get(), told -> say(told, out)), out);
      open.decrementAndGet();
    }
    if (wrong.isDone()) {
      throw new InvalidInputException("standard input", wrong.join(), "orders of a run");
    }
  }

  private static void hear(InputStream in, Consumer<Order> orders) {
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        orders.accept(Json.MAPPER.readValue(line, Order.class));
      }
    } catch (IOException e) {
      // Who leads is gone.
    }
  }

  private static void say(Reply reply, PrintStream out) {
    out.println(Json.MAPPER.writeValueAsString(reply));
    out.flush();
  }
}
