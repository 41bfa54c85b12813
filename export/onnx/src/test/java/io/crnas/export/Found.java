package io.crnas.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.crnas.runtime.Model;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An object that an exported detector found.
 *
 * @param label its class, from 0
 */
public record Found(float left, float top, float right, float bottom, float score, long label) {

  /** What is made of the outputs. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(OrtSession.Result result) throws OrtException;
  }

  /** Runs a detector's file once on images [n, 3, h, w]; what it found in each image. */
  public static List<List<Found>> in(Path file, float[] images, int n, int h, int w)
      throws OrtException {
    return run(file, images, n, h, w, result -> found(result, n));
  }

  /** The same; all numbers of the masks. */
  public static float[] masks(Path file, float[] images, int n, int h, int w) throws OrtException {
    return run(
        file,
        images,
        n,
        h,
        w,
        result -> {
          FloatBuffer numbers = ((OnnxTensor) result.get("masks").orElseThrow()).getFloatBuffer();
          float[] masks = new float[numbers.remaining()];
          numbers.get(masks);
          return masks;
        });
  }

  private static List<List<Found>> found(OrtSession.Result result, int n) throws OrtException {
    var dets = (float[][][]) result.get("dets").orElseThrow().getValue();
    var labels = (long[][]) result.get("labels").orElseThrow().getValue();
    List<List<Found>> found = new ArrayList<>();
    for (int image = 0; image < n; image++) {
      found.add(of(dets[image], labels[image]));
    }
    return found;
  }

  private static <T> T run(Path file, float[] images, int n, int h, int w, Reader<T> reader)
      throws OrtException {
    // Begins ONNX Runtime on a stack that is large enough.
    Model.version();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file.toString(), options);
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(images), new long[] {n, 3, h, w});
          OrtSession.Result result = session.run(Map.of("input", input))) {
        return reader.read(result);
      }
    }
  }

  private static List<Found> of(float[][] dets, long[] labels) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      float[] row = dets[i];
      if (labels[i] >= 0) {
        if (found.size() < i) {
          throw new AssertionError("a detection behind the padding: " + Arrays.toString(labels));
        }
        found.add(new Found(row[0], row[1], row[2], row[3], row[4], labels[i]));
      } else if (!Arrays.equals(row, new float[5])) {
        throw new AssertionError("padding of " + Arrays.toString(row));
      }
    }
    return found;
  }

  /** The farthest distance of two edges, in pixels. */
  public double farthest(Found other) {
    return Math.max(
        Math.max(Math.abs(left - other.left), Math.abs(top - other.top)),
        Math.max(Math.abs(right - other.right), Math.abs(bottom - other.bottom)));
  }
}
