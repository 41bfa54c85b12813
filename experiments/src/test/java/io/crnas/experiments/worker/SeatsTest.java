package io.crnas.experiments.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.framework.device.Device;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeatsTest {

  private static String dealt(int workers, String run, int gpus) {
    return String.join(
        " ",
        Seats.deal(workers, Device.parse(run), gpus).devices().stream()
            .map(Device::toString)
            .toList());
  }

  @Test
  void eachWorkerHasAGpuOfItsOwnAndTheFirstThatOfTheRun() {
    assertEquals("cuda:0 cuda:1", dealt(2, "cuda:0", 8));
    assertEquals("cuda:2 cuda:3", dealt(2, "cuda:2", 4));
    assertEquals("cuda:3 cuda:0 cuda:1 cuda:2", dealt(4, "cuda:3", 4));
    assertEquals(Optional.empty(), Seats.deal(4, new Device.Cuda(3), 4).warning());
  }

  @Test
  void moreWorkersThanGpusShareThemInTurnAndThatIsSaid() {
    assertEquals("cuda:1 cuda:0 cuda:1", dealt(3, "cuda:1", 2));
    assertEquals(
        Optional.of("3 workers have 2 GPUs between them, so several share a GPU and its memory"),
        Seats.deal(3, new Device.Cuda(1), 2).warning());
    assertEquals("cuda:0 cuda:0", dealt(2, "cuda:0", 1));
    assertEquals(
        Optional.of("2 workers have 1 GPU between them, so several share a GPU and its memory"),
        Seats.deal(2, new Device.Cuda(0), 1).warning());
  }

  @Test
  void whereTheDriverDoesNotSayHowManyThereAreNoneIsNamedThatMayNotBeThere() {
    assertEquals("cuda:0 cuda:0", dealt(2, "cuda:0", 0));
    for (Device device : Seats.deal(5, new Device.Cuda(2), 0).devices()) {
      assertEquals(true, device instanceof Device.Cuda(int index) && index <= 2, device::toString);
    }
  }

  @Test
  void onAProcessorWorkersShareNothing() {
    assertEquals("cpu cpu cpu", dealt(3, "cpu", 2));
    assertEquals(Optional.empty(), Seats.deal(3, new Device.Cpu(), 2).warning());
    assertEquals(
        List.of(new Device.Auto(), new Device.Auto()),
        Seats.deal(2, new Device.Auto(), 2).devices());
  }
}
