package io.crnas.detection.head;

import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Likelihood;
import io.crnas.spaces.detector.Loss;
import io.crnas.spaces.detector.Yields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * What lies behind a head that was run on every level: torchvision's region proposal network,
 * RetinaNet and FCOS.
 *
 * @param head which says how
 * @param outputs what it gave
 */
record DenseStage(Head head, DenseOutputs outputs) {
  private static final String SCORES = "scores";
  static final String BOXES = "boxes";
  private static final String CENTRENESS = "centreness";

  /** Whether an output waits until it is known of which anchors it is needed: few of many. */
  static boolean waits(Head head, String output) {
    return head.yields() instanceof Yields.Proposals && output.equals(BOXES);
  }

  private Yields.Proposals proposals() {
    return switch (head.yields()) {
      case Yields.Proposals proposals -> proposals;
      case Yields.Detections _, Yields.Refined _, Yields.Masks _ ->
          throw new IllegalStateException(head.name() + " yields no proposals");
    };
  }

  private Yields.Limits limits(boolean training) {
    return training ? proposals().training() : proposals().detection();
  }

  /** The anchors of each level of an image that may be proposed, best first. */
  int[][] best(int image, boolean training) {
    AnchorGrid anchors = outputs.anchors();
    int most = limits(training).preNms();
    int[][] best = new int[anchors.levels()][];
    for (int level = 0; level < best.length; level++) {
      int start = anchors.start(level);
      int first = outputs.place(SCORES, level, image, start);
      float[] logits = Arrays.copyOfRange(outputs.values(), first, first + anchors.count(level));
      best[level] = IntStream.of(Nms.descending(logits, most)).map(i -> start + i).toArray();
    }
    return best;
  }

  /**
   * Brings the boxes that are needed.
   *
   * @param best anchors of each image
   * @param samples those that are learned from, of each image; none in detection
   */
  void bring(int[][][] best, List<BoxSampler.Sample> samples) {
    int[][] needed = new int[best.length][];
    for (int image = 0; image < best.length; image++) {
      IntStream learned =
          samples.isEmpty() ? IntStream.empty() : IntStream.of(samples.get(image).positive());
      needed[image] =
          IntStream.concat(Arrays.stream(best[image]).flatMapToInt(IntStream::of), learned)
              .toArray();
    }
    outputs.bring(BOXES, needed);
  }

  /**
   * The proposals of one image, best first.
   *
   * @param best of the anchors of each level, whose boxes were brought
   */
  Boxes propose(int image, int[][] best, ImageSize size, boolean training) {
    List<Boxes> kept = new ArrayList<>();
    float[] scores = {};
    for (int level = 0; level < best.length; level++) {
      Boxes boxes = decode(image, level, best[level]);
      boxes.clip(size.height(), size.width());
      int[] large = boxes.atLeast((float) Yields.Proposals.LEAST_SIDE);
      boxes = boxes.select(large);
      int[] survivors = Nms.sorted(boxes, proposals().nmsThreshold());
      kept.add(boxes.select(survivors));
      int offset = scores.length;
      scores = Arrays.copyOf(scores, offset + survivors.length);
      for (int i = 0; i < survivors.length; i++) {
        int anchor = best[level][large[survivors[i]]];
        scores[offset + i] = outputs.values()[outputs.place(SCORES, level, image, anchor)];
      }
    }
    return Boxes.join(kept).select(Nms.descending(scores, limits(training).postNms()));
  }

  private Boxes decode(int image, int level, int[] chosen) {
    BoxCoder coder = BoxCoder.of(head.coder());
    var boxes = new Boxes(chosen.length);
    for (int i = 0; i < chosen.length; i++) {
      coder.decode(
          outputs.values(),
          outputs.place(BOXES, level, image, chosen[i]),
          outputs.anchors().boxes(),
          chosen[i],
          boxes,
          i);
    }
    return boxes;
  }

  /** The detections of one image, best first. */
  List<DetectedBox> detect(int image, ImageSize size, Yields.Detections settings) {
    AnchorGrid anchors = outputs.anchors();
    BoxCoder coder = BoxCoder.of(head.coder());
    int classes = outputs.perAnchor(SCORES);
    var selection = new Selection(this::score);
    for (int level = 0; level < anchors.levels(); level++) {
      int start = anchors.start(level);
      float[] likelihoods = likelihoods(image, level);
      int[] best = Nms.descending(likelihoods, settings.preNms());
      for (int i = 0;
          i < best.length && score(likelihoods[best[i]]) > settings.scoreThreshold();
          i++) {
        int anchor = start + best[i] / classes;
        selection.add(
            coder,
            outputs.values(),
            outputs.place(BOXES, level, image, anchor),
            anchors.boxes(),
            anchor,
            likelihoods[best[i]],
            best[i] % classes + 1);
      }
    }
    return selection.best(settings, size, 0);
  }

