package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Sample;
import io.crnas.detection.metric.Detection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestImagesTest {

  private static Sample sample(int objects, float side) {
    return new Sample(
        "image",
        "nowhere",
        100,
        100,
        Collections.nCopies(objects, new Annotation(new Box(0, 0, side, side), 0)));
  }

  @Test
  void picturesHaveFewAndManySmallAndLargeObjects() {
    List<Sample> samples = new ArrayList<>(Collections.nCopies(30, sample(0, 1)));
    for (int objects = 1; objects <= 6; objects++) {
      samples.add(sample(objects, 90));
      samples.add(sample(objects, 10));
      samples.add(sample(objects, 40));
    }

    List<String> chosen =
        TestImages.chosen(samples).stream()
            .map(samples::get)
            .map(one ->
                one.annotations().size() + " of " + one.annotations().getFirst().box().width())
            .toList();

    assertEquals(
        List.of("1 of 10.0", "2 of 40.0", "3 of 90.0", "4 of 10.0", "5 of 40.0", "6 of 90.0"),
        chosen);
  }

  @Test
  void fewImagesAreAllShown() {
    assertEquals(
        List.of(0, 2, 1), TestImages.chosen(List.of(sample(0, 1), sample(2, 9), sample(1, 9))));
    assertEquals(List.of(), TestImages.chosen(List.of()));
  }

  @Test
  void whereNoneIsSureTheBestFewAreShown() {
    List<Detection> unsure =
        Stream.of(0.1, 0.4, 0.2, 0.3).map(score -> detection(0, score)).toList();
    List<Detection> all = new ArrayList<>(unsure);
    all.add(detection(1, 0.5));
    all.add(detection(1, 0.4));

    assertEquals(List.of(0.4, 0.3, 0.2), scores(TestImages.drawn(all, 0)));
    assertEquals(List.of(0.5), scores(TestImages.drawn(all, 1)));
    assertEquals(List.of(), scores(TestImages.drawn(all, 2)));
  }

  private static Detection detection(int image, double score) {
    return Detection.of(image, 0, new Box(1, 1, 2, 2), score);
  }

  private static List<Double> scores(List<Detection> detections) {
    return detections.stream().map(Detection::score).toList();
  }
}
