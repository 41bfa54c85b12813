package io.crnas.experiments.predict;

import io.crnas.detection.coco.CocoWriter;
import io.crnas.detection.data.Image;
import io.crnas.detection.layout.ImageFiles;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.parallel.Ahead;
import io.crnas.experiments.picture.Area;
import io.crnas.experiments.picture.BoxPainter;
import io.crnas.experiments.picture.MaskPainter;
import io.crnas.experiments.predict.Predicted.Broken;
import io.crnas.experiments.predict.Predicted.Seen;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Detector;
import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Detects in images and writes, for each, a picture with boxes and masks, and for all of them
 * COCO's results.
 *
 * @param detector who detects
 * @param least score of what is drawn and told; the results have everything
 * @param folder where the files go: {@code NAME.png}, {@code detections.json} and {@code
 *     images.json}, which says what image each {@code image_id} is
 * @param threads images at the same time
 */
public record Prediction(Detector detector, double least, Path folder, int threads) {

  /**
   * Does it. An image that can not be read is told, and the others go on.
   *
   * @param told hears of each image, in order, what is in it
   */
  public Outcome run(List<Path> images, Progress progress, Consumer<Told> told)
      throws IOException, InterruptedException {
    List<Path> pictures = PictureNames.of(images, folder);
    List<Seen> seen = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    boolean labelled = true;
    try (var task = progress.start("detecting", images.size(), "images");
        var ahead =
            new Ahead<>(
                "detecting",
                step -> predict(images.get((int) step), pictures.get((int) step)),
                0,
                images.size(),
                threads)) {
      while (ahead.hasNext()) {
        switch (ahead.next()) {
          case Seen one -> {
            seen.add(one);
            labelled &= one.labelled();
            told.accept(told(one));
          }
          case Broken one -> {
            problems.addAll(one.problems());
            one.problems().forEach(problem -> progress.say("left out: " + problem));
          }
        }
        task.advance(1);
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!labelled) {
      progress.say("this machine has no font: the pictures have boxes without labels");
    }
    write(seen);
    return new Outcome(seen.size(), problems);
  }

  /**
   * How it went.
   *
   * @param images that were detected in
   * @param problems of the others
   */
  public record Outcome(int images, List<Problem> problems) {
    public Outcome {
      problems = List.copyOf(problems);
    }
  }

  /**
   * An image and what is in it.
   *
   * @param file the image
   * @param picture with boxes
   * @param detections with at least the score asked for, the surest first
   */
  public record Told(Path file, Path picture, List<io.crnas.runtime.Detection> detections) {
    public Told {
      detections = List.copyOf(detections);
    }

    /** {@code cells.jpg: 3 RBC, 1 WBC}. */
    @Override
    public String toString() {
      Map<String, Long> counts =
          detections.stream()
              .collect(
                  Collectors.groupingBy(
                      io.crnas.runtime.Detection::category,
                      LinkedHashMap::new,
                      Collectors.counting()));
      return file
          + ": "
          + (counts.isEmpty()
              ? "nothing"
              : counts.entrySet().stream()
                  .map(count -> count.getValue() + " " + count.getKey())
                  .collect(Collectors.joining(", ")));
    }
  }

  private Predicted predict(Path file, Path picture) {
    Image image;
    try {
      image = ImageFiles.read(file);
    } catch (InvalidInputException e) {
      return new Broken(file, e.problems());
    }
    ImageSize size = image.size();
    BufferedImage pixels = image.toBufferedImage();
    List<io.crnas.runtime.Detection> found = detector.detect(pixels);
    MaskPainter.paint(
        pixels,
        FileDetections.masks(
            sure(found).stream().map(one -> FileDetections.of(0, size, one)).toList()));
    boolean labelled = BoxPainter.paint(pixels, sure(found).stream().map(Prediction::box).toList());
    try {
      BoxPainter.write(pixels, picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return new Seen(file, size, picture, found, labelled);
  }

  private static BoxPainter.Labelled box(io.crnas.runtime.Detection one) {
    return BoxPainter.Labelled.of(
        new Area(one.left(), one.top(), one.right(), one.bottom()),
        one.category(),
        one.score(),
        one.label());
  }

  private List<io.crnas.runtime.Detection> sure(List<io.crnas.runtime.Detection> found) {
    return found.stream().filter(one -> one.score() >= least).toList();
  }

  private Told told(Seen one) {
    return new Told(one.file(), one.picture(), sure(one.detections()));
  }

  private void write(List<Seen> seen) throws IOException {
    CocoWriter.truths(
        folder.resolve("images.json"), new SeenImages(seen, detector.metadata().classes()));
    List<Detection> detections = new ArrayList<>();
    for (int image = 0; image < seen.size(); image++) {
      for (io.crnas.runtime.Detection one : seen.get(image).detections()) {
        detections.add(FileDetections.of(image, seen.get(image).size(), one));
      }
    }
    CocoWriter.results(folder.resolve("detections.json"), detections);
  }
}
