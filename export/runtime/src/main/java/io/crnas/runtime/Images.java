package io.crnas.runtime;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Writes images into the memory that a network reads. */
final class Images {
  private static final int CHANNELS = 3;

  private Images() {}

  /** Refuses a file that takes anything but what it says. */
  static void requireInput(Model model, Input input) {
    Port port = model.input();
    int channels =
        switch (input) {
          case PREPARED -> 1;
          case PIXELS -> 3;
        };
    String type =
        switch (input) {
          case PREPARED -> "float";
          case PIXELS -> "uint8";
        };
    if (port.shape().size() != 4
        || port.shape().get(channels) != CHANNELS
        || !port.type().equals(type)) {
      throw new WrongInputException(
          model.file().toString(),
          "input " + port,
          switch (input) {
            case PREPARED -> "an input float [N, 3, H, W]";
            case PIXELS -> "an input uint8 [N, H, W, 3]";
          });
    }
  }

  /** Writes the pixels of an image as they are, [H, W, 3], behind what is there. */
  static void writePixels(BufferedImage image, ByteBuffer target) {
    var pixels = new Pixels(image);
    float[][] row = new float[CHANNELS][pixels.width()];
    for (int y = 0; y < pixels.height(); y++) {
      pixels.read(y, row);
      for (int x = 0; x < pixels.width(); x++) {
        for (float[] channel : row) {
          target.put((byte) channel[x]);
        }
      }
    }
  }

  /**
   * Brings an image to size and writes it, normalised, with zeros around it.
   *
   * @param frame the sizes on its way
   * @param planes [N, 3, H, W] numbers, all of which may be left from other images
   * @param place which of the N it becomes
   */
  static void write(
      BufferedImage image,
      Preprocessing preprocessing,
      Frame frame,
      FloatBuffer planes,
      int place) {
    int columns = frame.size().width();
    int rows = frame.size().height();
    var resized = new ResizedRows(new Pixels(image), frame.height(), frame.width());
    float[] scale = new float[CHANNELS];
    float[] shift = new float[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      float deviation = preprocessing.std().get(channel).floatValue();
      scale[channel] = 1 / (255 * deviation);
      shift[channel] = -preprocessing.mean().get(channel).floatValue() / deviation;
    }
    // Its end stays zero.
    float[] row = new float[columns];
    for (int y = 0; y < frame.height(); y++) {
      resized.moveTo(y);
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int x = 0; x < frame.width(); x++) {
          row[x] = resized.at(channel, x) * scale[channel] + shift[channel];
        }
        planes.put(((CHANNELS * place + channel) * rows + y) * columns, row);
      }
    }
    float[] empty = new float[columns];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int y = frame.height(); y < rows; y++) {
        planes.put(((CHANNELS * place + channel) * rows + y) * columns, empty);
      }
    }
  }
}
