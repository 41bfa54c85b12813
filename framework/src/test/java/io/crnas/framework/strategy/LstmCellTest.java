package io.crnas.framework.strategy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LstmCellTest {
  private static double[] formula(int count) {
    return IntStream.range(0, count).mapToDouble(i -> (7 * i % 11 - 5) / 10.0).toArray();
  }

  /** Two steps of torch.nn.LSTMCell(2, 2) in double precision (torch 2.13). */
  @Test
  void stepsAreThoseOfTorch() {
    var cell = new LstmCell(2, formula(LstmCell.weights(2)), formula(LstmCell.biases(2)));
    LstmCell.Step first = cell.first(new double[] {0.5, -1});
    assertArrayEquals(
        new double[] {-0.05272400278561526, -0.017413126814882416}, first.output(), 1e-15);
    assertArrayEquals(
        new double[] {-0.11766122897147964, -0.0316803836298544}, first.memory(), 1e-15);
    LstmCell.Step second = cell.next(new double[] {0.25, 2}, first);
    assertArrayEquals(
        new double[] {0.18318818431896822, -0.08925211935333373}, second.output(), 1e-15);
    assertArrayEquals(
        new double[] {0.23490781856062865, -0.17036903708084025}, second.memory(), 1e-15);
  }
}
