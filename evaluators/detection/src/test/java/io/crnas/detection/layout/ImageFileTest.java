package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Image;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageFileTest {
  /** This one is held against Pillow with a tolerance, below. */
  private static final String ROUNDED = "imcmyk.jpg";

  @TestFactory
  Stream<DynamicTest> pixelsAreThoseOfPillow() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String folder : List.of("i1-images", "formats")) {
      Path cases = Cases.folder(folder);
      for (String line :
          Files.readAllLines(cases.resolve("pillow.csv")).stream().skip(1).toList()) {
        String[] values = line.split(",", -1);
        if (refused().contains(values[0]) || values[0].equals(ROUNDED)) {
          continue;
        }
        tests.add(
            DynamicTest.dynamicTest(
                values[0],
                () -> {
                  ImageFile file = ImageFile.read(cases.resolve("images", values[0]));
                  var size =
                      new ImageSize(Integer.parseInt(values[2]), Integer.parseInt(values[1]));
                  assertEquals(size, file.size());
                  assertEquals(size, file.decode().size());
                  assertEquals(values[3], Fingerprint.of(interleaved(file.decode())));
                }));
      }
    }
    assertTrue(tests.size() > 60, () -> tests.size() + " images");
    return tests.stream();
  }

  /** Of all images in the folder those that Pillow refuses, too, and the one cut in its pixels. */
  private static Set<String> refused() {
    return Set.of(
        "trunc.jpg",
        "truncwitheoi.jpg",
        "trunc.png",
        "badcrc.png",
        "zero.jpg",
        "html.jpg",
        "lfs.jpg");
  }

  @Test
  void everyImageIsEitherComparedOrRefusedByName() throws IOException {
    Path cases = Cases.folder("i1-images");
    Set<String> all = new HashSet<>(refused());
    Files.readAllLines(cases.resolve("pillow.csv")).stream()
        .skip(1)
        .forEach(line -> all.add(line.substring(0, line.indexOf(','))));
    try (Stream<Path> files = Files.list(cases.resolve("images"))) {
      files.forEach(
          file -> assertTrue(all.contains(file.getFileName().toString()), file::toString));
    }
    for (String name : refused()) {
      var e =
          assertThrows(
              InvalidInputException.class,
              () -> ImageFile.read(cases.resolve("images", name)).decode());
      assertTrue(e.problems().getFirst().where().endsWith(name), e::getMessage);
    }
  }

  @Test
  void inverseCmykIsWithinOneOfPillow() throws IOException {
    Path cases = Cases.folder("i1-images");

    byte[] read = interleaved(ImageFile.read(cases.resolve("images", ROUNDED)).decode());
    byte[] pillow = interleaved(ImageFile.read(cases.resolve("imcmyk.png")).decode());

    assertEquals(pillow.length, read.length);
    for (int i = 0; i < read.length; i++) {
      assertEquals(pillow[i] & 0xFF, read[i] & 0xFF, 1);
    }
  }

  @Test
  void anImageOfMorePixelsThanCanBeHeldIsNamed() throws IOException {
    ImageFile file = ImageFile.read(Cases.folder("i2-huge30k").resolve("images/big.png"));

    for (var e :
        List.of(
            assertThrows(InvalidInputException.class, file::size),
            assertThrows(InvalidInputException.class, file::decode))) {
      assertTrue(e.getMessage().contains("big.png"), e::getMessage);
      assertTrue(e.getMessage().contains("width 30000, height 30000"), e::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0 1 2 3 4 5", "2,2 1 0 5 4 3", "3,5 4 3 2 1 0", "4,3 4 5 0 1 2"})
  void orientationsThatKeepTheSize(int number, String expected) {
    assertEquals(expected, turned(number, 3));
  }

  @ParameterizedTest
  @CsvSource({"5,0 3 1 4 2 5", "6,3 0 4 1 5 2", "7,5 2 4 1 3 0", "8,2 5 1 4 0 3"})
  void orientationsThatTurnIt(int number, String expected) {
    assertEquals(expected, turned(number, 2));
  }

  /** The pixels 0 1 2 over 3 4 5, seen upright. */
  private static String turned(int number, int width) {
    var stored = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6; i++) {
      stored.setRGB(i % 3, i / 3, i);
    }
    Image image = Upright.image(stored, Orientation.of(number));
    assertEquals(width, image.width());
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      values.add(Integer.toString(image.value(2, i / width, i % width)));
    }
    return String.join(" ", values);
  }

  private static byte[] interleaved(Image image) {
    byte[] bytes = new byte[3 * image.width() * image.height()];
    for (int i = 0; i < bytes.length; i++) {
      int pixel = i / 3;
      bytes[i] = (byte) image.value(i % 3, pixel / image.width(), pixel % image.width());
    }
    return bytes;
  }
}
