package io.crnas.detection.scenes;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.Image;
import io.crnas.framework.random.Seeds;
import java.util.random.RandomGenerator;

/**
 * Draws a scene pixel by pixel: background, figures with soft edges, light, blur, noise. Uses
 * arithmetic, {@code sqrt} and {@code floor} alone, which Java defines to the last bit.
 */
final class ScenePainter {
  private final int width;
  private final int height;
  private final RandomGenerator random;

  /** [3, H, W], 0 to 1. */
  private final float[][] planes;

  private ScenePainter(Scenes scenes, RandomGenerator random) {
    this.width = scenes.width();
    this.height = scenes.height();
    this.random = random;
    this.planes = new float[3][width * height];
  }

  static Image paint(Scenes scenes, String split, int index, SceneLayout layout) {
    var painter =
        new ScenePainter(scenes, Seeds.generator(scenes.seed(), "scene/paint/" + split, index));
    double[] ground = painter.background();
    for (Placed figure : layout.figures()) {
      painter.draw(figure, ground);
    }
    painter.light();
    int blurs = Math.max(0, painter.random.nextInt(5) - 2);
    for (int i = 0; i < blurs; i++) {
      painter.blur();
    }
    return painter.develop();
  }

  /** Fills the image; returns the mean colour. */
  private double[] background() {
    double[] first = colour();
    double[] second = colour();
    double[] tint = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    int side = Math.min(width, height);
    SceneTexture coarse = SceneTexture.random(side * (0.1 + 0.4 * random.nextDouble()), random);
    SceneTexture fine = SceneTexture.random(2 + side * 0.08 * random.nextDouble(), random);
    double strength = 0.3 * random.nextDouble();
    double mixing = 0.35 * random.nextDouble();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double part = 0.5 + mixing * coarse.at(x, y);
        double detail = strength * fine.at(x, y);
        for (int channel = 0; channel < 3; channel++) {
          double base = first[channel] + (second[channel] - first[channel]) * part;
          planes[channel][y * width + x] = (float) (base + detail * (0.4 + 0.6 * tint[channel]));
        }
      }
    }
    double[] mean = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      mean[channel] = (first[channel] + second[channel]) / 2;
    }
    return mean;
  }

  private void draw(Placed placed, double[] ground) {
    double[] body = colourApartFrom(ground);
    double[] part = colourApartFrom(body);
    Figure figure = placed.figure();
    double scale = placed.scale();
    SceneTexture texture =
        SceneTexture.random(2 + scale * (0.1 + 0.4 * random.nextDouble()), random);
    double strength = 0.12 * random.nextDouble();
    double shading = 0.3 * (random.nextDouble() - 0.5);
    Box box = placed.bounds();
    int left = Math.max(0, (int) Math.floor(box.x1()) - 1);
    int top = Math.max(0, (int) Math.floor(box.y1()) - 1);
    int right = Math.min(width, (int) Math.ceil(box.x2()) + 1);
    int bottom = Math.min(height, (int) Math.ceil(box.y2()) + 1);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double frameX = placed.frameX(x + 0.5, y + 0.5);
        double frameY = placed.frameY(x + 0.5, y + 0.5);
        double cover = coverage(figure.distance(frameX, frameY) * scale);
        if (cover > 0) {
          double onPart = coverage(figure.distanceToParts(frameX, frameY) * scale);
          double shade = strength * texture.at(x - placed.x(), y - placed.y()) + shading * frameX;
          for (int channel = 0; channel < 3; channel++) {
            double colour = body[channel] + (part[channel] - body[channel]) * onPart + shade;
            float under = planes[channel][y * width + x];
            planes[channel][y * width + x] = (float) (under + (colour - under) * cover);
          }
        }
      }
    }
  }

  /** How much of a pixel is inside an edge at this signed distance in pixels from its centre. */
  private static double coverage(double distance) {
    return Math.clamp(0.5 - distance, 0, 1);
  }

  private double[] colour() {
    return new double[] {
      0.1 + 0.8 * random.nextDouble(),
      0.1 + 0.8 * random.nextDouble(),
      0.1 + 0.8 * random.nextDouble()
    };
  }

  /** A colour whose brightness differs by a fifth or more. */
  private double[] colourApartFrom(double[] other) {
    double[] best = colour();
    double most = 0;
    for (int i = 0; i < 8 && most < 0.2; i++) {
      double[] candidate = colour();
      double apart = Math.abs(brightness(candidate) - brightness(other));
      if (apart > most) {
        most = apart;
        best = candidate;
      }
    }
    return best;
  }

  private static double brightness(double[] colour) {
    return 0.3 * colour[0] + 0.6 * colour[1] + 0.1 * colour[2];
  }

  /** Brightness and contrast, and a light that falls off to one side. */
  private void light() {
    double gain = 0.6 + 0.6 * random.nextDouble();
    double lift = 0.2 * (random.nextDouble() - 0.5);
    double slopeX = 0.5 * (random.nextDouble() - 0.5) / width;
    double slopeY = 0.5 * (random.nextDouble() - 0.5) / height;
    for (float[] plane : planes) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double light = 1 + slopeX * (2 * x - width) + slopeY * (2 * y - height);
          double value = (plane[y * width + x] - 0.5) * gain + 0.5 + lift;
          plane[y * width + x] = (float) (value * light);
        }
      }
    }
  }

  /** Once with the weights 1, 2, 1 in each direction. */
  private void blur() {
    float[] line = new float[Math.max(width, height)];
    for (float[] plane : planes) {
      for (int y = 0; y < height; y++) {
        blur(plane, y * width, 1, width, line);
      }
      for (int x = 0; x < width; x++) {
        blur(plane, x, width, height, line);
      }
    }
  }

  private static void blur(float[] plane, int start, int stride, int length, float[] line) {
    for (int i = 0; i < length; i++) {
      line[i] = plane[start + i * stride];
    }
    for (int i = 0; i < length; i++) {
      float before = line[Math.max(i - 1, 0)];
      float after = line[Math.min(i + 1, length - 1)];
      plane[start + i * stride] = 0.25f * before + 0.5f * line[i] + 0.25f * after;
    }
  }

  /** Adds the noise of a sensor and rounds to bytes. */
  private Image develop() {
    double strength = 0.06 * random.nextDouble() / 128;
    byte[] bytes = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      long bits = random.nextLong();
      for (int channel = 0; channel < 3; channel++) {
        // The sum of two uniform numbers, -255 to 255.
        long noise = (bits & 0xFF) + (bits >>> 8 & 0xFF) - 255;
        bits >>>= 16;
        double value = planes[channel][i] + strength * noise;
        bytes[channel * width * height + i] = (byte) (int) (Math.clamp(value, 0, 1) * 255 + 0.5);
      }
    }
    return Image.of(width, height, bytes);
  }
}
