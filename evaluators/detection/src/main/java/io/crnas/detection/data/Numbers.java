package io.crnas.detection.data;

/** Values from 0 to 255, as bytes where all of them are whole. */
public sealed interface Numbers {

  /** One of them. */
  float at(int position);

  /** How many there are. */
  int length();

  /** Whole ones, each a byte without a sign. */
  @SuppressWarnings("ArrayRecordComponent") // a view of large data, never compared
  record Bytes(byte[] values) implements Numbers {
    @Override
    public float at(int position) {
      return values[position] & 0xFF;
    }

    @Override
    public int length() {
      return values.length;
    }
  }

  /** Any. */
  @SuppressWarnings("ArrayRecordComponent") // a view of large data, never compared
  record Floats(float[] values) implements Numbers {
    @Override
    public float at(int position) {
      return values[position];
    }

    @Override
    public int length() {
      return values.length;
    }
  }

  /** A copy as floats. */
  default float[] floats() {
    float[] floats = new float[length()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = at(i);
    }
    return floats;
  }
}
