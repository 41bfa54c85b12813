package io.crnas.runtime;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.List;

/** Writes images into the memory that a network reads. */
final class Images {
  private static final int CHANNELS = 3;

  private Images() {}

  /** Refuses a file that takes anything but images, [N, 3, H, W]. */
  static void requireInput(Model model) {
    List<Long> shape = model.input().shape();
    if (shape.size() != 4 || shape.get(1) != CHANNELS) {
      throw new WrongInputException(
          model.file().toString(), "input " + model.input(), "an input float [N, 3, H, W]");
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
