package io.crnas.detection.layout;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A small set of images on disk in the layout of PASCAL VOC. */
record VocFolder(Path root) {

  static VocFolder in(Path root) throws IOException {
    for (String folder : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
      Files.createDirectories(root.resolve(folder));
    }
    return new VocFolder(root);
  }

  /** A noisy image, so that its JPEG is long enough to be cut. */
  VocFolder image(String name, int width, int height) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 7919 + y * 104729) * 31 & 0xFFFFFF);
      }
    }
    ImageIO.write(image, "jpg", file(name).toFile());
    return this;
  }

  VocFolder annotation(String name, int width, int height, String... objects) throws IOException {
    Files.writeString(
        root.resolve("Annotations", name + ".xml"),
        """
        <annotation><size><width>%d</width><height>%d</height><depth>3</depth></size>
        %s</annotation>
        """
            .formatted(width, height, String.join("\n", objects)));
    return this;
  }

  VocFolder split(String split, String... names) throws IOException {
    Files.write(root.resolve("ImageSets", "Main", split + ".txt"), List.of(names));
    return this;
  }

  Path file(String name) {
    return root.resolve("JPEGImages", name + ".jpg");
  }

  static String object(String name, int xmin, int ymin, int xmax, int ymax) {
    return """
    <object><name>%s</name><difficult>0</difficult>
    <part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>
    <bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>\
    """
        .formatted(name, xmin, ymin, xmax, ymax);
  }
}
