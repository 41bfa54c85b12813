package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.ClassifiedImages;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Jitter;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.RandomCrop;
import io.crnas.detection.data.Sample;
import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.Json;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.scenes.Scenes;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.classifier.Classifier;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Pretrained;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ClassificationTest extends WithTorch {
  private static final Backbone RESNET = ResNet.resnet18(8);
  private static final Allocation BASELINE = Allocation.of(RESNET.baseline());
  private static final Preparation PREPARATION = Preparation.of(48, 48).at(new ImageSize(48, 48));
  @TempDir Path directory;

  /**
   * The settings are those of fixtures/classification.py. At higher rates the last digit of a
   * number decides about a rectifier sooner or later, and torch and crnas part by a thousandth.
   */
  @Test
  void theLossesOfTheFirstStepsAreTorchs() throws Exception {
    JsonNode expected = Json.read("classification.json").get("losses");
    Recipe recipe = recipe(16, 0.005, 5);
    var course = new Course(expected.size(), recipe, Augmentation.NONE);
    var classes = new Classification(RESNET, new Classifier(5), 0.1);
    var start = new Start.Net(new Pretrained(formula(classes), RESNET, RESNET.baseline(), ""));
    List<Double> losses = new ArrayList<>();

    new Trainer(torch, classes, new NoisyImages(16, 48, 5, 0), PREPARATION, course, 1)
        .from(start)
        .heardBy(step -> losses.add(step.losses().total()))
        .train("classes", Paths.of(BASELINE), directory.resolve("weights"), Progress.silent());

    for (int step = 0; step < expected.size(); step++) {
      double loss = expected.get(step).asDouble();
      assertEquals(loss, losses.get(step), 1e-4 * loss, "step " + step);
    }
  }

  @Test
  void aSmallNetLearnsToTellColoursByPartsOfImages() throws Exception {
    Dataset train = new NoisyImages(96, 48, 3, 40);
    Dataset val = train.subset("val", IntStream.range(60, 96).boxed().toList());
    var classes = new Classification(RESNET, new Classifier(3), 0.1);
    var crops =
        new Augmentation(
            true, false, Jitter.NONE, List.of(), Optional.of(new RandomCrop(0.4, 1.3)));
    Course course = new Course(60, recipe(12, 0.05, 10), crops);

    Weights weights =
        new Trainer(
                torch,
                classes,
                train.subset("train", IntStream.range(0, 60).boxed().toList()),
                PREPARATION,
                course,
                1)
            .train("classes", Paths.of(BASELINE), directory.resolve("weights"), Progress.silent());

    try (var trained = new TrainedClassifier(torch, classes, BASELINE, weights)) {
      Accuracy accuracy = trained.test(val, PREPARATION, 32, Progress.silent());
      assertTrue(accuracy.top1() > 0.8, accuracy + ", by chance it were a third");
      assertEquals(1, accuracy.top5(), "three classes are among the first five");
    }
  }

  @Test
  void placesBecomeAccuracies() {
    Accuracy accuracy = Accuracy.of(List.of(0, 0, 1, 4, 5, 9, 0, 3), 10);

    assertEquals(new Accuracy(3 / 8.0, 6 / 8.0), accuracy);
    assertEquals(Map.of("top1", 3 / 8.0, "top5", 6 / 8.0), accuracy.toMap());
  }

  @Test
  void imagesOfSeveralObjectsHaveNoClass() {
    Dataset several = Scenes.of(64, 64, 1).split("train", 20);

    var refusal = assertThrows(IllegalArgumentException.class, () -> ClassifiedImages.of(several));

    assertTrue(String.valueOf(refusal.getMessage()).contains("objects, so no class of its own"));
  }

  private static Recipe recipe(int batch, double rate, int warmup) {
    Recipe sgd = Recipe.sgd(batch, rate, warmup, List.of());
    return new Recipe(
        sgd.batch(),
        1,
        1,
        sgd.optimizer(),
        sgd.learningRate(),
        sgd.rateFor(),
        sgd.warmupSteps(),
        Optional.empty(),
        sgd.warmup(),
        sgd.warmupFactor(),
        sgd.momentum(),
        sgd.weightDecay(),
        Optional.empty(),
        Recipe.Schedule.COSINE,
        List.of(),
        List.of(),
        Optional.empty(),
        0,
        false);
  }

  private static Weights formula(Classification classes) {
    List<Parameter> parameters = classes.parameters(BASELINE);
    var tensors = new LinkedHashMap<String, Tensor>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter one = parameters.get(i);
      tensors.put(one.name(), Formula.parameter(i, one.name(), one.shape(), 1));
    }
    return new Weights(tensors, Map.of());
  }

  /**
   * Square images of noise, one class after the other.
   *
   * @param tint how much brighter the channel of the class is, from 0 to 255
   */
  private record NoisyImages(int count, int side, int classes, int tint) implements Dataset {
    private static final long SEED = 999983;

    @Override
    public String name() {
      return "train";
    }

    @Override
    public List<String> categories() {
      return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    }

    @Override
    public List<Sample> samples() {
      var whole = new Box(0, 0, side, side);
      return IntStream.range(0, count)
          .mapToObj(i ->
              new Sample(
                  "image " + i, "formula", side, side, List.of(new Annotation(whole, i % classes))))
          .toList();
    }

    @Override
    public Image load(int index) {
      byte[] planes = new byte[3 * side * side];
      for (int i = 0; i < planes.length; i++) {
        int noise = (int) (256 * Formula.uniform(SEED, index * planes.length + i));
        boolean own = i / (side * side) == index % classes;
        planes[i] = (byte) Math.min(255, own ? noise + tint : noise);
      }
      return Image.of(side, side, planes);
    }

    @Override
    public String fingerprint() {
      return toString();
    }
  }
}
