package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** One split of images in files. Pixels are read when they are asked for. */
public final class FileDataset implements Dataset {
  private final String name;
  private final List<String> categories;
  private final List<Picked> images;
  private final List<Sample> samples;
  private final List<Problem> problems;
  private final String fingerprint;

  private FileDataset(
      String name, List<String> categories, List<Picked> images, List<Problem> problems) {
    this.name = name;
    this.categories = List.copyOf(categories);
    this.images = images;
    this.samples = images.stream().map(Picked::sample).toList();
    this.problems = problems;
    var sum = new Fingerprint().add(Integer.toString(categories.size()));
    categories.forEach(sum::add);
    for (Picked image : images) {
      // The image is known by its bytes; how a layout calls it is no matter of the batches.
      image.sample().called("").addTo(sum);
      sum.add(image.digest());
    }
    this.fingerprint = sum.hexadecimal();
  }

  /** A usable image. */
  private record Picked(Path file, String digest, Sample sample) {}

  private record Looked(Optional<Picked> image, List<Problem> problems) {}

  static FileDataset read(
      Listing listing, List<String> categories, boolean decode, Progress progress) {
    List<Looked> all;
    try (var task =
        progress.start("reading " + listing.split(), listing.images().size(), "images")) {
      all =
          listing.images().parallelStream()
              .map(entry -> {
                Looked looked = look(entry, decode);
                task.advance(1);
                return looked;
              })
              .toList();
    }
    var images = new ArrayList<Picked>();
    var problems = new Problems();
    problems.addAll(listing.problems());
    for (Looked looked : all) {
      problems.addAll(looked.problems());
      looked.image().ifPresent(images::add);
    }
    return new FileDataset(
        listing.split(),
        categories,
        List.copyOf(images),
        Whereabouts.summary(listing, problems.all()));
  }

  /** Those images of this split for which it holds, in the same order. */
  FileDataset part(String part, IntPredicate which, List<Problem> partProblems) {
    List<Picked> some =
        IntStream.range(0, images.size()).filter(which).mapToObj(images::get).toList();
    return new FileDataset(part, categories, some, partProblems);
  }

  private static Looked look(Listing.Entry entry, boolean decode) {
    var problems = new Problems();
    try {
      ImageFile file = ImageFile.read(entry.file());
      ImageSize size = file.size();
      if (decode) {
        file.decode();
      }
      List<Annotation> objects = entry.objects().in(size, problems);
      var sample =
          new Sample(entry.id(), entry.file().toString(), size.width(), size.height(), objects);
      return new Looked(
          Optional.of(new Picked(entry.file(), file.digest(), sample)), problems.all());
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
      return new Looked(Optional.empty(), problems.all());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> categories() {
    return categories;
  }

  @Override
  public List<Sample> samples() {
    return samples;
  }

  @Override
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  /** SHA-256 of an image's file, in hexadecimal. */
  String digest(int index) {
    return images.get(index).digest();
  }

  @Override
  public Image load(int index) {
    Sample sample = samples.get(index);
    Image image = ImageFile.read(images.get(index).file()).decode();
    if (!image.size().equals(sample.size())) {
      throw new InvalidInputException(
          sample.source(),
          image.size().inWords() + ", changed since it was first read",
          sample.size().inWords());
    }
    return image;
  }
}
