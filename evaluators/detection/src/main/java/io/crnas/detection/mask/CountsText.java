package io.crnas.detection.mask;

import java.util.Arrays;

/**
 * COCO's compressed run lengths: from the fourth on, the difference to the one before the last;
 * five bits a character from the lowest on, a sixth bit says that more follow. After {@code
 * rleToString} and {@code rleFrString} in pycocotools' {@code maskApi.c}.
 */
final class CountsText {
  private static final int FIRST = 48;
  private static final int MORE = 0x20;
  private static final int SIGN = 0x10;
  private static final int BITS = 5;

  /** Enough for every difference of two counts. */
  private static final int LONGEST = 7;

  private CountsText() {}

  static String write(int[] counts) {
    var text = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      long rest = i > 2 ? (long) counts[i] - counts[i - 2] : counts[i];
      boolean more = true;
      while (more) {
        int bits = (int) (rest & 0x1f);
        rest >>= BITS;
        more = rest != ((bits & SIGN) == 0 ? 0 : -1);
        text.append((char) (FIRST + bits + (more ? MORE : 0)));
      }
    }
    return text.toString();
  }

  static int[] parse(String text) {
    int[] counts = new int[text.length()];
    int size = 0;
    int at = 0;
    while (at < text.length()) {
      long value = 0;
      int shift = 0;
      int bits = MORE;
      while ((bits & MORE) != 0) {
        bits = at < text.length() ? text.charAt(at) - FIRST : -1;
        if (bits < 0 || bits >= 2 * MORE || shift == LONGEST * BITS) {
          throw new IllegalArgumentException(
              "compressed counts that are damaged at character " + (at + 1));
        }
        value |= (long) (bits & 0x1f) << shift;
        shift += BITS;
        at++;
      }
      if ((bits & SIGN) != 0) {
        value |= -1L << shift;
      }
      long count = size > 2 ? value + counts[size - 2] : value;
      if (count != (int) count) {
        throw new IllegalArgumentException("a run of " + count + " pixels");
      }
      counts[size++] = (int) count;
    }
    return Arrays.copyOf(counts, size);
  }
}
