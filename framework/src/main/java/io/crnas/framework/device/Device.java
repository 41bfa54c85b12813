package io.crnas.framework.device;

import io.crnas.framework.problem.InvalidInputException;

/** Where networks run, written {@code auto}, {@code cpu} or {@code cuda:0}. */
public sealed interface Device {

  /** What a text form matches as a whole: a regular expression. */
  String PATTERN = "auto|cpu|cuda(:[0-9]{1,3})?";

  /** The pattern for people. */
  String FORM = "auto, cpu or cuda:N, like cuda:0";

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
      if (index < 0) {
        throw new IllegalArgumentException("a CUDA device has a number from 0, not " + index);
      }
    }

    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /**
   * Reads the text form; {@code cuda} is {@code cuda:0}.
   *
   * @throws InvalidInputException when it is none of them
   */
  static Device parse(String text) {
    if (!text.matches(PATTERN)) {
      throw new InvalidInputException("device", "'" + text + "'", FORM);
    }
    return switch (text) {
      case "auto" -> new Auto();
      case "cpu" -> new Cpu();
      case "cuda" -> new Cuda(0);
      case String cuda -> new Cuda(Integer.parseInt(cuda.substring("cuda:".length())));
    };
  }
}
