package io.crnas.experiments.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.detection.torch.CudaDriver;
import io.crnas.detection.torch.GpuWatch;
import io.crnas.experiments.run.Ending;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GpuCheckCommandTest {
  @Test
  void theProcessorComputesWhatTheProcessorComputes() {
    Ending ending = Ending.of("gpu", "check", "--device", "cpu").requireStatus(0);
    assertTrue(
        ending.out().stream()
            .anyMatch(line -> line.startsWith("losses of the first 3 steps  within 0.0e+00")),
        ending::toString);
    assertEquals(
        2,
        ending.out().stream().filter(line -> line.endsWith("0 missing, 0 too many")).count(),
        ending::toString);
  }

  @Test
  void withoutAGpuItSaysWhatIsMissing() {
    Assumptions.assumeTrue(
        CudaDriver.state() instanceof CudaDriver.Missing, "this machine has an NVIDIA driver");
    Ending ending = Ending.of("gpu", "check");
    assertEquals(2, ending.status());
    assertTrue(ending.complainsOf("cuda:0", "there is no NVIDIA driver"), ending::toString);
    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("NVIDIA driver   ")),
        ending::toString);
  }

  @Test
  void howAGpuWasUsedIsToldInTwoLines() {
    assertEquals(
        List.of(
            "GPU memory in use            at most 2.5 of 80.0 GiB",
            "GPU idle                     63 % of the time of this check"),
        GpuCheckCommand.used(new GpuWatch.Seen(80L << 30, 5L << 29, 0.625)));
  }

  @Test
  @Tag("gpu")
  void theFirstGpuComputesWhatTheProcessorComputes() {
    Ending ending = Ending.of("gpu", "check").requireStatus(0);
    assertTrue(
        ending.out().stream().anyMatch(line -> line.startsWith("GPU idle   ")), ending::toString);
  }
}
