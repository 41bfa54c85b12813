package io.crnas.export.onnx;

import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.util.List;

/**
 * A convolution with the batch normalisation behind it: each output channel has a factor on its
 * weights and a bias, computed in double precision and rounded once.
 */
final class FoldedConvolution {
  private final Node convolution;
  private final float[] weight;
  private final double[] factor;
  private final double[] bias;

  /** The weights must hold the parameters of both nodes. */
  FoldedConvolution(Node convolution, Layer.Conv conv, Node norm, Weights weights) {
    this.convolution = convolution;
    this.weight = weights.get(convolution.name() + ".weight").data();
    this.factor = new double[conv.out()];
    this.bias = new double[conv.out()];
    float[] own =
        conv.bias() ? weights.get(convolution.name() + ".bias").data() : new float[conv.out()];
    double epsilon = ((Layer.BatchNorm) norm.layer()).epsilon();
    float[] scale = weights.get(norm.name() + ".weight").data();
    float[] shift = weights.get(norm.name() + ".bias").data();
    float[] mean = weights.get(norm.name() + ".running_mean").data();
    float[] variance = weights.get(norm.name() + ".running_var").data();
    for (int i = 0; i < conv.out(); i++) {
      factor[i] = scale[i] / Math.sqrt(variance[i] + epsilon);
      bias[i] = (own[i] - (double) mean[i]) * factor[i] + shift[i];
    }
  }

  /** Weight and bias. */
  List<Initializer> initializers() {
    Parameter parameter = Parameter.of(convolution).getFirst();
    int perChannel = weight.length / factor.length;
    return List.of(
        new Initializer(
            parameter.name(), parameter.shape(), i -> (float) (weight[i] * factor[i / perChannel])),
        new Initializer(convolution.name() + ".bias", List.of(bias.length), i -> (float) bias[i]));
  }
}
