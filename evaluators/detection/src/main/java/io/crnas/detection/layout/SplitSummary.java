package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What is in a split.
 *
 * @param name of the split
 * @param images how many there are
 * @param empty how many of them have no object
 * @param boxes how many objects each category has, in the order of the categories
 * @param crowds how many of all are crowds
 * @param difficult how many of all are marked difficult
 * @param width of the images, in pixels
 * @param height of the images, in pixels
 * @param aspect width by height of the images
 * @param boxSize square root of the area of the objects, in pixels
 * @param boxAspect width by height of the boxes
 */
public record SplitSummary(
    String name,
    int images,
    int empty,
    SequencedMap<String, Integer> boxes,
    int crowds,
    int difficult,
    Spread width,
    Spread height,
    Spread aspect,
    Spread boxSize,
    Spread boxAspect) {

  /**
   * How numbers spread; zeros where there are none.
   *
   * @param least the smallest one
   * @param median the middle one
   * @param most the largest one
   */
  public record Spread(double least, double median, double most) {
    static <T> Spread of(List<T> things, ToDoubleFunction<T> number) {
      double[] sorted = things.stream().mapToDouble(number).sorted().toArray();
      return sorted.length == 0
          ? new Spread(0, 0, 0)
          : new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
  }

  static SplitSummary of(Dataset dataset) {
    List<Sample> samples = dataset.samples();
    List<Annotation> objects =
        samples.stream().flatMap(sample -> sample.annotations().stream()).toList();
    var boxes = new LinkedHashMap<String, Integer>();
    dataset.categories().forEach(category -> boxes.put(category, 0));
    objects.forEach(
        object -> boxes.merge(dataset.categories().get(object.category()), 1, Integer::sum));
    return new SplitSummary(
        dataset.name(),
        samples.size(),
        count(samples.stream().map(sample -> sample.annotations().isEmpty())),
        boxes,
        count(objects.stream().map(Annotation::crowd)),
        count(objects.stream().map(Annotation::difficult)),
        Spread.of(samples, Sample::width),
        Spread.of(samples, Sample::height),
        Spread.of(samples, sample -> (double) sample.width() / sample.height()),
        Spread.of(objects, object -> Math.sqrt(object.area())),
        Spread.of(objects, object -> object.box().width() / object.box().height()));
  }

  private static int count(Stream<Boolean> which) {
    return (int) which.filter(is -> is).count();
  }
}
