package io.crnas.runtime;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exported detector: an image of any size to boxes. How images are prepared and what the numbers
 * mean, the file says itself. Any thread may detect, many at a time; {@link #close} waits for those
 * that do.
 *
 * {@snippet :
 * static void drawBoxes(Path file, BufferedImage photograph) throws IOException {
 *   try (Detector detector = Detector.load(file, Options.defaults().withLeastScore(0.5))) {
 *     Graphics2D graphics = photograph.createGraphics();
 *     for (Detection found : detector.detect(photograph)) {
 *       graphics.draw(
 *           new Rectangle2D.Float(found.left(), found.top(), found.width(), found.height()));
 *       graphics.drawString(found.category(), found.left(), found.top());
 *     }
 *     graphics.dispose();
 *   }
 * }
 * }
 */
public final class Detector implements AutoCloseable {
  private final Model model;
  private final Metadata metadata;
  private final Outputs outputs;

  private Detector(Model model, Metadata metadata, double leastScore) {
    this.model = model;
    this.metadata = metadata;
    this.outputs = new Outputs(metadata.classes(), leastScore);
  }

  /**
   * Loads a file.
   *
   * @param file as {@code crnas export} writes it
   * @throws WrongInputException when it is no whole ONNX file of a detector, or the device can not
   *     be used
   * @throws IOException when the file can not be read
   */
  public static Detector load(Path file, Options options) throws IOException {
    Model model = Model.load(file, options);
    try {
      var metadata = Metadata.parse(file.toString(), model.properties());
      if (metadata.part() != Part.DETECTOR) {
        throw new WrongInputException(
            file.toString(),
            "the " + metadata.part() + " of a detector",
            "a whole detector; Backbone loads this");
      }
      Images.requireInput(model, metadata.input());
      switch (metadata.input()) {
        case PREPARED -> requireSize(model, metadata.preprocessing());
        case PIXELS -> requireAnySize(model);
      }
      Outputs.require(model);
      return new Detector(model, metadata, options.leastScore());
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Where a file fixes its size, its images must come out in it. */
  private static void requireSize(Model model, Preprocessing preprocessing) {
    List<Long> takes = model.input().shape();
    String where = model.file().toString();
    if (takes.get(0) > 1) {
      throw new WrongInputException(where, "" + model.input(), "a free number of images, or 1");
    }
    switch (preprocessing.resize()) {
      case Resize.Stretched(int height, int width) -> {
        int rows = preprocessing.padded(height);
        int columns = preprocessing.padded(width);
        if (!takes(takes.get(2), rows) || !takes(takes.get(3), columns)) {
          throw new WrongInputException(
              where, "" + model.input(), "room for images of " + rows + "x" + columns);
        }
      }
      case Resize.KeptAspect kept -> {
        if (takes.get(2) >= 0 || takes.get(3) >= 0) {
          throw new WrongInputException(
              where, "" + model.input(), "a free size, since images keep their aspect, " + kept);
        }
      }
    }
  }

  private static void requireAnySize(Model model) {
    List<Long> takes = model.input().shape();
    if (takes.get(0) > 1 || takes.get(1) >= 0 || takes.get(2) >= 0) {
      throw new WrongInputException(
          model.file().toString(), "" + model.input(), "pictures of any size, many or one");
    }
  }

  private static boolean takes(long size, int wanted) {
    return size < 0 || size == wanted;
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
   * Detects in one image.
   *
   * @param image of any size and kind
   * @return the surest first, in pixels of this image
   * @throws IllegalStateException when it was closed, or ONNX Runtime fails
   */
  public List<Detection> detect(BufferedImage image) {
    return detect(List.of(image)).getFirst();
  }

  /**
   * Detects in several images. Those that have the same size after the resize are computed
   * together, so that what is found in an image does not depend on the others.
   *
   * @param images of any sizes and kinds
   * @return for each image, in order, what {@link #detect(BufferedImage)} gives
   * @throws IllegalStateException when it was closed, or ONNX Runtime fails
   */
  public List<List<Detection>> detect(List<BufferedImage> images) {
    List<Frame> frames = images.stream().map(this::frame).toList();
    var found = new ArrayList<List<Detection>>();
    var bySize = new LinkedHashMap<Object, List<Integer>>();
    for (int i = 0; i < images.size(); i++) {
      // Where the file takes one image at a time, each is by itself.
      Object group = model.input().shape().getFirst() == 1 ? (Object) i : frames.get(i).size();
      bySize.computeIfAbsent(group, _ -> new ArrayList<>()).add(i);
      found.add(List.of());
    }
    for (List<Integer> together : bySize.values()) {
      List<List<Detection>> some =
          detect(
              together.stream().map(images::get).toList(),
              together.stream().map(frames::get).toList());
      for (int i = 0; i < together.size(); i++) {
        found.set(together.get(i), some.get(i));
      }
    }
    return List.copyOf(found);
  }

  private Frame frame(BufferedImage image) {
    return switch (metadata.input()) {
      case PREPARED -> Frame.of(image, metadata.preprocessing());
      case PIXELS -> Frame.asIs(image.getHeight(), image.getWidth());
    };
  }

  private List<List<Detection>> detect(List<BufferedImage> images, List<Frame> frames) {
    Frame.Size size = frames.getFirst().size();
    return switch (metadata.input()) {
      case PREPARED ->
          model.run(
              new long[] {images.size(), 3, size.height(), size.width()},
              bytes -> write(images, frames, bytes.asFloatBuffer()),
              result -> outputs.read(result, frames));
      case PIXELS ->
          model.run(
              new long[] {images.size(), size.height(), size.width(), 3},
              bytes -> images.forEach(image -> Images.writePixels(image, bytes)),
              result -> outputs.read(result, frames));
    };
  }

  private void write(List<BufferedImage> images, List<Frame> frames, FloatBuffer numbers) {
    for (int i = 0; i < images.size(); i++) {
      Images.write(images.get(i), metadata.preprocessing(), frames.get(i), numbers, i);
    }
  }

  /**
   * Detects in images that are prepared already.
   *
   * @param input normalised pixels [N, 3, H, W], or where the file takes pictures their numbers
   *     from 0 to 255, [N, H, W, 3]
   * @return for each image, in order, the surest first, in pixels of the input
   * @throws WrongInputException when the input has another shape
   * @throws IllegalStateException when it was closed, or ONNX Runtime fails
   */
  public List<List<Detection>> detect(Tensor input) {
    List<Integer> shape = input.shape();
    if (shape.size() != 4) {
      throw new WrongInputException("input", "the shape " + shape, "" + model.input());
    }
    int rows =
        switch (metadata.input()) {
          case PREPARED -> 2;
          case PIXELS -> 1;
        };
    Frame frame = Frame.asIs(shape.get(rows), shape.get(rows + 1));
    return model.run(
        input, result -> outputs.read(result, Collections.nCopies(shape.get(0), frame)));
  }

  /** How many inputs were in memory at the same time, at most. */
  int slots() {
    return model.slots();
  }

  /** Releases the native session; closing twice does nothing. */
  @Override
  public void close() {
    model.close();
  }
}
