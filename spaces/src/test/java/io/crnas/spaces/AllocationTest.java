package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {

  @ParameterizedTest
  @ValueSource(strings = {"1-3-5-7/1.112.11223.1222333", "2-2-2-2/11.11.11.11", "1/9"})
  void theTextFormParsesBack(String text) {
    Allocation allocation = Allocation.parse(text);

    assertEquals(text, allocation.toString());
    assertEquals(allocation, Allocation.parse(allocation.toString()));
  }

  @Test
  void withoutDilationsEveryBlockHasDilationOne() {
    Allocation allocation = Allocation.parse("1-3-10-2");

    assertEquals("1-3-10-2/1.111.1111111111.11", allocation.toString());
    assertEquals("1-3-10-2", allocation.brief());
    assertEquals("1-2/1.12", Allocation.parse("1-2/1.12").brief());
    assertEquals(16, allocation.stages().depth());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0-1", "1-", "-1", "1--2", "a", "1-2/1.1", "1-2/1.11.1", "1-2/1.01", "1-2/"})
  void aTextThatIsNoAllocationIsRefused(String text) {
    var problem = assertThrows(IllegalArgumentException.class, () -> Allocation.parse(text));

    assertTrue(problem.getMessage().length() > 10, problem.getMessage());
  }

  @Test
  void anAllocationKeepsItsOwnCopy() {
    var blocks = new java.util.ArrayList<>(List.of(1, 2));
    var stages = new StageAllocation(blocks);
    blocks.set(0, 7);

    assertEquals("1-2", stages.toString());
  }

  @Test
  void anImageSizeIsHeightThenWidth() {
    ImageSize size = ImageSize.parse("800x1088");

    assertEquals(new ImageSize(800, 1088), size);
    assertEquals("800x1088", size.toString());
    assertThrows(IllegalArgumentException.class, () -> ImageSize.parse("800"));
    assertThrows(IllegalArgumentException.class, () -> new ImageSize(0, 3));
  }
}
