package io.crnas.experiments.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ten photographs of blood cells (BCCD, PASCAL VOC's XML), written in every layout. */
enum Conversions {
  VOC {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      Files.createDirectories(root.resolve("ImageSets/Main"));
      for (var split : splits.entrySet()) {
        Files.write(root.resolve("ImageSets/Main/" + split.getKey() + ".txt"), split.getValue());
        for (String name : split.getValue()) {
          copy(name + ".jpg", root.resolve("JPEGImages"));
          copy(name + ".xml", root.resolve("Annotations"));
        }
      }
    }
  },
  COCO {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      Files.createDirectories(root.resolve("annotations"));
      for (var split : splits.entrySet()) {
        Files.writeString(
            root.resolve("annotations/instances_" + split.getKey() + ".json"),
            json(split.getValue(), ""));
        copyAll(split.getValue(), root.resolve(split.getKey()));
      }
    }
  },
  ROBOFLOW_COCO {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      for (var split : splits.entrySet()) {
        Path folder = root.resolve(split.getKey().equals("val") ? "valid" : split.getKey());
        copyAll(split.getValue(), folder);
        Files.writeString(
            folder.resolve("_annotations.coco.json"),
            json(
                split.getValue(),
                "{\"id\": 0, \"name\": \"cells\", \"supercategory\": \"none\"}, "));
      }
    }
  },
  YOLO {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      var yaml = new StringBuilder("path: /content/elsewhere\n");
      for (var split : splits.entrySet()) {
        yaml.append("%s: images/%s%n".formatted(split.getKey(), split.getKey()));
        copyAll(split.getValue(), root.resolve("images/" + split.getKey()));
        labels(split.getValue(), root.resolve("labels/" + split.getKey()));
      }
      Files.writeString(
          root.resolve("data.yaml"),
          yaml.append("names: {0: Platelets, 1: RBC, 2: WBC}\n").toString());
    }
  },
  ROBOFLOW_YOLO {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      var yaml = new StringBuilder("nc: 3\nnames: [Platelets, RBC, WBC]\n");
      for (var split : splits.entrySet()) {
        String folder = split.getKey().equals("val") ? "valid" : split.getKey();
        yaml.append("%s: ../%s/images%n".formatted(split.getKey(), folder));
        copyAll(split.getValue(), root.resolve(folder + "/images"));
        labels(split.getValue(), root.resolve(folder + "/labels"));
      }
      Files.writeString(root.resolve("data.yaml"), yaml.toString());
    }
  },
  TENSORFLOW {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      for (var split : splits.entrySet()) {
        copyAll(split.getValue(), root.resolve(split.getKey()));
        var rows = new StringBuilder("filename,width,height,class,xmin,ymin,xmax,ymax\n");
        for (String name : split.getValue()) {
          for (Cell cell : cells(name)) {
            rows.append(
                "%s.jpg,640,480,%s,%d,%d,%d,%d%n"
                    .formatted(
                        name,
                        cell.kind(),
                        cell.x() + 1,
                        cell.y() + 1,
                        cell.right(),
                        cell.bottom()));
          }
        }
        Files.writeString(root.resolve(split.getKey() + ".csv"), rows.toString());
      }
    }
  },
  TABLES {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      for (var split : splits.entrySet()) {
        copyAll(split.getValue(), root.resolve("images"));
        var rows = new StringBuilder("image,x1,y1,x2,y2,class\n");
        for (String name : split.getValue()) {
          for (Cell cell : cells(name)) {
            rows.append(
                "%s.jpg,%d,%d,%d,%d,%s%n"
                    .formatted(name, cell.x(), cell.y(), cell.right(), cell.bottom(), cell.kind()));
          }
        }
        Files.writeString(root.resolve(split.getKey() + ".csv"), rows.toString());
      }
    }
  },
  XML_BESIDE {
    @Override
    void write(Path root, SequencedMap<String, List<String>> splits) throws IOException {
      for (var split : splits.entrySet()) {
        for (String name : split.getValue()) {
          copy(name + ".jpg", root.resolve(split.getKey()));
          copy(name + ".xml", root.resolve(split.getKey()));
        }
      }
    }
  };

  private static final List<String> KINDS = List.of("Platelets", "RBC", "WBC");
  private static final Pattern OBJECT =
      Pattern.compile(
          "<name>(\\w+)</name>.*?<xmin>(\\d+)</xmin>\\s*<ymin>(\\d+)</ymin>"
              + "\\s*<xmax>(\\d+)</xmax>\\s*<ymax>(\\d+)</ymax>",
          Pattern.DOTALL);

  /** A box by its corners, the image spanning 0 to its width and height. */
  record Cell(String kind, int x, int y, int right, int bottom) {}

  /** Writes the images of each split. */
  abstract void write(Path root, SequencedMap<String, List<String>> splits) throws IOException;

  /** Six to train on, two to validate on, two to test on. */
  static SequencedMap<String, List<String>> splits() throws IOException {
    List<String> names = names();
    var splits = new LinkedHashMap<String, List<String>>();
    splits.put("train", names.subList(0, 6));
    splits.put("val", names.subList(6, 8));
    splits.put("test", names.subList(8, 10));
    return splits;
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(resources())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jpg"))
          .map(name -> name.replace(".jpg", ""))
          .sorted()
          .toList();
    }
  }

  private static Path resources() throws IOException {
    try {
      return Path.of(Objects.requireNonNull(Conversions.class.getResource("/bccd")).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  static void copy(String name, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.copy(resources().resolve(name), folder.resolve(name));
  }

  static void copyAll(List<String> names, Path folder) throws IOException {
    for (String name : names) {
      copy(name + ".jpg", folder);
    }
  }

  static List<Cell> cells(String name) throws IOException {
    List<Cell> cells = new ArrayList<>();
    Matcher matcher = OBJECT.matcher(Files.readString(resources().resolve(name + ".xml")));
    while (matcher.find()) {
      cells.add(
          new Cell(
              matcher.group(1),
              Integer.parseInt(matcher.group(2)) - 1,
              Integer.parseInt(matcher.group(3)) - 1,
              Integer.parseInt(matcher.group(4)),
              Integer.parseInt(matcher.group(5))));
    }
    return cells;
  }

  static void labels(List<String> names, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : names) {
      List<String> lines =
          cells(name).stream()
              .map(cell ->
                  String.format(
                      Locale.ROOT,
                      "%d %.6f %.6f %.6f %.6f",
                      KINDS.indexOf(cell.kind()),
                      (cell.x() + cell.right()) / 2.0 / 640,
                      (cell.y() + cell.bottom()) / 2.0 / 480,
                      (cell.right() - cell.x()) / 640.0,
                      (cell.bottom() - cell.y()) / 480.0))
              .toList();
      Files.write(folder.resolve(name + ".txt"), lines);
    }
  }

  private static String json(List<String> names, String before) throws IOException {
    List<String> images = new ArrayList<>();
    List<String> objects = new ArrayList<>();
    for (String name : names) {
      images.add(
          "{\"id\": %d, \"file_name\": \"%s.jpg\", \"width\": 640, \"height\": 480}"
              .formatted(images.size(), name));
      for (Cell cell : cells(name)) {
        int width = cell.right() - cell.x();
        int height = cell.bottom() - cell.y();
        objects.add(
            "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": [%d, %d, %d, %d], \"area\": %d, \"iscrowd\": 0}"
                .formatted(
                    objects.size() + 1,
                    images.size() - 1,
                    KINDS.indexOf(cell.kind()) + 1,
                    cell.x(),
                    cell.y(),
                    width,
                    height,
                    width * height));
      }
    }
    String categories =
        KINDS.stream()
            .map(kind ->
                "{\"id\": %d, \"name\": \"%s\", \"supercategory\": \"cells\"}"
                    .formatted(KINDS.indexOf(kind) + 1, kind))
            .collect(Collectors.joining(", "));
    return "{\"images\": %s, \"categories\": [%s], \"annotations\": %s}"
        .formatted(images, before + categories, objects);
  }

  /** All images without splits, in the layouts that may have none. */
  static Map<String, Path> flat(Path root) throws IOException {
    Map<String, Path> roots = new LinkedHashMap<>();
    List<String> names = names();
    Path xml = root.resolve("xml");
    for (String name : names) {
      copy(name + ".jpg", xml);
      copy(name + ".xml", xml);
    }
    roots.put("xml", xml);
    Path yolo = root.resolve("yolo");
    copyAll(names, yolo.resolve("images"));
    labels(names, yolo.resolve("labels"));
    Files.write(yolo.resolve("classes.txt"), KINDS);
    roots.put("yolo", yolo);
    Path csv = root.resolve("csv");
    var all = new LinkedHashMap<String, List<String>>();
    all.put("boxes", names);
    TABLES.write(csv, all);
    roots.put("csv", csv);
    return roots;
  }
}
