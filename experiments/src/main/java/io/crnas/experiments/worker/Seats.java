package io.crnas.experiments.worker;

import io.crnas.framework.device.Device;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where workers compute.
 *
 * @param devices one for each of them
 */
public record Seats(List<Device> devices) {
  public Seats {
    devices = List.copyOf(devices);
  }

  /**
   * Deals the GPUs of a machine: each worker has one of its own, as far as there are so many, from
   * that of the run on and behind the last one from the first. Without a GPU all are where the run
   * is.
   *
   * @param run the run's own device
   * @param gpus how many GPUs there are
   */
  public static Seats deal(int workers, Device run, int gpus) {
    return new Seats(
        IntStream.range(0, workers)
            .mapToObj(number ->
                switch (run) {
                  case Device.Cuda(int first) ->
                      new Device.Cuda((first + number) % Math.max(first + 1, gpus));
                  case Device.Auto _, Device.Cpu _ -> run;
                })
            .toList());
  }

  /** What people should know of it: several processes need more of a GPU's memory than one. */
  public Optional<String> warning() {
    long gpus = devices.stream().filter(Device.Cuda.class::isInstance).distinct().count();
    return gpus > 0 && gpus < devices.size()
        ? Optional.of(
            "%d workers have %d GPU%s between them, so several share a GPU and its memory"
                .formatted(devices.size(), gpus, gpus == 1 ? "" : "s"))
        : Optional.empty();
  }
}
