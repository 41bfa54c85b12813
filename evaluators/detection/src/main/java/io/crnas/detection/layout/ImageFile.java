package io.crnas.detection.layout;

import io.crnas.detection.data.Image;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.spaces.ImageSize;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The bytes of an image file.
 *
 * <p>Java's JPEG decoder fills what is missing of a truncated file with grey and says so to a
 * listener only, so both the end of the file and the decoder's warnings are looked at.
 */
final class ImageFile {
  private static final String WHOLE = "a whole JPEG or PNG image";

  private final Path file;
  private final byte[] content;

  private ImageFile(Path file, byte[] content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads a file's bytes without decoding them.
   *
   * @throws InvalidInputException when it can not be read
   */
  static ImageFile read(Path file) {
    try {
      return new ImageFile(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file.toString(), "no file", "an image");
    } catch (IOException e) {
      throw new InvalidInputException(file.toString(), e.toString(), "an image");
    }
  }

  /** SHA-256 of the file, in hexadecimal. */
  String digest() {
    return Fingerprint.of(content);
  }

  /**
   * The size in the header, without decoding the pixels.
   *
   * @throws InvalidInputException when there is none, or when the file stops before its end
   */
  ImageSize size() {
    if (isJpeg() && !endsAsJpeg()) {
      throw damaged("a truncated JPEG: no end-of-image marker in " + content.length + " bytes");
    }
    return with(reader -> new ImageSize(reader.getHeight(0), reader.getWidth(0)));
  }

  /**
   * Decodes the pixels.
   *
   * @throws InvalidInputException naming the file, when any of them can not be decoded
   */
  Image decode() {
    List<String> losses = new ArrayList<>();
    BufferedImage decoded =
        with(reader -> {
          reader.addIIOReadWarningListener((source, warning) -> {
            if (isLoss(warning)) {
              losses.add(warning);
            }
          });
          return reader.read(0);
        });
    if (!losses.isEmpty()) {
      throw damaged(losses.getFirst());
    }
    return toImage(decoded);
  }

  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private <T> T with(Use<T> use) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw damaged(content.length + " bytes that are no image");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return use.of(reader);
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      String reason = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      throw new InvalidInputException(
          List.of(new Problem(file.toString(), "damage: " + reason, WHOLE)));
    }
  }

  private InvalidInputException damaged(String found) {
    return new InvalidInputException(file.toString(), found, WHOLE);
  }

  /** libjpeg's warnings all mean lost pixels, but for stray bytes that it skipped. */
  private static boolean isLoss(String warning) {
    boolean data = warning.startsWith("Corrupt JPEG data") || warning.startsWith("Premature end");
    return data && !warning.contains("extraneous bytes");
  }

  private boolean isJpeg() {
    return content.length > 2 && (content[0] & 0xFF) == 0xFF && (content[1] & 0xFF) == 0xD8;
  }

  /** Whether the end-of-image marker is there; some cameras write other things after it. */
  private boolean endsAsJpeg() {
    for (int i = content.length - 1; i > 2; i--) {
      if ((content[i] & 0xFF) == 0xD9 && (content[i - 1] & 0xFF) == 0xFF) {
        return true;
      }
    }
    return false;
  }

  private static Image toImage(BufferedImage decoded) {
    int width = decoded.getWidth();
    int height = decoded.getHeight();
    byte[] planes = new byte[3 * width * height];
    Raster raster = decoded.getRaster();
    int bands = raster.getNumBands();
    int space = decoded.getColorModel().getColorSpace().getType();
    boolean plain =
        raster.getSampleModel().getDataType() == DataBuffer.TYPE_BYTE
            && !decoded.getColorModel().hasAlpha()
            && ((bands == 3 && space == ColorSpace.TYPE_RGB)
                || (bands == 1 && space == ColorSpace.TYPE_GRAY));
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      if (!plain) {
        decoded.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int channel = 0; channel < 3; channel++) {
        // Grey goes through getRGB as linear light and comes out brighter, so it is copied.
        if (plain) {
          raster.getSamples(0, y, width, 1, bands == 3 ? channel : 0, row);
        }
        int shift = plain ? 0 : 16 - 8 * channel;
        int start = (channel * height + y) * width;
        for (int x = 0; x < width; x++) {
          planes[start + x] = (byte) (row[x] >> shift);
        }
      }
    }
    return Image.of(width, height, planes);
  }
}
