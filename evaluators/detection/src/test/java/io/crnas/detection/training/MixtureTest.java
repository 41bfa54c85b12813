package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.detection.data.Batch;
import io.crnas.detection.fixtures.Formula;
import io.crnas.detection.fixtures.WithTorch;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.head.TrainingStep;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Sought;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.detector.RpnAlone;
import io.crnas.spaces.level.Levels;
import io.crnas.spaces.level.MixingCodec;
import io.crnas.spaces.level.MixingCodec.Share;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixtureTest extends WithTorch {
  private static final Architecture NESTED = SmallTask.architecture(Sharing.NESTED);

  private static Level<Allocation> spatial() {
    CostModel costs =
        CostModel.operations(NESTED.backbone(), new ImageSize(64, 64), Convention.MAC);
    StageAllocation stages = Allocation.parse("1-1-2-1").stages();
    var budget = new Budget(costs.cost(Allocation.of(stages)), 0);
    return Levels.spatial(stages, List.of(1, 2, 3), costs, budget);
  }

  private static List<Share> one(int choice) {
    return List.of(new Share(choice, 1));
  }

  /** What the last stage, whose choice is the last one, makes of all before. */
  private static float[] last(Mixture mixture, Sharing sharing) {
    Network network = NESTED.backbone().network(mixture, new Graph(), sharing);
    try (var store = new ParameterStore(torch)) {
      store.initialise(network, Initialisation.USUAL, 1);
      try (Pass pass = Pass.inference(store, new Normalisation.Batch(false))) {
        Map<String, io.crnas.detection.torch.Value> inputs =
            Map.of("input", pass.input(Formula.image(64, 64)));
        return pass.read(List.of(pass.run(network, inputs).get("C5"))).values();
      }
    }
  }

  private static float[] sum(double one, float[] x, double other, float[] y) {
    float[] sum = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = (float) (one * x[i] + other * y[i]);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(value = Sharing.class, mode = EnumSource.Mode.EXCLUDE, names = "ALONE")
  void aStageOfTwoDepthsGivesTheSumOfBothTimesTheirShares(Sharing sharing) {
    MixingCodec codec = MixingCodec.of(SmallTask.level());
    Mixture mixture =
        codec.mix(List.of(one(0), one(1), one(0), List.of(new Share(0, 0.3), new Share(2, -0.5))));

    float[] shallow = last(Mixture.of(Allocation.parse("1-2-1-1")), sharing);
    float[] deep = last(Mixture.of(Allocation.parse("1-2-1-3")), sharing);
    assertArrayEquals(sum(0.3, shallow, -0.5, deep), last(mixture, sharing), 1e-5f);
    assertEquals(2, mixture.spanning().size());
    assertThrows(IllegalArgumentException.class, () -> last(mixture, Sharing.ALONE));
  }

  @Test
  void aBlockOfTwoDilationsGivesTheSumOfBothTimesTheirShares() {
    MixingCodec codec = MixingCodec.of(spatial());
    Mixture mixture =
        codec.mix(
            List.of(
                one(0), one(1), one(2), one(0), List.of(new Share(0, 0.25), new Share(2, 0.75))));

    float[] plain = last(Mixture.of(Allocation.parse("1-1-2-1/1.2.31.1")), Sharing.NESTED);
    float[] dilated = last(Mixture.of(Allocation.parse("1-1-2-1/1.2.31.3")), Sharing.NESTED);
    assertArrayEquals(sum(0.25, plain, 0.75, dilated), last(mixture, Sharing.NESTED), 1e-5f);
  }

  @Test
  void oneOptionOfEachChoiceIsTheNetOfTheAllocation() {
    MixingCodec codec = MixingCodec.of(spatial());
    Mixture mixture = codec.mix(List.of(one(0), one(1), one(2), one(0), one(2)));
    Allocation allocation = Allocation.parse("1-1-2-1/1.2.31.3");
    assertEquals(allocation, mixture.only().orElseThrow());
    assertEquals(Mixture.of(allocation), mixture);
    var graph = new Graph();
    assertEquals(
        NESTED.features(allocation, graph).outputs(), NESTED.features(mixture, graph).outputs());
  }

  /** Shares of both depths of the third stage; without proposals, which jump as shares move. */
  @Test
  void gradientsOfSharesAreTheQuotientsOfSmallDifferences() {
    MixingCodec codec = MixingCodec.of(SmallTask.level());
    double[] shares = {0.4, 0.6};
    double[] slopes = slopes(codec, shares, Sought.SHARES);
    assertArrayEquals(slopes, slopes(codec, shares, Sought.BOTH), 1e-7);
    double step = 0.01;
    for (int i = 0; i < 2; i++) {
      double[] above = shares.clone();
      double[] below = shares.clone();
      above[i] += step;
      below[i] -= step;
      double quotient = (loss(codec, above) - loss(codec, below)) / (2 * step);
      assertEquals(quotient, slopes[i], 0.02 * Math.max(0.1, Math.abs(quotient)), "share " + i);
    }
  }

  private static double[] slopes(MixingCodec codec, double[] shares, Sought sought) {
    List<double[]> all = new ArrayList<>();
    step(codec, shares, sought, all);
    assertEquals(1, all.size());
    return all.getFirst();
  }

  private static double loss(MixingCodec codec, double[] shares) {
    return step(codec, shares, Sought.SHARES, new ArrayList<>());
  }

  private static double step(
      MixingCodec codec, double[] shares, Sought sought, List<double[]> slopes) {
    Mixture mixture =
        codec.mix(
            List.of(
                one(0), one(0), List.of(new Share(0, shares[0]), new Share(1, shares[1])), one(0)));
    var net =
        new Architecture(
            NESTED.backbone(), RpnAlone.detector(16, List.of(8, 16, 32, 48, 64)), Sharing.NESTED);
    Network features = net.features(mixture, new Graph());
    try (var store = new ParameterStore(torch)) {
      var model = new DetectorModel(net.detector(), store);
      model.initialise(features, 1);
      Batch batch = Inputs.evaluation(SmallTask.TRAIN, SmallTask.PREPARATION, 4).batch(0);
      try (TrainingStep step =
          model.step(
              model.prepare(features, batch.images(), Inputs.targets(batch), 1, 0),
              new Normalisation.Batch(false),
              Frozen.NOTHING,
              sought)) {
        slopes.addAll(step.shareGradients());
        assertEquals(sought == Sought.SHARES, step.gradients().names().isEmpty());
        return step.losses().total();
      }
    }
  }
}
