package io.crnas.experiments.watch;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;

/**
 * Writes what TensorBoard reads: records of TensorFlow's TFRecord format (length, its masked
 * CRC32C, data, their masked CRC32C, all little endian), each a message of event.proto.
 */
final class EventFile {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /** Fields of tensorflow.Event. */
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;

  /** Of tensorflow.Summary: its values, and of a value its tag and its number. */
  private static final int VALUE = 1;

  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;

  /** Of tensorflow.Summary.Image. */
  private static final int HEIGHT = 1;

  private static final int WIDTH = 2;
  private static final int COLOUR_SPACE = 3;
  private static final int ENCODED = 4;

  private static final int RGB = 3;

  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  /** Appends to a stream, which is another's to close. */
  EventFile(OutputStream out) {
    this.out = out;
  }

  /** What every file begins with. */
  void begin(double time) throws IOException {
    var event = new ByteArrayOutputStream();
    fixed64(event, WALL_TIME, time);
    bytes(event, FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    record(event.toByteArray());
  }

  /**
   * Numbers by their tags.
   *
   * @param time in seconds since 1970
   */
  void scalars(long step, double time, Map<String, Double> values) throws IOException {
    var summary = new ByteArrayOutputStream();
    values.forEach((tag, number) -> {
      var value = new ByteArrayOutputStream();
      bytes(value, TAG, tag.getBytes(StandardCharsets.UTF_8));
      key(value, SIMPLE_VALUE, FIXED32);
      value.writeBytes(little(4).putFloat(number.floatValue()).array());
      bytes(summary, VALUE, value.toByteArray());
    });
    summary(step, time, summary.toByteArray());
  }

  /**
   * A picture.
   *
   * @param time in seconds since 1970
   */
  void picture(long step, double time, String tag, BufferedImage picture) throws IOException {
    var encoded = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", encoded);
    var image = new ByteArrayOutputStream();
    number(image, HEIGHT, picture.getHeight());
    number(image, WIDTH, picture.getWidth());
    number(image, COLOUR_SPACE, RGB);
    bytes(image, ENCODED, encoded.toByteArray());
    var value = new ByteArrayOutputStream();
    bytes(value, TAG, tag.getBytes(StandardCharsets.UTF_8));
    bytes(value, IMAGE, image.toByteArray());
    var summary = new ByteArrayOutputStream();
    bytes(summary, VALUE, value.toByteArray());
    summary(step, time, summary.toByteArray());
  }

  private void summary(long step, double time, byte[] summary) throws IOException {
    var event = new ByteArrayOutputStream();
    fixed64(event, WALL_TIME, time);
    number(event, STEP, step);
    bytes(event, SUMMARY, summary);
    record(event.toByteArray());
  }

  private void record(byte[] data) throws IOException {
    byte[] length = little(8).putLong(data.length).array();
    out.write(length);
    out.write(little(4).putInt(masked(length)).array());
    out.write(data);
    out.write(little(4).putInt(masked(data)).array());
  }

  /** A checksum of data that hold checksums should not be one of them. */
  static int masked(byte[] data) {
    var crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void fixed64(ByteArrayOutputStream to, int field, double number) {
    key(to, field, FIXED64);
    to.writeBytes(little(8).putDouble(number).array());
  }

  private static void number(ByteArrayOutputStream to, int field, long number) {
    key(to, field, VARINT);
    varint(to, number);
  }

  private static void bytes(ByteArrayOutputStream to, int field, byte[] data) {
    key(to, field, BYTES);
    varint(to, data.length);
    to.writeBytes(data);
  }

  private static void key(ByteArrayOutputStream to, int field, int type) {
    varint(to, ((long) field << 3) | type);
  }

  private static void varint(ByteArrayOutputStream to, long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      to.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    to.write((int) rest);
  }
}
