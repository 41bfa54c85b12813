package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.scenes.Scenes;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.results.Results;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The descriptors of the paper's experiments, each phase for two steps on a few scenes. */
class ReadyDescriptorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coco-cr-resnet18",
        "coco-cr-resnet50",
        "coco-cr-resnet101",
        "coco-cr-mobilenetv2",
        "coco-cr-resnext50",
        "voc-cr-resnet50"
      })
  void everyPhaseRuns(String name) throws Exception {
    String text = Files.readString(Path.of(name + ".yaml"));
    assertEquals(name, Descriptor.read(Path.of(name + ".yaml")).name());
    Path data = folder.resolve("data");
    if (text.contains("kind: coco")) {
      coco(data, "train2017", Scenes.of(96, 64, 1).split("train", 6));
      coco(data, "val2017", Scenes.of(96, 64, 1).split("test", 2));
    } else {
      voc(data.resolve("VOC2007"), "trainval", Scenes.of(96, 64, 1).split("train", 4));
      voc(data.resolve("VOC2012"), "trainval", Scenes.of(96, 64, 2).split("train", 2));
      voc(data.resolve("VOC2007"), "test", Scenes.of(96, 64, 1).split("test", 2));
    }
    Experiment experiment = Descriptor.parse(name, tiny(text)).withDataFolder(data);
    experiment = experiment.withWeightsFile(weights(experiment));
    Path run = folder.resolve("run");

    new DescriptorPipeline().run(experiment, run, Progress.silent());

    Results results = Results.read(run.resolve("results.json"));
    assertEquals(2, results.levels().size());
    var began = results.retrained().orElseThrow().baseline().beginning().orElseThrow();
    assertEquals(List.of("classifier"), began.unused());
    assertEquals(List.of("backbone.fpn", "rpn", "roi_heads"), began.fresh());
    assertTrue(Files.readString(run.resolve("report.html")).contains("not used: classifier"));
  }

  /** The same descriptor with other sizes and numbers of steps. */
  private static String tiny(String text) {
    String width = text.contains("backbone: mobilenetv2") ? "0.25" : "16";
    return text.replaceAll("steps: \\d{3,}\\b", "steps: 2")
            .replaceAll("warmup-steps: \\d+", "warmup-steps: 1")
            .replaceAll("epochs: \\d+", "steps: 2")
            .replaceAll(" batch: \\d+", " batch: 2")
            .replaceAll("calibration-images: \\d+", "calibration-images: 2")
            .replaceAll("image-size: \\S+", "image-size: 64/96")
            .replaceAll("validation-images: \\d+", "validation-images: 2")
            .replaceAll("input: \\S+", "input: 64x96")
            .replaceAll("parity-sizes: .*", "parity-sizes: [64x96]")
            .replaceAll("strategy: \\{.*}", "strategy: {kind: random, evaluations: 2}")
            .replaceAll("(?s)\n  categories: \\[.*?]", "")
            .replaceAll("detector:\n.*\n", "")
            .replaceAll("(backbone: [a-z].*)", "$1\n  width: " + width)
        + """
        detector: {kind: faster-rcnn, fpn-channels: 16, head-width: 32, rpn-pre-nms: 50,
          rpn-post-nms: 20, rpn-batch: 16, roi-batch: 16, detections: 10}
        threads: 1
        device: cpu
        """;
  }

  /** Of the baseline, with a classifier that no detector needs. */
  private Path weights(Experiment experiment) throws IOException {
    var backbone = experiment.space().atWidth();
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Parameter parameter : backbone.network(Allocation.of(backbone.baseline())).parameters()) {
      float[] data = new float[Math.toIntExact(parameter.size())];
      var random = Seeds.generator(1, parameter.name());
      for (int i = 0; i < data.length; i++) {
        data[i] =
            switch (parameter.role()) {
              case SCALE, VARIANCE -> 1;
              case SHIFT, MEAN, BIAS, OFFSET -> 0;
              case WEIGHT -> (float) (0.05 * random.nextGaussian());
            };
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), data));
    }
    tensors.put("classifier.weight", new Tensor(List.of(1), new float[1]));
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(file, new Weights(tensors, Map.of()));
    return file;
  }

  private static void coco(Path root, String split, Dataset scenes) throws IOException {
    Files.createDirectories(root.resolve("annotations"));
    Files.createDirectories(root.resolve(split));
    List<String> images = new ArrayList<>();
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      Path file = root.resolve(split).resolve(i + ".jpg");
      ImageIO.write(scenes.load(i).toBufferedImage(), "jpeg", file.toFile());
      images.add(
          "{\"id\": %d, \"file_name\": \"%d.jpg\", \"height\": %d, \"width\": %d}"
              .formatted(i, i, scenes.samples().get(i).height(), scenes.samples().get(i).width()));
      for (Annotation object : scenes.samples().get(i).annotations()) {
        objects.add(
            String.format(
                Locale.ROOT,
                "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"iscrowd\": 0,"
                    + " \"area\": %.2f, \"bbox\": [%.2f, %.2f, %.2f, %.2f]}",
                objects.size() + 1,
                i,
                object.category() + 1,
                object.area(),
                object.box().x1(),
                object.box().y1(),
                object.box().width(),
                object.box().height()));
      }
    }
    List<String> categories = new ArrayList<>();
    for (String name : scenes.categories()) {
      categories.add("{\"id\": %d, \"name\": \"%s\"}".formatted(categories.size() + 1, name));
    }
    Files.writeString(
        root.resolve("annotations").resolve("instances_" + split + ".json"),
        "{\"images\": %s, \"annotations\": %s, \"categories\": %s}"
            .formatted(images, objects, categories));
  }

  private static void voc(Path root, String split, Dataset scenes) throws IOException {
    for (String inner : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
      Files.createDirectories(root.resolve(inner));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      String name = split + i;
      names.add(name);
      ImageIO.write(
          scenes.load(i).toBufferedImage(),
          "jpeg",
          root.resolve("JPEGImages").resolve(name + ".jpg").toFile());
      var xml = new StringBuilder("<annotation><size><width>96</width><height>64</height>");
      xml.append("<depth>3</depth></size>");
      for (Annotation object : scenes.samples().get(i).annotations()) {
        xml.append(
            String.format(
                Locale.ROOT,
                "<object><name>%s</name><difficult>0</difficult><bndbox><xmin>%d</xmin>"
                    + "<ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>",
                scenes.categories().get(object.category()),
                1 + (int) object.box().x1(),
                1 + (int) object.box().y1(),
                (int) object.box().x2(),
                (int) object.box().y2()));
      }
      Files.writeString(
          root.resolve("Annotations").resolve(name + ".xml"), xml.append("</annotation>"));
    }
    Files.write(root.resolve("ImageSets", "Main", split + ".txt"), names);
  }
}
