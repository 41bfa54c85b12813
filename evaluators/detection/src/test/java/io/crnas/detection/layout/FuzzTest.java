package io.crnas.detection.layout;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files of every kind are read, or refused by name; and take neither for ever nor more
 * memory than a bound. {@code -Dcrnas.fuzz=5000} reads so many of each kind.
 */
final class FuzzTest {
  private static final int FILES = Integer.getInteger("crnas.fuzz", 300);
  private static final long MEGABYTE = 1 << 20;
  private static final ImageSize SIZE = new ImageSize(30, 40);

  /** So that one that hangs is told by its name, and the others go on. */
  private static final Duration FOR_EVER = Duration.ofMinutes(10);

  @TempDir Path folder;

  /** A kind of file: how it is read, what good ones look like, and what one may allocate. */
  enum Kind {
    JSON("a.json", 64) {
      @Override
      List<byte[]> good() {
        return texts(
            """
            {"images": [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 30}],
             "categories": [{"id": 1, "name": "red", "supercategory": "none"}, {"id": 7, "name": "x"}],
             "annotations": [
              {"image_id": 1, "category_id": 1, "bbox": [1, 1.5, 5, 5e0], "area": 3, "iscrowd": 0,
               "segmentation": [[1, 1, 6, 1, 6, 6]]},
              {"image_id": 1, "category_id": 7, "bbox": [1, 1, 5, 5], "iscrowd": 1,
               "segmentation": {"size": [30, 40], "counts": [0, 24, 1176]}},
              {"image_id": 1, "category_id": 7, "bbox": [1, 1, 5, 5],
               "segmentation": {"size": [30, 40], "counts": "0h0Pk0"}}]}
            """);
      }

      @Override
      void read(Path file) throws IOException {
        objects(
            new Coco(new Choice(List.of(), Masks.WHERE_GIVEN, Pixels.AUTO))
                .list(List.of(new SplitFile("train", file, file.resolveSibling("")))));
      }
    },
    XML("a.xml", 64) {
      @Override
      List<byte[]> good() {
        return texts(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <annotation><filename>a.jpg</filename>
            <size><width>40</width><height>30</height><depth>3</depth></size>
            <object><name>red &amp; white</name><difficult>0</difficult>
            <bndbox><xmin>1</xmin><ymin>2.5</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>
            <object><name>blue</name><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>9</xmax>
            <ymax>9</ymax></bndbox></object></annotation>
            """);
      }

      @Override
      void read(Path file) {
        var edges = new Edges();
        VocAnnotation annotation = VocXml.read(file);
        annotation.addTo(edges);
        var problems = new Problems();
        annotation.annotations(
            SIZE,
            List.of("red & white", "blue"),
            edges.pixels(Pixels.AUTO, Pixels.FROM_1),
            problems);
        requireNamed(problems.all(), file);
      }
    },
    TABLE("a.csv", 64) {
      @Override
      List<byte[]> good() {
        return texts(
            "image,x1,y1,x2,y2,class\na.jpg,1,2,9,9,red\n\"a.jpg\",3,4,20,21.5,\"white, pale\"\nb.jpg,,,,,\n",
            "filename,width,height,class,xmin,ymin,xmax,ymax\r\na.jpg,40,30,red,1,1,40,30\r\n");
      }

      @Override
      void read(Path file) {
        objects(
            new Csv(Choice.all()).list(List.of(new SplitFile("a", file, file.resolveSibling("")))));
      }
    },
    LABELS("a.txt", 64) {
      @Override
      List<byte[]> good() {
        return texts(
            "0 0.5 0.5 0.2 0.3\n1 0.1 0.1 0.2 0.2\n", "1 0.1 0.1 0.9 0.1 0.9 0.9 0.1 0.9\n");
      }

      @Override
      void read(Path file) {
        var labels = new YoloLabels(file, Masks.WHERE_GIVEN);
        List<Integer> classes = labels.classes().toList();
        assertTrue(classes.stream().allMatch(number -> number >= 0), classes::toString);
        var problems = new Problems();
        labels.annotations(SIZE, List.of("red", "blue"), List.of("red", "blue"), problems);
        requireNamed(problems.all(), file);
      }
    },
    DESCRIPTION("data.yaml", 64) {
      @Override
      List<byte[]> good() {
        return texts(
            "path: ../x\ntrain: images/train\nval: [images/val, more]\nnc: 2\nnames: [a, 'b']\n",
            "train: &a t\nval: *a\nnames: {0: a, 1: \"b\\u00e9\"}\n");
      }

      @Override
      void read(Path file) {
        YoloDescription.read(file);
      }
    },
    LIST("train.txt", 64) {
      @Override
      List<byte[]> good() {
        return texts("a\nb c\nd.jpg 1\n\u00fc -1\n", "VOC/a  1\n");
      }

      @Override
      void read(Path file) {
        VocNames names = VocNames.read(file.resolveSibling(""), "", file, new ImageNames());
        requireNamed(names.problems(), file);
      }
    },
    IMAGE("a.jpg", 512) {
      @Override
      List<byte[]> good() throws IOException {
        var images = new ArrayList<byte[]>();
        try (Stream<Path> files = Files.list(Cases.folder("formats").resolve("images"))) {
          for (Path file : files.sorted().toList()) {
            images.add(Files.readAllBytes(file));
          }
        }
        return images;
      }

      @Override
      void read(Path file) {
        ImageFile image = ImageFile.read(file);
        image.size();
        image.decode();
      }
    };

    private final String file;
    private final long bound;

    Kind(String file, long megabytes) {
      this.file = file;
      this.bound = megabytes * MEGABYTE;
    }

    abstract List<byte[]> good() throws IOException;

    abstract void read(Path file) throws IOException;

    private static List<byte[]> texts(String... texts) {
      return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static void objects(Listed listed) {
      for (Listing listing : listed.listings()) {
        for (Listing.Entry entry : listing.images()) {
          entry.objects().in(SIZE, new Problems());
        }
      }
    }

    private static void requireNamed(List<Problem> problems, Path file) {
      for (Problem problem : problems) {
        assertTrue(problem.where().contains(file.toString()), problem::toString);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileIsReadOrRefusedByName(Kind kind) throws IOException {
    List<byte[]> good = kind.good();
    Path file = folder.resolve(kind.file);
    for (byte[] whole : good) {
      Files.write(file, whole);
      kind.read(file);
    }
    // A thread of its own, because one that hangs can not be stopped.
    assertTimeoutPreemptively(
        FOR_EVER,
        () -> {
          var allocated = (ThreadMXBean) ManagementFactory.getThreadMXBean();
          for (int i = 0; i < FILES; i++) {
            var random = new SplittableRandom(i);
            byte[] damaged = damaged(good.get(i % good.size()), good, random);
            Files.write(file, damaged);
            long before = allocated.getCurrentThreadAllocatedBytes();
            try {
              kind.read(file);
            } catch (InvalidInputException e) {
              Kind.requireNamed(e.problems(), file);
            } catch (Throwable e) {
              Files.write(Path.of("target", "fuzz-" + kind.file), damaged);
              fail("file %d of %s, kept in target: %s".formatted(i, kind, e), e);
            }
            long bytes = allocated.getCurrentThreadAllocatedBytes() - before;
            int number = i;
            assertTrue(
                bytes <= kind.bound,
                () -> "file %d of %s took %d MiB".formatted(number, kind, bytes / MEGABYTE));
          }
        });
  }

  /** One to four of the ways in which files break. */
  private static byte[] damaged(byte[] whole, List<byte[]> others, SplittableRandom random) {
    byte[] bytes = whole;
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      int end = at + random.nextInt(Math.min(16, bytes.length - at) + 1);
      byte[] other = others.get(random.nextInt(others.size()));
      bytes =
          switch (random.nextInt(9)) {
            case 0 -> put(bytes, at, at + 1, (byte) random.nextInt(256));
            case 1 -> put(bytes, at, at + 1, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 2 -> put(bytes, at, end);
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> put(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 5 -> put(bytes, at, end, text(random));
            case 6 ->
                put(bytes, at, end, Arrays.copyOfRange(other, other.length / 2, other.length));
            case 7 -> {
              byte[] number = new byte[4];
              Arrays.fill(number, (byte) (random.nextBoolean() ? 0xFF : 0x7F));
              yield put(bytes, at, Math.min(bytes.length, at + 4), number);
            }
            default -> put(bytes, at, at, nested(random));
          };
    }
    return bytes;
  }

  private static byte[] put(byte[] bytes, int start, int end, byte... between) {
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, start);
    out.write(between, 0, between.length);
    out.write(bytes, end, bytes.length - end);
    return out.toByteArray();
  }

  private static byte[] text(SplittableRandom random) {
    String[] words = {
      "0",
      "-1",
      "2147483647",
      "9223372036854775808",
      "1e308",
      "1e999",
      "NaN",
      "0x1p3",
      "null",
      "true",
      "\"",
      "'",
      "[]",
      "{}",
      "<",
      "&#0;",
      "]]>",
      "\0",
      "\n",
      ",",
      "\u00e9",
      "../",
      "\\",
      "-",
      "1" + "0".repeat(300),
      "a".repeat(5000)
    };
    return words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] nested(SplittableRandom random) {
    String[] opened = {"[", "{\"a\":", "<a>", "{a: ", "- ", "(", "\"\"", "&a [*a, "};
    return opened[random.nextInt(opened.length)]
        .repeat(1 + random.nextInt(3000))
        .getBytes(StandardCharsets.UTF_8);
  }
}
