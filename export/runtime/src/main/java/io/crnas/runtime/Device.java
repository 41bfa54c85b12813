package io.crnas.runtime;

/** Where a file runs, written {@code auto}, {@code cpu}, {@code cuda:0} or {@code tensorrt:0}. */
public sealed interface Device {

  /** The text forms, for people. */
  String FORM = "auto, cpu, cuda:N or tensorrt:N, like cuda:0";

  /** The first CUDA device where there is one, else the processor. */
  record Auto() implements Device {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /** The processor. */
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * One CUDA device, or an error.
   *
   * @param index from 0, as CUDA counts them
   */
  record Cuda(int index) implements Device {
    public Cuda {
      requireIndex(index);
    }

    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /**
   * TensorRT on one CUDA device, and CUDA for what TensorRT can not do; or an error.
   *
   * @param index from 0, as CUDA counts them
   */
  record TensorRt(int index) implements Device {
    public TensorRt {
      requireIndex(index);
    }

    @Override
    public String toString() {
      return "tensorrt:" + index;
    }
  }

  /**
   * Reads the text form; a name without a number means the first device.
   *
   * @throws WrongInputException when it is none of them
   */
  static Device parse(String text) {
    if (!text.matches("auto|cpu|(cuda|tensorrt)(:[0-9]{1,3})?")) {
      throw new WrongInputException("device", "'" + text + "'", FORM);
    }
    int colon = text.indexOf(':');
    int index = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
    return switch (text.charAt(0)) {
      case 'a' -> new Auto();
      case 't' -> new TensorRt(index);
      default -> text.equals("cpu") ? new Cpu() : new Cuda(index);
    };
  }

  private static void requireIndex(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("a CUDA device has a number from 0, not " + index);
    }
  }
}
