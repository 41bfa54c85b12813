package io.crnas.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a detector's file gives: {@code dets} [N, M, 5] and {@code labels} [N, M], best first,
 * padded with labels of -1, and of a detector that finds masks {@code masks} [N, M, S, S].
 *
 * @param classes names by label
 * @param leastScore detections below are left out
 */
record Outputs(List<String> classes, double leastScore) {
  private static final String BOXES = "dets";
  private static final String LABELS = "labels";
  private static final String MASKS = "masks";
  private static final int NUMBERS = 5;

  /** Refuses a file that gives anything else. */
  static void require(Model model) {
    var faults = new Faults();
    require(model, faults, BOXES, "float", List.of(-1L, -1L, 5L));
    require(model, faults, LABELS, "int64", List.of(-1L, -1L));
    faults.throwIfAny();
  }

  private static void require(
      Model model, Faults faults, String name, String type, List<Long> shape) {
    boolean there =
        model.outputs().stream()
            .anyMatch(port ->
                port.name().equals(name)
                    && port.type().equals(type)
                    && port.shape().size() == shape.size()
                    && (shape.size() < 3 || port.shape().get(2) == NUMBERS));
    if (!there) {
      faults.add(
          model.file().toString(), "outputs " + model.outputs(), "" + new Port(name, type, shape));
    }
  }

  /**
   * The detections of each image, best first, in pixels of the images as they were given.
   *
   * @param frames in the order of the batch
   */
  List<List<Detection>> read(OrtSession.Result result, List<Frame> frames) throws OrtException {
    OnnxTensor boxes = tensor(result, BOXES);
    OnnxTensor labels = tensor(result, LABELS);
    long[] shape = labels.getInfo().getShape();
    if (shape[0] != frames.size()
        || boxes.getInfo().getNumElements() != shape[0] * shape[1] * NUMBERS) {
      throw new IllegalStateException(
          "the file gives %s and %s for %d images"
              .formatted(boxes.getInfo(), labels.getInfo(), frames.size()));
    }
    Optional<Masks> masks = masks(result, shape);
    float[] numbers = Numbers.floats(boxes);
    long[] places = Numbers.longs(labels);
    int most = (int) shape[1];
    List<List<Detection>> found = new ArrayList<>();
    for (int image = 0; image < frames.size(); image++) {
      List<Detection> detections = new ArrayList<>();
      for (int i = image * most; i < (image + 1) * most && places[i] >= 0; i++) {
        int place = i;
        add(
            detections,
            numbers,
            NUMBERS * i,
            places[i],
            masks.map(all -> all.of(place)),
            frames.get(image));
      }
      found.add(List.copyOf(detections));
    }
    return List.copyOf(found);
  }

  /** All masks of a batch. */
  @SuppressWarnings("ArrayRecordComponent") // a private view, never compared
  private record Masks(int side, float[] probabilities) {
    BoxMask of(int detection) {
      int cells = side * side;
      int from = detection * cells;
      return new BoxMask(side, Arrays.copyOfRange(probabilities, from, from + cells));
    }
  }

  /** Where the file gives some. */
  private static Optional<Masks> masks(OrtSession.Result result, long[] detections)
      throws OrtException {
    if (result.get(MASKS).isEmpty()) {
      return Optional.empty();
    }
    OnnxTensor masks = tensor(result, MASKS);
    long[] shape = masks.getInfo().getShape();
    if (shape.length != 4
        || shape[0] != detections[0]
        || shape[1] != detections[1]
        || shape[2] != shape[3]) {
      throw new IllegalStateException(
          "the file gives %s for %d x %d detections"
              .formatted(masks.getInfo(), detections[0], detections[1]));
    }
    return Optional.of(new Masks((int) shape[2], Numbers.floats(masks)));
  }

  private void add(
      List<Detection> detections,
      float[] numbers,
      int at,
      long label,
      Optional<BoxMask> mask,
      Frame frame) {
    float score = numbers[at + 4];
    float sum = numbers[at] + numbers[at + 1] + numbers[at + 2] + numbers[at + 3] + score;
    if (label >= classes.size() || !Float.isFinite(sum)) {
      throw new IllegalStateException(
          "the file gives label %d, box (%s, %s) to (%s, %s) and score %s, and has %d classes"
              .formatted(
                  label,
                  numbers[at],
                  numbers[at + 1],
                  numbers[at + 2],
                  numbers[at + 3],
                  score,
                  classes.size()));
    }
    float across = (float) frame.imageWidth() / frame.width();
    float down = (float) frame.imageHeight() / frame.height();
    // What lies in the padding is cut off, before the box is scaled to the image as it was.
    float left = Math.clamp(numbers[at], 0, frame.width()) * across;
    float top = Math.clamp(numbers[at + 1], 0, frame.height()) * down;
    float right = Math.clamp(numbers[at + 2], 0, frame.width()) * across;
    float bottom = Math.clamp(numbers[at + 3], 0, frame.height()) * down;
    if (score >= leastScore && left < right && top < bottom) {
      detections.add(
          new Detection(
              classes.get((int) label), (int) label, score, left, top, right, bottom, mask));
    }
  }

  private static OnnxTensor tensor(OrtSession.Result result, String name) {
    OnnxValue value = result.get(name).orElseThrow();
    if (value instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw new IllegalStateException("the file gives " + value + " as " + name);
  }
}
