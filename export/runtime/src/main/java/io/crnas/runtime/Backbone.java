package io.crnas.runtime;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * An exported backbone, with or without its neck: an image to feature maps. Any thread may run it,
 * many at a time; {@link #close} waits for those that do.
 */
public final class Backbone implements AutoCloseable {
  private static final int CHANNELS = 3;

  /** Below this the coarsest outputs, at stride 32, have no whole cell. */
  private static final int SMALLEST_SIDE = 32;

  private final Model model;
  private final Metadata metadata;

  private Backbone(Model model, Metadata metadata) {
    this.model = model;
    this.metadata = metadata;
  }

  /**
   * Loads a file.
   *
   * @param file as {@code crnas export --part backbone} or {@code features} writes it
   * @throws WrongInputException when it is no whole ONNX file of a backbone, or the device can not
   *     be used
   * @throws IOException when the file can not be read
   */
  public static Backbone load(Path file, Options options) throws IOException {
    Model model = Model.load(file, options);
    try {
      var metadata = Metadata.parse(file.toString(), model.properties());
      if (metadata.part() == Part.DETECTOR) {
        throw new WrongInputException(
            file.toString(), "a whole detector", "a backbone or features; Detector loads this");
      }
      Images.requireInput(model, metadata.input());
      if (metadata.input() == Input.PIXELS) {
        throw new WrongInputException(file.toString(), "input pixels", "prepared images");
      }
      for (Port output : model.outputs()) {
        if (!output.type().equals("float")) {
          throw new WrongInputException(file.toString(), "output " + output, "type float");
        }
      }
      return new Backbone(model, metadata);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** What the file says of itself. */
  public Metadata metadata() {
    return metadata;
  }

  /** The file's metadata properties as they are; {@code parity} is among them. */
  public Map<String, String> properties() {
    return model.properties();
  }

  /** Where it runs; never {@link Device.Auto}. */
  public Device device() {
    return model.device();
  }

  /**
   * Computes the feature maps of an image, which is prepared as the file says.
   *
   * @return by name, in the file's order, each [1, C, h, w]
   * @throws IllegalStateException when it was closed
   */
  public SequencedMap<String, Tensor> run(BufferedImage image) {
    Prepared prepared = metadata.preprocessing().prepare(image);
    return run(prepared.nchw(), 1, prepared.height(), prepared.width());
  }

  /**
   * Computes the feature maps of a batch of images.
   *
   * @param nchw normalised pixels, [n, 3, h, w] in C order
   * @param h height in pixels, at least 32
   * @param w width in pixels, at least 32
   * @return the outputs by name, in the file's order, each [n, C, h / stride, w / stride] rounded
   *     up
   * @throws WrongInputException when the numbers are not as many as the shape has, or not finite
   * @throws IllegalStateException when it was closed
   */
  public SequencedMap<String, Tensor> run(float[] nchw, int n, int h, int w) {
    var features = new LinkedHashMap<String, Tensor>();
    model
        .run(input(nchw, n, h, w))
        .forEach((name, values) -> {
          switch (values) {
            case Tensor tensor -> features.put(name, tensor);
            case Integers _ -> throw new IllegalStateException(name + " changed its type");
          }
        });
    return features;
  }

  /**
   * Runs a batch of images again and again and says how long each run took. Images and outputs stay
   * where ONNX Runtime has them.
   *
   * @param nchw normalised pixels, [n, 3, h, w] in C order
   * @param h height in pixels, at least 32
   * @param w width in pixels, at least 32
   * @param runs how often
   * @return nanoseconds, in order
   * @throws WrongInputException as {@link #run(float[], int, int, int)}
   * @throws IllegalStateException when it was closed
   * @throws InterruptedException between two runs, when the thread was told to stop
   */
  public long[] time(float[] nchw, int n, int h, int w, int runs) throws InterruptedException {
    return model.time(input(nchw, n, h, w), runs);
  }

  /** Releases the native session; closing twice does nothing. */
  @Override
  public void close() {
    model.close();
  }

  private static Tensor input(float[] nchw, int n, int h, int w) {
    var faults = new Faults();
    if (n < 1) {
      faults.add("input, batch", n + " images", "at least 1");
    }
    if (h < SMALLEST_SIDE || w < SMALLEST_SIDE) {
      faults.add(
          "input, size", h + "x" + w + " pixels", "at least " + SMALLEST_SIDE + " on each side");
    }
    long size = (long) n * CHANNELS * h * w;
    if (faults.isEmpty() && nchw.length != size) {
      faults.add(
          "input",
          nchw.length + " numbers",
          size + " for the shape [" + n + ", " + CHANNELS + ", " + h + ", " + w + "]");
    }
    firstNotFinite(nchw)
        .ifPresent(i -> faults.add("input", nchw[i] + " at position " + i, "finite numbers"));
    faults.throwIfAny();
    return new Tensor(List.of(n, CHANNELS, h, w), nchw);
  }

  private static Optional<Integer> firstNotFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
