package io.crnas.spaces.classifier;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fully connected layer on the mean of a backbone's last stage, as torchvision's ResNet has it
 * and under the same names: its weights are those of a ResNet for classification. MobileNetV2 and
 * ShuffleNetV2 have a further convolution there; a detector's backbone is without it, and so is
 * this.
 *
 * @param classes how many there are to tell apart
 */
public record Classifier(int classes) {
  /** The network's only output: [N, classes], before the softmax. */
  public static final String LOGITS = "logits";

  public Classifier {
    if (classes < 2) {
      throw new IllegalArgumentException(classes + " classes, expected at least 2");
    }
  }

  /** {@code input} [N, 3, H, W] to {@link #LOGITS}. */
  public Network network(Backbone backbone, Allocation allocation) {
    var graph = new Graph();
    Network body = backbone.network(allocation, graph, Sharing.ALONE);
    Node last = List.copyOf(body.outputs().values()).getLast();
    Node means = graph.node("avgpool", new Layer.GlobalAveragePool(), last);
    Node logits = graph.node("fc", new Layer.Linear(backbone.channels().getLast(), classes), means);
    return new Network(new LinkedHashMap<>(Map.of(LOGITS, logits)));
  }
}
