package io.crnas.experiments.run;

import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.json.Json;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.experiments.yaml.Names;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.detector.DetectorSettings;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fpn;
import io.crnas.spaces.detector.Neck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A trained net for those who go on in PyTorch: its weights in torchvision's names, what it is as
 * JSON, and a few lines of Python that make it of both, for torchvision and for mmdetection.
 *
 * @param folder of the run, or of one of its budgets
 */
record TorchvisionNet(Work work, RunFolder folder, RetrainedNet net) {
  private static final String RESOURCES = "/io/crnas/experiments/torchvision/";
  private static final List<String> PYTHON = List.of("net.py", "mmdetection.py");

  /**
   * Writes the files; gives their folder.
   *
   * @throws InvalidInputException for a net that torchvision has no parts for
   */
  Path write() throws IOException {
    var problems = new Problems();
    if (!(work.setup().backbone instanceof ResNet)) {
      problems.add(
          "space",
          work.experiment().space().title(),
          "a ResNet or ResNeXt with BatchNorm, without kinds of blocks and deformable ones");
    }
    Neck.Kind neck = work.setup().training().retrained().detector().neck().kind();
    if (neck != Neck.Kind.FPN) {
      problems.add("the detector's neck", Names.kebab(neck), "fpn, which torchvision has");
    }
    problems.throwIfAny();
    Allocation allocation = Results.read(folder.results()).net(net).allocation();
    Path target = folder.torchvision(net);
    Files.createDirectories(target);
    Json.write(target.resolve("allocation.json"), about(allocation));
    AtomicFile.write(
        target.resolve("weights.safetensors"),
        out -> Files.copy(folder.weights(net.toString()), out));
    for (String name : PYTHON) {
      try (InputStream python =
          Objects.requireNonNull(
              TorchvisionNet.class.getResourceAsStream(RESOURCES + name), name)) {
        AtomicFile.write(target.resolve(name), python::transferTo);
      }
    }
    return target;
  }

  private Map<String, Object> about(Allocation allocation) {
    var about = new LinkedHashMap<String, Object>();
    about.put("allocation", allocation);
    about.put("backbone", work.experiment().space().title());
    about.put("classes", work.setup().training().images().train().categories());
    if (work.setup().backbone instanceof ResNet resNet) {
      about.put("body", body(resNet, allocation));
    }
    if (work.setup().training().retrained().detector().neck() instanceof Fpn fpn) {
      about.put(
          "fpn",
          ordered(
              "channels", fpn.channels(),
              "finest", fpn.finest(),
              "extra", fpn.extra().name().toLowerCase(Locale.ROOT)));
    }
    about.put("faster_rcnn", settings() instanceof FasterRcnn rcnn ? fasterRcnn(rcnn) : Map.of());
    return about;
  }

  private DetectorSettings settings() {
    return work.experiment()
        .retrain()
        .flatMap(Retrain::detector)
        .orElse(work.experiment().detector());
  }

  /** As torchvision's ResNet calls its arguments. */
  private static Map<String, Object> body(ResNet resNet, Allocation allocation) {
    boolean grouped = resNet.block() == ResNet.Block.BOTTLENECK_32X4D;
    return ordered(
        "block", resNet.block() == ResNet.Block.BASIC ? "basic" : "bottleneck",
        "width", resNet.width(),
        "groups", grouped ? 32 : 1,
        "width_per_group", grouped ? 4 : 64,
        "dilations", allocation.dilations().dilations());
  }

  private Map<String, Object> fasterRcnn(FasterRcnn rcnn) {
    Preparation preparation = work.setup().training().images().preparation();
    Map<String, Object> settings =
        switch (preparation.resize()) {
          // torchvision leaves an image alone that has this size already.
          case Resize.Fixed fixed ->
              ordered(
                  "min_size", Math.min(fixed.size().height(), fixed.size().width()),
                  "max_size", Math.max(fixed.size().height(), fixed.size().width()));
          case Resize.KeptAspect kept ->
              ordered("min_size", kept.shorter(), "max_size", kept.longer());
        };
    settings.put("image_mean", preparation.normalisation().mean());
    settings.put("image_std", preparation.normalisation().deviation());
    settings.put("rpn_pre_nms_top_n_test", rcnn.rpnPreNms());
    settings.put("rpn_post_nms_top_n_test", rcnn.rpnPostNms());
    settings.put("box_score_thresh", rcnn.scoreThreshold());
    settings.put("box_nms_thresh", rcnn.nmsThreshold());
    settings.put("box_detections_per_img", rcnn.detections());
    return ordered(
        "classes", work.setup().training().images().train().categories().size() + 1,
        "head_width", rcnn.headWidth(),
        "anchor_sizes", rcnn.anchorSizes(),
        "anchor_ratios", rcnn.anchorRatios(),
        "canonical_side", rcnn.canonicalSide(),
        "multiple", preparation.multiple(),
        "settings", settings);
  }

  /** Names and values by turns. */
  private static Map<String, Object> ordered(Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i].toString(), pairs[i + 1]);
    }
    return map;
  }
}
