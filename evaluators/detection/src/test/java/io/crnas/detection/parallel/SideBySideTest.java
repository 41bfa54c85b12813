package io.crnas.detection.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  @Test
  void whatComesOfEachIsInOrderAndNoMoreThanAllowedAreUnderWay() throws Exception {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    List<SideBySide.Work<Integer>> works = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int number = i;
      works.add(() -> {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        Thread.sleep(9 - number);
        underWay.decrementAndGet();
        return number;
      });
    }
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), SideBySide.run("test", 3, works));
    assertTrue(most.get() <= 3, most + " at a time");
  }

  /** Each waits for the other, which only ends where both are under way. */
  @Test
  void twoAreUnderWayAtOnce() throws Exception {
    var both = new CountDownLatch(2);
    SideBySide.Work<String> work =
        () -> {
          both.countDown();
          both.await();
          return Thread.currentThread().getName();
        };
    List<String> threads = SideBySide.run("test", 2, List.of(work, work));
    assertNotEquals(threads.getFirst(), threads.getLast());
  }

  @Test
  void oneAtATimeIsDoneByTheThreadThatAsks() throws Exception {
    SideBySide.Work<Thread> work = Thread::currentThread;
    var here = Thread.currentThread();
    assertEquals(List.of(here, here), SideBySide.run("test", 1, List.of(work, work)));
    assertEquals(List.of(here), SideBySide.run("test", 4, List.of(work)));
    assertEquals(List.of(), SideBySide.run("test", 4, List.<SideBySide.Work<Thread>>of()));
  }

  @Test
  void whereOneFailsTheOthersAreInterruptedAndItsReasonIsTold() {
    var interrupted = Collections.synchronizedList(new ArrayList<String>());
    SideBySide.Work<String> full =
        () -> {
          throw new IOException("no space left");
        };
    SideBySide.Work<String> waits =
        () -> {
          try {
            new CountDownLatch(1).await();
            return "never";
          } catch (InterruptedException e) {
            interrupted.add("interrupted");
            throw e;
          }
        };
    var failed =
        assertThrows(IOException.class, () -> SideBySide.run("test", 2, List.of(full, waits)));
    assertEquals("no space left", failed.getMessage());
    assertTrue(interrupted.size() <= 1, interrupted::toString);
  }

  @Test
  void anInterruptEndsAllOfThem() {
    var begun = new CountDownLatch(2);
    var ended = new AtomicInteger();
    var asking = Thread.currentThread();
    SideBySide.Work<String> waits =
        () -> {
          try {
            begun.countDown();
            begun.await();
            asking.interrupt();
            new CountDownLatch(1).await();
            return "never";
          } finally {
            ended.incrementAndGet();
          }
        };
    assertThrows(
        InterruptedException.class, () -> SideBySide.run("test", 2, List.of(waits, waits)));
    assertEquals(2, ended.get());
  }
}
