package io.crnas.experiments.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WorkerLoopTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private void run(String orders) throws InterruptedException {
    new WorkerLoop((order, heard) -> new Reply.Trained())
        .run(
            new ByteArrayInputStream(orders.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(said, false, StandardCharsets.UTF_8),
            () -> {
              throw new AssertionError("nobody is gone");
            });
  }

  @Test
  void withoutOrdersThereIsNothingToSay() throws InterruptedException {
    run("");
    assertEquals("", said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNoOrderIsToldAsTheInputThatItIs() {
    var e = assertThrows(InvalidInputException.class, () -> run("hello\n"));
    assertTrue(e.getMessage().contains("standard input"), e.getMessage());
    assertTrue(e.getMessage().contains("hello"), e.getMessage());
    assertThrows(InvalidInputException.class, () -> run("{\"order\": \"sing\"}\n"));
    assertEquals("", said.toString(StandardCharsets.UTF_8));
  }
}
