package io.crnas.detection.layout;

import io.crnas.detection.data.Image;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;
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
 * The bytes of an image file in any format that ImageIO has a reader for; what is in it counts and
 * not how it is named.
 *
 * <p>Java's JPEG decoder fills what is missing of a truncated file with grey and says so to a
 * listener only, so both the end of the file and the decoder's warnings are looked at.
 */
final class ImageFile {
  private static final String WHOLE = "a whole image: JPEG, PNG, WebP, TIFF, BMP or GIF";

  /** Where Pillow, too, takes a file for one that is meant to fill the memory. */
  private static final long MOST_PIXELS = 178_956_970;

  /** A damaged header may name any size; beyond the sure ones it must have bytes for it. */
  private static final long SURE_PIXELS = 1 << 23;

  private static final long PIXELS_PER_BYTE = 16_384;

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
   * The size in the header, as it is seen upright, without decoding the pixels.
   *
   * @throws InvalidInputException when there is none, when there are too many pixels to be held, or
   *     when the file stops before its end
   */
  ImageSize size() {
    if (isJpeg() && !endsAsJpeg()) {
      throw damaged("a truncated JPEG: no end-of-image marker in " + content.length + " bytes");
    }
    return with(reader -> Orientation.of(content).of(stored(reader)));
  }

  private ImageSize stored(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    if (pixels > Math.min(MOST_PIXELS, SURE_PIXELS + PIXELS_PER_BYTE * content.length)) {
      throw new InvalidInputException(
          file.toString(),
          "an image of width %d, height %d in %d bytes".formatted(width, height, content.length),
          pixels > MOST_PIXELS ? "at most " + MOST_PIXELS + " pixels" : WHOLE);
    }
    return new ImageSize(height, width);
  }

  /**
   * Decodes the pixels.
   *
   * @throws InvalidInputException naming the file, when any of them can not be decoded, or when
   *     there are too many to be held
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
          stored(reader);
          return reader.read(0);
        });
    if (!losses.isEmpty()) {
      throw damaged(losses.getFirst());
    }
    return Upright.image(decoded, Orientation.of(content));
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
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // decoders throw many a thing at damage
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
}
