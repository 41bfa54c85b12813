package io.crnas.detection.head;

import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Value;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Yields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The losses of a batch and their gradients: the heads of a detector, one after the other. */
final class LossPass {
  private final Detector detector;
  private final Pass pass;
  private final TrainingBatch batch;
  private final PyramidReadout reading;
  private final RoiSources sources = new RoiSources();
  private final List<RoiPass> later = new ArrayList<>();

  /**
   * @param pass with gradients
   * @param pyramid its levels, finest first
   */
  LossPass(Detector detector, Pass pass, TrainingBatch batch, SequencedMap<String, Value> pyramid) {
    this.detector = detector;
    this.pass = pass;
    this.batch = batch;
    this.reading = PyramidReadout.of(detector, pass, batch.images(), pyramid, batch.anchors());
  }

  /**
   * Carries the gradients of the losses back to the parameters; once only.
   *
   * @throws DivergenceException when a loss is not finite
   */
  Losses backward(int threads) {
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel _ ->
            sources.add(head, reading, batch.images(), true, batch.samples(head.name()), threads);
        case Reads.Rois _ -> {}
      }
    }
    float[] gradients = new float[reading.readout().values().length];
    var losses = new LinkedHashMap<String, Double>();
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel _ ->
            losses.putAll(
                reading
                    .stage(head.name())
                    .loss(batch.targets(), batch.samples(head.name()), gradients));
        case Reads.Rois rois ->
            losses.putAll(
                switch (head.yields()) {
                  case Yields.Masks _ -> ofMasks(head, rois, threads);
                  case Yields.Detections _, Yields.Refined _, Yields.Proposals _ ->
                      ofRois(head, rois, threads);
                });
      }
    }
    var all = new Losses(losses);
    if (!Double.isFinite(all.total())) {
      throw new DivergenceException(batch.step(), all);
    }
    later.forEach(RoiPass::backward);
    reading.readout().backward(gradients);
    return all;
  }

  private SequencedMap<String, Double> ofRois(Head head, Reads.Rois rois, int threads) {
    var stage = new RoiStage(head, detector.classes() + 1);
    // The heads of a cascade choose apart.
    String place = later.isEmpty() ? "regions/sample" : "regions/sample/" + head.name();
    List<List<Target>> targets = batch.targets();
    var chosen = new RoiStage.Chosen[targets.size()];
    Parallel.forEach(
        chosen.length,
        threads,
        image -> {
          Boxes found = sources.of(rois.from(), image);
          var random = Seeds.generator(batch.seed(), place, batch.step(), image);
          chosen[image] = stage.choose(found, targets.get(image), random);
        });
    List<Boxes> boxes = Arrays.stream(chosen).map(RoiStage.Chosen::boxes).toList();
    RoiPass roiPass = run(head, rois, boxes, threads);
    var outputs = new RoiStage.Outputs(roiPass);
    int[] rows = Rois.firstRows(boxes);
    sources.add(head, List.of(chosen));
    sources.add(
        head,
        rois.from(),
        outputs,
        image ->
            stage
                .refined(outputs, boxes.get(image), rows[image], batch.images().sizes().get(image))
                .select(chosen[image].proposed().stream().mapToInt(Integer::intValue).toArray()));
    return stage.loss(outputs, List.of(chosen), targets, roiPass.gradients());
  }

  /** Of the RoIs of the head before that stand for an object. */
  private SequencedMap<String, Double> ofMasks(Head head, Reads.Rois rois, int threads) {
    List<RoiStage.Chosen> sampled = sources.sampled(rois.from());
    List<Boxes> boxes = sampled.stream().map(RoiStage.Chosen::ofObjects).toList();
    List<List<Target>> objects = new ArrayList<>();
    for (int image = 0; image < sampled.size(); image++) {
      List<Target> own = batch.targets().get(image);
      objects.add(sampled.get(image).targetsOfObjects().stream().map(own::get).toList());
    }
    RoiPass roiPass = run(head, rois, boxes, threads);
    return new MaskStage(head)
        .loss(new MaskStage.Outputs(roiPass), boxes, objects, threads, roiPass.gradients());
  }

  private RoiPass run(Head head, Reads.Rois rois, List<Boxes> boxes, int threads) {
    var roiPass = new RoiPass(detector, head, rois, pass, reading, boxes, threads);
    later.add(roiPass);
    return roiPass;
  }
}
