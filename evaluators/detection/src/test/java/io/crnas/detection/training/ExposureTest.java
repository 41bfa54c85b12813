package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.Variant;
import io.crnas.spaces.Varied;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExposureTest {
  private static final List<Allocation> TAKEN =
      List.of(
          Allocation.parse("1-1-1-1"),
          Allocation.parse("2-1-1-1"),
          Allocation.parse("1-1-1-1"),
          Allocation.parse("1-1-1-1/2.1.1.1"));

  private static final Paths PATHS =
      new Paths(step -> Mixture.of(TAKEN.get((int) step % 4)), true, "test");

  /** Of eight steps all have the first blocks, and two the second of the first stage. */
  @Test
  void nestedDepthsTrainTheBlocksThatTheyHaveInCommon() {
    var exposure = Exposure.of(SmallTask.architecture(Sharing.NESTED), PATHS, 8);
    assertEquals(Math.log(8), exposure.of(Allocation.parse("1-1-1-1")), 1e-12);
    double two = (4 * Math.log(8) + Math.log(2)) / 5;
    assertEquals(two, exposure.of(Allocation.parse("2-1-1-1")), 1e-12);
    assertEquals(two, exposure.of(Allocation.parse("2-1-1-1/22.1.1.1")), 1e-12);
    // A block that none has trained.
    assertEquals(4 * Math.log(8) / 5, exposure.of(Allocation.parse("1-1-2-1")), 1e-12);
  }

  /** Each has weights of its own, but for what differs in its dilation alone. */
  @Test
  void kindsOfABlockAreTrainedByTheirOwnPaths() {
    Architecture small = SmallTask.architecture(Sharing.NESTED);
    var kinds = List.of(Variant.of(3), Variant.of(5), Variant.dilated(3));
    var varied =
        new Architecture(new Varied(small.backbone(), kinds), small.detector(), Sharing.NESTED);
    var exposure = Exposure.of(varied, PATHS, 8);
    assertEquals(
        (3 * Math.log(8) + Math.log(6)) / 4, exposure.of(Allocation.parse("1-1-1-1")), 1e-12);
    assertEquals(
        (3 * Math.log(8) + Math.log(2)) / 4,
        exposure.of(Allocation.parse("1-1-1-1/2.1.1.1")),
        1e-12);
    assertEquals(
        exposure.of(Allocation.parse("1-1-1-1")), exposure.of(Allocation.parse("1-1-1-1/3.1.3.1")));
  }

  @Test
  void branchesOfAnotherDepthAreBlocksOfTheirOwn() {
    var exposure = Exposure.of(SmallTask.architecture(Sharing.BRANCH), PATHS, 8);
    double one = exposure.of(Allocation.parse("1-1-1-1"));
    double two = exposure.of(Allocation.parse("2-1-1-1"));
    assertTrue(one < Math.log(8), "six steps of eight train its first stage: " + one);
    assertTrue(two < one, two + " of what two steps of eight train, and " + one);
  }
}
