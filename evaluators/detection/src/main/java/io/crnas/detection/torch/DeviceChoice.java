package io.crnas.detection.torch;

import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;

/** Where the engine works, of what was asked for and what there is. */
final class DeviceChoice {
  /** The oldest version of CUDA whose drivers run libraries of CUDA 12. */
  private static final int OLDEST = 12000;

  private DeviceChoice() {}

  /**
   * Chooses.
   *
   * @param engineHasCuda whether PyTorch's libraries here can use a GPU
   * @throws InvalidInputException saying what is missing, when a GPU was asked for by number
   */
  static ai.djl.Device choose(Device device, boolean engineHasCuda, CudaDriver.State driver) {
    return switch (device) {
      case Device.Cpu _ -> ai.djl.Device.cpu();
      case Device.Auto _ ->
          engineHasCuda && fault(0, driver).isEmpty() ? ai.djl.Device.gpu(0) : ai.djl.Device.cpu();
      case Device.Cuda cuda -> {
        String fault = fault(cuda.index(), driver);
        if (!fault.isEmpty()) {
          throw new InvalidInputException("device", cuda.toString(), fault);
        }
        if (!engineHasCuda) {
          throw new InvalidInputException(
              "device",
              cuda.toString(),
              "cpu, because PyTorch's libraries here are those for processors alone;"
                  + " './crnas gpu setup' gets those for CUDA");
        }
        yield ai.djl.Device.gpu(cuda.index());
      }
    };
  }

  /** Why there is no such GPU; empty where there is. */
  private static String fault(int index, CudaDriver.State driver) {
    return switch (driver) {
      case CudaDriver.Missing missing ->
          "cpu, because there is no NVIDIA driver: %s is not found".formatted(missing.library());
      case CudaDriver.Failing failing ->
          "cpu, because the NVIDIA driver answers %s with %d%s"
              .formatted(failing.call(), failing.code(), meaning(failing.code()));
      case CudaDriver.Working working -> {
        int count = working.gpus().size();
        if (working.version() < OLDEST) {
          yield "cpu, or a newer NVIDIA driver: this one knows CUDA %d.%d, the libraries need 12.0"
              .formatted(working.version() / 1000, working.version() % 1000 / 10);
        }
        if (index < count) {
          yield "";
        }
        yield count == 0
            ? "cpu, because the NVIDIA driver knows no GPU"
            : count == 1 ? "cuda:0, the only GPU" : "cuda:0 to cuda:" + (count - 1);
      }
    };
  }

  /** Those of {@code CUresult} that a machine without a usable GPU has. */
  private static String meaning(int code) {
    return switch (code) {
      case -1 -> " (it has no such function)";
      case 3 -> " (not initialised)";
      case 35 -> " (older than its library)";
      case 100 -> " (no GPU)";
      case 101 -> " (no such GPU)";
      case 802 -> " (not ready yet)";
      case 803 -> " (driver and kernel module are of different versions)";
      case 804 -> " (a forward-compatible driver on a GPU that does not allow it)";
      case 999 -> " (unknown error)";
      default -> "";
    };
  }
}
