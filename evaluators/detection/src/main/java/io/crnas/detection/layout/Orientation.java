package io.crnas.detection.layout;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import io.crnas.spaces.ImageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a stored picture is turned to be seen upright, as EXIF's orientation says it. First it is
 * mirrored, then columns and rows change places.
 *
 * @param leftRight whether it is mirrored left to right
 * @param topBottom whether it is mirrored top to bottom
 * @param transposed whether columns become rows
 */
record Orientation(boolean leftRight, boolean topBottom, boolean transposed) {
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  /**
   * That of a JPEG, TIFF, PNG or WebP image; upright where there is none, or none that can be read.
   */
  static Orientation of(byte[] content) {
    try {
      Metadata metadata = metadata(content);
      return Optional.ofNullable(metadata.getFirstDirectoryOfType(ExifIFD0Directory.class))
          .map(exif -> exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION))
          .map(Orientation::of)
          .orElse(UPRIGHT);
    } catch (IOException | ImageProcessingException | RuntimeException e) {
      return UPRIGHT; // the pixels may be whole all the same
    }
  }

  /** By EXIF's number, 1 to 8; others mean nothing. */
  static Orientation of(int number) {
    return switch (number) {
      case 2 -> new Orientation(true, false, false);
      case 3 -> new Orientation(true, true, false);
      case 4 -> new Orientation(false, true, false);
      case 5 -> new Orientation(false, false, true);
      case 6 -> new Orientation(false, true, true);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> UPRIGHT;
    };
  }

  /** The size of what is seen. */
  ImageSize of(ImageSize stored) {
    return transposed ? new ImageSize(stored.width(), stored.height()) : stored;
  }

  private static Metadata metadata(byte[] content) throws IOException, ImageProcessingException {
    var metadata = new Metadata();
    if (begins(content, 0, "\u00ff\u00d8")) {
      return JpegMetadataReader.readMetadata(
          new ByteArrayInputStream(content), List.of(new ExifReader()));
    }
    if (begins(content, 0, "II") || begins(content, 0, "MM")) {
      return TiffMetadataReader.readMetadata(new ByteArrayReader(content));
    }
    Optional<byte[]> exif =
        begins(content, 0, "\u0089PNG")
            ? chunk(content, 8, "eXIf", 4, ByteOrder.BIG_ENDIAN)
            : begins(content, 0, "RIFF") && begins(content, 8, "WEBP")
                ? chunk(content, 12, "EXIF", 0, ByteOrder.LITTLE_ENDIAN)
                : Optional.empty();
    exif.ifPresent(bytes -> {
      int start = begins(bytes, 0, "Exif\0\0") ? 6 : 0;
      new ExifReader().extract(new ByteArrayReader(bytes), metadata, start);
    });
    return metadata;
  }

  /**
   * What is in one chunk of a PNG or RIFF file. The library would believe a chunk's length before
   * it has seen so many bytes.
   *
   * @param named where in a chunk its name is, its length being the other of the first eight bytes
   */
  private static Optional<byte[]> chunk(
      byte[] content, int first, String name, int named, ByteOrder order) {
    var bytes = ByteBuffer.wrap(content).order(order);
    int after = named == 4 ? 4 : 0; // PNG has a checksum
    for (long at = first; at + 8 <= content.length; ) {
      int start = (int) at;
      long length = Integer.toUnsignedLong(bytes.getInt(start + 4 - named));
      if (begins(content, start + named, name)) {
        return start + 8 + length <= content.length
            ? Optional.of(Arrays.copyOfRange(content, start + 8, (int) (start + 8 + length)))
            : Optional.empty();
      }
      at += 8 + length + after + (named == 0 ? length % 2 : 0);
    }
    return Optional.empty();
  }

  private static boolean begins(byte[] content, int at, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    return at + expected.length <= content.length
        && Arrays.equals(content, at, at + expected.length, expected, 0, expected.length);
  }
}
