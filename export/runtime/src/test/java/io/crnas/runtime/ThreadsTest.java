package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

final class ThreadsTest {
  private static final int THREADS = 4;
  private static final Path PROCESS = Path.of("/proc/self/statm");

  /** Pages have 4096 bytes; what the heap and ONNX Runtime's arena vary by is less than this. */
  private static final long PAGES = (48 << 20) / 4096;

  @TempDir private Path folder;
  private final List<BufferedImage> images = images();

  private static List<BufferedImage> images() {
    var random = new Random(8);
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      images.add(DetectorTest.random(random));
    }
    return images;
  }

  private Detector detector() throws IOException {
    Metadata metadata = HandMade.metadata(Part.DETECTOR, new Resize.KeptAspect(200, 320));
    Path file = HandMade.write(folder.resolve("a.onnx"), HandMade.detector(metadata));
    return Detector.load(file, HandMade.options());
  }

  @Test
  void manyDetectionsByFourThreadsAreThoseOfOneInTheMemoryOfTheFirst() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(PROCESS));
    try (Detector detector = detector();
        var executor = Executors.newFixedThreadPool(THREADS)) {
      List<List<Detection>> alone = images.stream().map(image -> detector.detect(image)).toList();
      detect(detector, executor, 300, alone);
      long before = residentPages();
      detect(detector, executor, 3000, alone);
      long after = residentPages();
      assertTrue(after - before < PAGES, (after - before) + " pages");
    }
  }

  /** {@code experiments/benchmarks/threads.sh} runs this one. */
  @Test
  @EnabledIfSystemProperty(named = "crnas.detector", matches = ".+")
  void aFilesDetectionsByFourThreadsAreThoseOfOneInTheMemoryOfTheFirstHalf() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(PROCESS));
    int tenth = Integer.getInteger("crnas.detections", 10_000) / 10;
    Path file = Path.of(System.getProperty("crnas.detector"));
    try (Detector detector = Detector.load(file, HandMade.options());
        var executor = Executors.newFixedThreadPool(THREADS)) {
      List<List<Detection>> alone = images.stream().map(image -> detector.detect(image)).toList();
      long found = alone.stream().mapToLong(List::size).sum();
      List<Long> pages = new ArrayList<>();
      for (int i = 1; i <= 10; i++) {
        detect(detector, executor, tenth, alone);
        pages.add(residentPages());
        System.out.printf(
            "%d calls by %d threads as by one, %d detections in %d images; %d MiB%n",
            i * tenth, THREADS, found, images.size(), (pages.getLast() * 4096) >> 20);
      }
      assertTrue(found > 0, "nothing is found in these images");
      assertTrue(pages.getLast() - pages.get(4) < PAGES, pages.toString());
    }
  }

  @Test
  void inputsAreKeptFromCallToCall() throws Exception {
    try (Detector detector = detector();
        var executor = Executors.newFixedThreadPool(THREADS)) {
      // The largest first, which has room for all others.
      detector.detect(new Tensor(List.of(1, 3, 320, 320), new float[3 * 320 * 320]));
      List<List<Detection>> alone = images.stream().map(image -> detector.detect(image)).toList();
      assertEquals(1, detector.slots());
      detect(detector, executor, 400, alone);
      // Each thread holds one; a smaller one is made anew for a larger image.
      int most = THREADS * images.size();
      assertTrue(detector.slots() <= most, "" + detector.slots());
      int made = detector.slots();
      detect(detector, executor, 400, alone);
      assertTrue(detector.slots() - made <= THREADS, made + " and " + detector.slots());
    }
  }

  @Test
  void closingWaitsForThoseWhoDetect() throws Exception {
    for (int round = 0; round < 10; round++) {
      Detector detector = detector();
      List<Detection> expected = detector.detect(images.getFirst());
      var begun = new CountDownLatch(THREADS);
      try (var executor = Executors.newFixedThreadPool(THREADS)) {
        List<Future<Integer>> all = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
          all.add(executor.submit(() -> untilClosed(detector, expected, begun)));
        }
        begun.await();
        detector.close();
        for (Future<Integer> one : all) {
          assertTrue(one.get() >= 1);
        }
      }
    }
  }

  private int untilClosed(Detector detector, List<Detection> expected, CountDownLatch begun) {
    for (int done = 0; ; done++) {
      try {
        assertEquals(expected, detector.detect(images.getFirst()));
      } catch (IllegalStateException e) {
        assertTrue(e.getMessage().endsWith("is closed"), e.getMessage());
        return done;
      }
      if (done == 0) {
        begun.countDown();
      }
    }
  }

  private void detect(
      Detector detector, ExecutorService executor, int times, List<List<Detection>> expected)
      throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      int place = i % images.size();
      work.add(() -> {
        assertEquals(expected.get(place), detector.detect(images.get(place)));
        return null;
      });
    }
    for (Future<Void> one : executor.invokeAll(work)) {
      one.get();
    }
  }

  private static long residentPages() throws IOException {
    System.gc();
    return Pattern.compile(" ")
        .splitAsStream(Files.readString(PROCESS))
        .skip(1)
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
