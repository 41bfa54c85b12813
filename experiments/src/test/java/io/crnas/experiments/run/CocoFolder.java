package io.crnas.experiments.run;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A small set of pictures of several shapes on disk, each with one bright rectangle, in the layout
 * of COCO and with tables of the same boxes.
 */
record CocoFolder(Path root) {
  private static final int LONG = 60;
  private static final int SHORT = 44;

  /** So many pictures in each split, every third one higher than wide. */
  static CocoFolder in(Path root, int train, int val, int test) throws IOException {
    return new CocoFolder(root).split("train", train).split("val", val).split("test", test);
  }

  private CocoFolder split(String split, int count) throws IOException {
    Files.createDirectories(root.resolve(split));
    Files.createDirectories(root.resolve("annotations"));
    List<String> images = new ArrayList<>();
    List<String> objects = new ArrayList<>();
    List<String> rows = new ArrayList<>(List.of("image,x1,y1,x2,y2,class"));
    for (int i = 0; i < count; i++) {
      int width = i % 3 == 0 ? SHORT : LONG;
      int height = i % 3 == 0 ? LONG : SHORT;
      int x = 3 * i % 20;
      int y = 7 * i % 20;
      String name = split + i + ".png";
      picture(root.resolve(split, name), name.hashCode(), width, height, x, y);
      images.add(
          """
          {"id": %d, "file_name": "%s", "width": %d, "height": %d}\
          """
              .formatted(100 + i, name, width, height));
      objects.add(
          """
          {"id": %d, "image_id": %d, "category_id": 17, "bbox": [%d, %d, 20, 16], "area": 320,
           "iscrowd": 0}\
          """
              .formatted(i, 100 + i, x, y));
      rows.add("%s,%d,%d,%d,%d,square".formatted(name, x, y, x + 20, y + 16));
    }
    Files.writeString(
        root.resolve("annotations", "instances_" + split + ".json"),
        """
        {"images": [%s], "annotations": [%s], "categories": [{"id": 17, "name": "square"}]}
        """
            .formatted(String.join(",", images), String.join(",", objects)));
    Files.write(root.resolve(split + ".csv"), rows);
    return this;
  }

  private static void picture(Path file, int seed, int width, int height, int x, int y)
      throws IOException {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, (i * 7919 + seed) & 0x7F7F7F);
    }
    var graphics = picture.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillRect(x, y, 20, 16);
    graphics.dispose();
    ImageIO.write(picture, "png", file.toFile());
  }
}