  /** For every anchor of a level and every class. */
  private float[] likelihoods(int image, int level) {
    AnchorGrid anchors = outputs.anchors();
    int classes = outputs.perAnchor(SCORES);
    int first = outputs.place(SCORES, level, image, anchors.start(level));
    int last = first + anchors.count(level) * classes;
    float[] likelihoods = Arrays.copyOfRange(outputs.values(), first, last);
    if (head.likelihood() == Likelihood.PRODUCT) {
      int centre = outputs.place(CENTRENESS, level, image, anchors.start(level));
      for (int i = 0; i < likelihoods.length; i++) {
        float central = LossFunctions.sigmoid(outputs.values()[centre + i / classes]);
        likelihoods[i] = LossFunctions.sigmoid(likelihoods[i]) * central;
      }
    }
    return likelihoods;
  }

  private float score(float likelihood) {
    return switch (head.likelihood()) {
      case SCORE -> likelihood;
      case LOGIT -> LossFunctions.sigmoid(likelihood);
      case PRODUCT -> (float) Math.sqrt(likelihood);
    };
  }

  /**
   * The losses of a batch by name; adds their gradients.
   *
   * @param targets the objects of each image
   * @param samples the anchors of each image that are learned from
   * @param gradients laid out as the head's outputs
   */
  SequencedMap<String, Double> loss(
      List<List<Target>> targets, List<BoxSampler.Sample> samples, float[] gradients) {
    var sums = new LinkedHashMap<String, Double>();
    for (Loss.OnLevels loss : losses()) {
      double sum = 0;
      for (int image = 0; image < samples.size(); image++) {
        BoxSampler.Sample sample = samples.get(image);
        double weight = loss.weight() / divisor(samples, image);
        for (int anchor : sample.background()) {
          sum += ofBackground(loss, image, anchor, weight, gradients);
        }
        for (int i = 0; i < sample.positive().length; i++) {
          Target target = targets.get(image).get(sample.targets().get(i));
          sum += ofObject(loss, image, sample.positive()[i], target, weight, gradients);
        }
      }
      sums.put(loss.name(), sum);
    }
    return sums;
  }

  private List<Loss.OnLevels> losses() {
    return head.losses().stream().map(Loss.OnLevels.class::cast).toList();
  }

  private double divisor(List<BoxSampler.Sample> samples, int image) {
    long positives = samples.stream().mapToInt(sample -> sample.positive().length).sum();
    return switch (head.average()) {
      case SAMPLED ->
          Math.max(positives + samples.stream().mapToInt(s -> s.background().length).sum(), 1);
      case OBJECTS -> Math.max(positives, 1);
      case OBJECTS_OF_IMAGE ->
          (double) Math.max(samples.get(image).positive().length, 1) * samples.size();
    };
  }

  private double ofBackground(
      Loss.OnLevels loss, int image, int anchor, double weight, float[] gradients) {
    return switch (loss) {
      case Loss.BinaryCrossEntropy _ -> entropy(loss, image, anchor, 0, weight, gradients);
      case Loss.Focal focal -> focal(focal, image, anchor, -1, weight, gradients);
      case Loss.SmoothL1 _, Loss.Giou _, Loss.Centreness _ -> 0;
    };
  }

  private double ofObject(
      Loss.OnLevels loss, int image, int anchor, Target target, double weight, float[] gradients) {
    float[] values = outputs.values();
    int place = outputs.place(loss.output(), image, anchor);
    return switch (loss) {
      case Loss.BinaryCrossEntropy _ -> entropy(loss, image, anchor, 1, weight, gradients);
      case Loss.Focal focal -> focal(focal, image, anchor, target.label() - 1, weight, gradients);
      case Loss.SmoothL1 smooth ->
          LossFunctions.smoothL1(
              smooth.beta(), values, place, encoded(anchor, target), 0, weight, gradients);
      case Loss.Giou _ -> {
        BoxCoder coder = BoxCoder.of(head.coder());
        Boxes references = outputs.anchors().boxes();
        var box = new Boxes(1);
        coder.decode(values, place, references, anchor, box, 0);
        double[] edges = new double[4];
        double giou = LossFunctions.giou(box.get(0), target.box(), weight, edges);
        coder.backward(edges, values, place, references, anchor, gradients);
        yield giou;
      }
      case Loss.Centreness _ -> {
        double centreness = LossFunctions.centreness(encoded(anchor, target));
        yield LossFunctions.binaryCrossEntropy(values, place, centreness, weight, gradients);
      }
    };
  }

  private float[] encoded(int anchor, Target target) {
    float[] encoded = new float[4];
    BoxCoder.of(head.coder())
        .encode(target.box(), outputs.anchors().boxes().get(anchor), encoded, 0);
    return encoded;
  }

  private double entropy(
      Loss loss, int image, int anchor, int target, double weight, float[] gradients) {
    int place = outputs.place(loss.output(), image, anchor);
    return LossFunctions.binaryCrossEntropy(outputs.values(), place, target, weight, gradients);
  }

  /**
   * @param label the one class that is there, from 0; -1 for none
   */
  private double focal(
      Loss.Focal focal, int image, int anchor, int label, double weight, float[] gradients) {
    int place = outputs.place(focal.output(), image, anchor);
    double sum = 0;
    for (int c = 0; c < outputs.perAnchor(focal.output()); c++) {
      sum += LossFunctions.focal(focal, outputs.values(), place + c, c == label, weight, gradients);
    }
    return sum;
  }
}
