package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads numpy's npz: a zip (also zip64) of npy files of the versions 1 to 3, numbers in C order.
 * After <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">
 * numpy.lib.format</a>.
 */
final class Npz {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int CHUNK = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=]?)(\\w+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  private Npz() {}

  static Weights read(Path file) throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    try (var zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        String where = file + ", array " + name;
        if (!name.endsWith(".npy")) {
          throw new InvalidInputException(where, "a file that is no array", "NAME.npy");
        }
        try (InputStream in = zip.getInputStream(entry)) {
          tensors.put(name.substring(0, name.length() - ".npy".length()), array(where, in));
        } catch (EOFException | ZipException e) {
          throw new InvalidInputException(where, "a damaged array", "a whole one");
        }
      }
    } catch (ZipException e) {
      throw new InvalidInputException(
          file.toString(), "no whole zip file: " + e.getMessage(), "an npz file of numpy");
    }
    return new Weights(tensors, Map.of());
  }

  private static Tensor array(String where, InputStream in) throws IOException {
    byte[] begin = exactly(in, MAGIC.length + 2);
    int version = begin[MAGIC.length];
    if (!Arrays.equals(begin, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || version < 1
        || version > 3) {
      throw new InvalidInputException(where, "no npy header of version 1 to 3", "one");
    }
    ByteBuffer length = ByteBuffer.wrap(exactly(in, version == 1 ? 2 : 4));
    length.order(ByteOrder.LITTLE_ENDIAN);
    int size = version == 1 ? Short.toUnsignedInt(length.getShort()) : length.getInt();
    if (size < 0 || size > LONGEST_HEADER) {
      throw new InvalidInputException(where, "a header of " + size + " bytes", "a shorter one");
    }
    String header = new String(exactly(in, size), StandardCharsets.UTF_8);
    Matcher type = part(where, TYPE, header);
    if (part(where, ORDER, header).group(1).equals("True")) {
      throw new InvalidInputException(where, "Fortran order", "C order");
    }
    Element element =
        Element.ofNumpy(type.group(2))
            .orElseThrow(() ->
                new InvalidInputException(
                    where, "type " + type.group(2), "f2, f4, f8 or an integer type"));
    List<Integer> shape = shape(where, part(where, SHAPE, header).group(1));
    float[] data = new float[size(where, shape)];
    ByteOrder order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    for (int i = 0; i < data.length; i += CHUNK) {
      int n = Math.min(CHUNK, data.length - i);
      ByteBuffer buffer = ByteBuffer.wrap(exactly(in, n * element.bytes())).order(order);
      for (int j = 0; j < n; j++) {
        data[i + j] = element.read(buffer);
      }
    }
    if (in.read() >= 0) {
      throw new InvalidInputException(where, "more data than " + shape + " has", "as much");
    }
    return new Tensor(shape, data);
  }

  private static Matcher part(String where, Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new InvalidInputException(
          where, "the header " + header.strip(), "descr, fortran_order and shape of plain numbers");
    }
    return matcher;
  }

  private static List<Integer> shape(String where, String sides) {
    try {
      return Arrays.stream(sides.split(",", -1))
          .map(String::strip)
          .filter(side -> !side.isEmpty())
          .map(Integer::valueOf)
          .toList();
    } catch (NumberFormatException e) {
      throw new InvalidInputException(where, "shape (" + sides + ")", "sides below 2^31");
    }
  }

  private static int size(String where, List<Integer> shape) {
    try {
      return shape.stream().reduce(1, Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new InvalidInputException(where, "shape " + shape, "fewer than 2^31 numbers");
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }
}
