package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.layout.Readers.Coco;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Reads a file of COCO's annotations that is larger than most people's, masks included, and tells
 * the time and the memory. {@code write FOLDER IMAGES} makes it, {@code read FOLDER} reads it.
 */
public final class CocoBenchmark {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int OBJECTS = 19;
  private static final int CORNERS = 22;

  /** Some file systems allow no more names of one file. */
  private static final int LINKS = 30_000;

  private CocoBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    Path annotations = folder.resolve("instances.json");
    if (arguments[0].equals("write")) {
      int images = Integer.parseInt(arguments[2]);
      write(annotations, images);
      writeImages(folder, images);
      System.out.printf(Locale.ROOT, "%.2f GB of annotations%n", Files.size(annotations) / 1e9);
    } else {
      read(new SplitFile("train", annotations, folder));
    }
  }

  private static void read(SplitFile split) throws IOException {
    long begin = System.nanoTime();
    FileDataset dataset =
        new Coco(List.of(), Masks.WHERE_GIVEN, new Reading(true, false))
            .read(List.of(split))
            .getFirst();
    double seconds = (System.nanoTime() - begin) / 1e9;
    long objects = 0;
    long masks = 0;
    for (var sample : dataset.samples()) {
      objects += sample.annotations().size();
      masks +=
          sample.annotations().stream().map(Annotation::mask).filter(m -> m.isPresent()).count();
    }
    System.out.printf(
        Locale.ROOT,
        "%d images, %d objects, %d masks in %.1f s; %s%n",
        dataset.size(),
        objects,
        masks,
        seconds,
        peak());
  }

  /** The most memory the process has had, as Linux counts it. */
  private static String peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .map(line -> "peak" + line.substring(line.indexOf(':') + 1).replaceAll("\\s+", " "))
        .findFirst()
        .orElse("peak unknown");
  }

  private static void write(Path file, int images) throws IOException {
    var random = new SplittableRandom(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"info\": {}, \"images\": [");
      for (int i = 0; i < images; i++) {
        out.write(
            "%s{\"license\": 3,\"file_name\": \"%012d.png\",\"height\": %d,\"width\": %d,\"id\": %d}"
                .formatted(i == 0 ? "" : ",", i, HEIGHT, WIDTH, i));
      }
      out.write("],\n\"annotations\": [");
      for (int i = 0; i < images * OBJECTS; i++) {
        out.write(i == 0 ? "" : ",\n");
        object(i, i / OBJECTS, random, out);
      }
      out.write("],\n\"categories\": [");
      for (int i = 1; i <= 80; i++) {
        out.write("%s{\"id\": %d, \"name\": \"category %d\"}".formatted(i == 1 ? "" : ",", i, i));
      }
      out.write("]}");
    }
  }

  private static void object(int id, int image, SplittableRandom random, BufferedWriter out)
      throws IOException {
    double size = 10 + 190 * random.nextDouble() * random.nextDouble();
    double x = random.nextDouble(WIDTH - size);
    double y = random.nextDouble(HEIGHT - size);
    out.write("{\"segmentation\": [[");
    for (int corner = 0; corner < CORNERS; corner++) {
      double angle = 2 * Math.PI * corner / CORNERS;
      double radius = size / 2 * (0.6 + 0.4 * random.nextDouble());
      out.write(corner == 0 ? "" : ",");
      decimal(x + size / 2 + radius * Math.cos(angle), out);
      out.write(",");
      decimal(y + size / 2 + radius * Math.sin(angle), out);
    }
    out.write("]],\"area\": ");
    decimal(size * size / 2, out);
    out.write(",\"iscrowd\": 0,\"image_id\": " + image + ",\"bbox\": [");
    decimal(x, out);
    out.write(",");
    decimal(y, out);
    out.write(",");
    decimal(size, out);
    out.write(",");
    decimal(size, out);
    out.write("],\"category_id\": " + (1 + random.nextInt(80)) + ",\"id\": " + id + "}");
  }

  private static void decimal(double value, BufferedWriter out) throws IOException {
    out.write(Double.toString(Math.rint(value * 100) / 100));
  }

  private static void writeImages(Path folder, int images) throws IOException {
    Path first = folder.resolve("first.png");
    for (int i = 0; i < images; i++) {
      if (i % LINKS == 0) {
        Files.deleteIfExists(first);
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", first.toFile());
      }
      Files.createLink(folder.resolve("%012d.png".formatted(i)), first);
    }
    Files.delete(first);
  }
}
