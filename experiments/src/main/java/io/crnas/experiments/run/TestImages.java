package io.crnas.experiments.run;

import io.crnas.detection.coco.CocoWriter;
import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Sample;
import io.crnas.detection.metric.Detection;
import io.crnas.experiments.json.Json;
import io.crnas.experiments.picture.Area;
import io.crnas.experiments.picture.BoxPainter;
import io.crnas.experiments.picture.MaskPainter;
import io.crnas.experiments.predict.FileDetections;
import io.crnas.experiments.report.Picture;
import io.crnas.runtime.Detector;
import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * What is kept of a test: the detections as COCO has them, and some images to look at.
 *
 * @param folder of the run
 * @param images the test split
 */
record TestImages(RunFolder folder, Dataset images) {
  private static final int PICTURES = 6;

  /** What is shown of an image in which no detection reaches {@link Picture#SURE}. */
  private static final int UNSURE = 3;

  /** Keeps what a net detected and, for it to be measured again, what is there. */
  void keepDetections(String net, List<Detection> detections) throws IOException {
    CocoWriter.truths(folder.testAnnotations(), images);
    CocoWriter.results(folder.detections(net), detections);
  }

  /**
   * Keeps some images with what is in them and what an exported file detects, for the report, and
   * the one of them with the most objects as a picture by itself.
   */
  void keepPictures(Detector detector) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    List<Integer> chosen = chosen(images.samples());
    for (int place : chosen) {
      BufferedImage image = images.load(place).toBufferedImage();
      List<Detection> drawn = drawn(detect(detector, image, place), place);
      MaskPainter.paint(image, FileDetections.masks(drawn));
      pictures.add(picture(place, image, drawn));
      if (place == chosen.getLast()) {
        paint(image, drawn);
      }
    }
    Json.write(folder.pictures(), pictures);
  }

  private static List<Detection> detect(Detector detector, BufferedImage image, int place) {
    var size = new ImageSize(image.getHeight(), image.getWidth());
    return detector.detect(image).stream()
        .map(found -> FileDetections.of(place, size, found))
        .toList();
  }

  private void paint(BufferedImage image, List<Detection> drawn) throws IOException {
    BoxPainter.paint(
        image,
        drawn.stream()
            .map(found -> {
              Picture.Box box = seen(found);
              return BoxPainter.Labelled.of(
                  new Area(box.left(), box.top(), box.right(), box.bottom()),
                  box.category(),
                  found.score(),
                  (int) found.category());
            })
            .toList());
    BoxPainter.write(image, folder.picture());
  }

  /**
   * The images to look at: sorted by how many objects they have, in six parts of one size, and of
   * each part one, by turns that of the smallest, the middle and the largest objects. Images
   * without objects come only where there are fewer than six others.
   */
  static List<Integer> chosen(List<Sample> samples) {
    List<Integer> byNumber =
        IntStream.range(0, samples.size())
            .boxed()
            .sorted(Comparator.comparingInt(place -> samples.get(place).annotations().size()))
            .toList();
    List<Integer> some =
        byNumber.stream().filter(place -> !samples.get(place).annotations().isEmpty()).toList();
    List<Integer> from = some.size() >= PICTURES ? some : byNumber;
    int parts = Math.min(PICTURES, from.size());
    List<Integer> chosen = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<Integer> bySize =
          from.subList(part * from.size() / parts, (part + 1) * from.size() / parts).stream()
              .sorted(Comparator.comparingDouble(place -> meanSide(samples.get(place))))
              .toList();
      chosen.add(bySize.get((part % 3) * (bySize.size() - 1) / 2));
    }
    return List.copyOf(chosen);
  }

  private static double meanSide(Sample sample) {
    return sample.annotations().stream()
        .mapToDouble(annotation -> Math.sqrt(annotation.area()))
        .average()
        .orElse(0);
  }

  /** The detections to draw: those that are sure, and where there are none the surest few. */
  static List<Detection> drawn(List<Detection> detections, int image) {
    List<Detection> here =
        detections.stream()
            .filter(detection -> detection.image() == image)
            .sorted(Comparator.comparingDouble(Detection::score).reversed())
            .toList();
    List<Detection> sure =
        here.stream().filter(detection -> detection.score() >= Picture.SURE).toList();
    return sure.isEmpty() ? here.stream().limit(UNSURE).toList() : sure;
  }

  private Picture picture(int place, BufferedImage image, List<Detection> drawn)
      throws IOException {
    Sample sample = images.samples().get(place);
    var encoded = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", encoded);
    return new Picture(
        sample.id(),
        Picture.source("jpeg", encoded.toByteArray()),
        new ImageSize(sample.height(), sample.width()),
        sample.annotations().stream().map(this::truth).toList(),
        drawn.stream().map(this::seen).toList());
  }

  private Picture.Box truth(Annotation annotation) {
    Box box = annotation.box();
    return new Picture.Box(
        images.categories().get(annotation.category()),
        box.x1(),
        box.y1(),
        box.x2(),
        box.y2(),
        OptionalDouble.empty());
  }

  private Picture.Box seen(Detection detection) {
    return new Picture.Box(
        images.categories().get((int) detection.category()),
        detection.x(),
        detection.y(),
        detection.x() + detection.width(),
        detection.y() + detection.height(),
        OptionalDouble.of(detection.score()));
  }
}
