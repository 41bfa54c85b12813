package io.crnas.spaces.weights;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads numpy's npz: a zip (also zip64) of npy files of the versions 1 to 3, numbers in C order.
 * After <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">
 * numpy.lib.format</a>.
 */
final class Npz {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=]?)(\\w+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  private Npz() {}

  static Weights read(Path file, ZipFile zip) throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (ZipEntry entry : zip.stream().toList()) {
      String name = entry.getName();
      String where = file + ", array " + name;
      if (!name.endsWith(".npy")) {
        throw new InvalidInputException(where, "a file that is no array", "NAME.npy");
      }
      byte[] bytes = Archive.bytes(where, zip, entry, Integer.MAX_VALUE - 8);
      try {
        tensors.put(
            name.substring(0, name.length() - ".npy".length()),
            array(where, ByteBuffer.wrap(bytes)));
      } catch (BufferUnderflowException e) {
        throw new InvalidInputException(where, "a damaged array", "a whole one");
      }
    }
    return new Weights(tensors, Map.of());
  }

  private static Tensor array(String where, ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = exactly(in, MAGIC.length);
    int version = in.getShort() & 0xff;
    if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
      throw new InvalidInputException(where, "no npy header of version 1 to 3", "one");
    }
    int size = version == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
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
    int numbers = size(where, shape);
    if (in.remaining() != (long) numbers * element.bytes()) {
      throw new InvalidInputException(
          where,
          in.remaining() + " bytes",
          (long) numbers * element.bytes() + " for shape " + shape);
    }
    in.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    float[] data = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      data[i] = element.read(in);
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

  private static byte[] exactly(ByteBuffer in, int count) {
    if (count < 0 || count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }
}
