package io.crnas.detection.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crnas.detection.fixtures.Npz;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Losses and their gradients against torch.nn.functional. */
class LossFunctionsTest {
  private final Map<String, Npz.Array> fixture = Npz.read("losses.npz");

  private float[] floats(String name) {
    return Npz.get(fixture, name).floats();
  }

  @Test
  void binaryCrossEntropyIsTorchs() {
    float[] logits = floats("logits");
    float[] targets = floats("targets");
    float[] gradients = new float[logits.length];
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      loss +=
          LossFunctions.binaryCrossEntropy(logits, i, targets[i], 1.0 / logits.length, gradients);
    }
    assertEquals(floats("bce_logits_mean")[0], loss, 1e-6);
    assertArrayEquals(floats("bce_logits_mean_grad"), gradients, 1e-7f);
  }

  @Test
  void binaryCrossEntropyOfLargeLogitsIsFinite() {
    float[] gradients = new float[2];
    float[] logits = {1000, -1000};
    assertEquals(1000, LossFunctions.binaryCrossEntropy(logits, 0, 0, 1, gradients), 1e-9);
    assertEquals(1000, LossFunctions.binaryCrossEntropy(logits, 1, 1, 1, gradients), 1e-9);
    assertArrayEquals(new float[] {1, -1}, gradients, 1e-7f);
  }

  @Test
  void smoothL1IsTorchs() {
    float[] deltas = floats("pred");
    float[] targets = floats("tgt");
    float[] gradients = new float[deltas.length];
    double loss = 0;
    for (int i = 0; i < deltas.length; i += 4) {
      loss += LossFunctions.smoothL1(1.0 / 9, deltas, i, targets, i, 1, gradients);
    }
    float expected = floats("smooth_l1_beta1_9_sum")[0];
    assertEquals(expected, loss, 1e-6 * expected);
    assertArrayEquals(floats("smooth_l1_beta1_9_sum_grad"), gradients, 1e-6f);
  }

  @Test
  void crossEntropyIsTorchs() {
    float[] logits = floats("ce_logits");
    int[] targets = Npz.get(fixture, "ce_target").ints();
    float[] gradients = new float[logits.length];
    double loss = 0;
    for (int i = 0; i < targets.length; i++) {
      loss +=
          LossFunctions.crossEntropy(logits, 6 * i, 6, targets[i], 1.0 / targets.length, gradients);
    }
    assertEquals(floats("ce_mean")[0], loss, 1e-6);
    assertArrayEquals(floats("ce_grad"), gradients, 1e-7f);
  }
}
