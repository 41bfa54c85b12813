package io.crnas.experiments.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table TABLE =
      new Table(
          List.of(
              new Column("name", Side.LEFT, 0),
              new Column("AP", Side.RIGHT, 1),
              new Column("note", Side.LEFT, 2)),
          List.of(List.of("a", "0.5", "good"), List.of("longer", "12.25", "")));

  @Test
  void wordsBeginAtTheLeftAndNumbersEndAtTheRight() {
    assertEquals(
        List.of("name       AP  note", "a         0.5  good", "longer  12.25"), TABLE.lines());
  }

  @Test
  void theColumnsOfTheGreatestRankGoFirstWhereThereIsNotRoomForAll() {
    assertEquals(TABLE.lines(), TABLE.lines(19));
    assertEquals(List.of("name       AP", "a         0.5", "longer  12.25"), TABLE.lines(18));
    assertEquals(List.of("name", "a", "longer"), TABLE.lines(12));
  }

  @Test
  void whatNeverGoesIsCutOff() {
    assertEquals(List.of("na…", "a", "lo…"), TABLE.lines(3));
  }

  @Test
  void aRowWithoutACellForEachColumnIsRefused() {
    var columns = List.of(new Column("a", Side.LEFT, 0), new Column("b", Side.LEFT, 0));
    var rows = List.of(List.of("x"));
    assertThrows(IllegalArgumentException.class, () -> new Table(columns, rows));
  }
}
