package io.crnas.experiments.run;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A small set of pictures on disk in the layout of PASCAL VOC: noise with one bright square. */
record VocFolder(Path root) {
  private static final int SIZE = 64;

  /** Four good pictures to train on, two to score on and two to test on. */
  static VocFolder in(Path root) throws IOException {
    for (String folder : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
      Files.createDirectories(root.resolve(folder));
    }
    return new VocFolder(root)
        .good("train", "a", "b", "c", "d")
        .good("val", "e", "f")
        .good("test", "g", "h");
  }

  /** A split of pictures with nothing wrong. */
  VocFolder good(String split, String... names) throws IOException {
    for (String name : names) {
      picture(name).annotation(name, square(name));
    }
    return split(split, names);
  }

  VocFolder split(String split, String... names) throws IOException {
    Files.write(root.resolve("ImageSets", "Main", split + ".txt"), List.of(names));
    return this;
  }

  VocFolder picture(String name) throws IOException {
    var picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, SIZE * SIZE)
        .forEach(i -> picture.setRGB(i % SIZE, i / SIZE, (i * 7919 + name.hashCode()) & 0x7F7F7F));
    var graphics = picture.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillRect(corner(name), corner(name), 24, 24);
    graphics.dispose();
    ImageIO.write(picture, "jpg", jpeg(name).toFile());
    return this;
  }

  VocFolder annotation(String name, String... objects) throws IOException {
    Files.writeString(
        xml(name),
        """
        <annotation><size><width>%1$d</width><height>%1$d</height><depth>3</depth></size>
        %2$s</annotation>
        """
            .formatted(SIZE, String.join("\n", objects)));
    return this;
  }

  /** Cuts the picture in its middle. */
  VocFolder truncated(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(jpeg(name));
    Files.write(jpeg(name), Arrays.copyOf(bytes, bytes.length / 2));
    return this;
  }

  Path jpeg(String name) {
    return root.resolve("JPEGImages", name + ".jpg");
  }

  Path xml(String name) {
    return root.resolve("Annotations", name + ".xml");
  }

  static String square(String name) {
    int begin = corner(name) + 1;
    return object("square", begin, begin, begin + 23, begin + 23);
  }

  static String object(String category, int xmin, int ymin, int xmax, int ymax) {
    return """
    <object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax>\
    </bndbox></object>\
    """
        .formatted(category, xmin, ymin, xmax, ymax);
  }

  private static int corner(String name) {
    return Math.floorMod(name.hashCode() * 7, SIZE - 24);
  }
}
