package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** One split of a PASCAL VOC folder. */
record VocSplit(
    String name,
    List<String> categories,
    List<Path> files,
    List<Sample> samples,
    String fingerprint,
    List<Problem> problems)
    implements Dataset {

  /** What a split's list names, without what is no name. */
  record Names(String split, SequencedSet<String> names, List<Problem> problems) {

    /** Reads a list; when there is none, says so to {@code fatal} and gives no names. */
    static Names read(Path root, String split, Problems fatal) {
      var names = new LinkedHashSet<String>();
      var problems = new Problems();
      Path lists = root.resolve("ImageSets", "Main");
      if (leaves(lists, split + ".txt")) {
        fatal.add("split " + split, "a name that leaves " + lists, "a split such as train");
        return new Names(split, names, problems.all());
      }
      Path list = lists.resolve(split + ".txt");
      try {
        int line = 0;
        for (String text : Files.readAllLines(list)) {
          line++;
          String name = text.strip();
          String where = list + " line " + line;
          if (name.isEmpty()) {
            continue;
          }
          if (leaves(root.resolve("Annotations"), name)) {
            problems.add(where, name, "a name that stays in the data folder");
          } else if (!names.add(name)) {
            problems.add(where, name + " a second time", "each name once");
          }
        }
      } catch (IOException e) {
        String found = Files.exists(list) ? e.toString() : "no file";
        fatal.add(list.toString(), found, "the names of the split, one a line, in UTF-8");
      }
      return new Names(split, names, problems.all());
    }

    private static boolean leaves(Path folder, String name) {
      try {
        Path inside = folder.resolve(name).normalize();
        return name.contains("\\")
            || Path.of(name).isAbsolute()
            || !inside.startsWith(folder.normalize());
      } catch (InvalidPathException e) {
        return true;
      }
    }
  }

  /** One picture: usable when there is a sample. */
  private record Entry(Path file, String digest, Optional<Sample> sample, List<Problem> problems) {}

  static VocSplit read(Path root, Names list, List<String> categories, boolean decode) {
    List<Entry> entries =
        list.names().stream().toList().parallelStream()
            .map(name -> entry(root, name, categories, decode))
            .toList();
    var problems = new Problems();
    problems.addAll(list.problems());
    var fingerprint = new Fingerprint().add(Integer.toString(categories.size()));
    categories.forEach(fingerprint::add);
    var files = new ArrayList<Path>();
    var samples = new ArrayList<Sample>();
    for (Entry entry : entries) {
      problems.addAll(entry.problems());
      entry
          .sample()
          .ifPresent(sample -> {
            files.add(entry.file());
            samples.add(sample);
            sample.addTo(fingerprint);
            fingerprint.add(entry.digest());
          });
    }
    return new VocSplit(
        list.split(),
        categories,
        List.copyOf(files),
        List.copyOf(samples),
        fingerprint.hexadecimal(),
        problems.all());
  }

  private static Entry entry(Path root, String name, List<String> categories, boolean decode) {
    var problems = new Problems();
    Path file = picture(root, name);
    try {
      Picture picture = Picture.read(file);
      Picture.Size size = picture.size();
      if (decode) {
        picture.decode();
      }
      List<Annotation> annotations =
          VocAnnotation.read(root.resolve("Annotations", name + ".xml"))
              .annotations(size, categories, problems);
      var sample = new Sample(name, file.toString(), size.width(), size.height(), annotations);
      return new Entry(file, picture.digest(), Optional.of(sample), problems.all());
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
      return new Entry(file, "", Optional.empty(), problems.all());
    }
  }

  private static Path picture(Path root, String name) {
    Path folder = root.resolve("JPEGImages");
    return Stream.of(".jpg", ".jpeg", ".png", ".JPG")
        .map(suffix -> folder.resolve(name + suffix))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(folder.resolve(name + ".jpg"));
  }

  @Override
  public Image load(int index) {
    Sample sample = samples.get(index);
    Image image = Picture.read(files.get(index)).decode();
    if (image.width() != sample.width() || image.height() != sample.height()) {
      throw new InvalidInputException(
          sample.source(),
          new Picture.Size(image.width(), image.height()) + ", changed since it was first read",
          new Picture.Size(sample.width(), sample.height()).toString());
    }
    return image;
  }
}
