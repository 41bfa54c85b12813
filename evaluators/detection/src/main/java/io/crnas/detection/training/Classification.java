package io.crnas.detection.training;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Mixture;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.classifier.Classifier;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import java.util.List;

/**
 * Telling the classes of whole images, by nets by themselves: what backbones are pre-trained for.
 *
 * @param backbone the family
 * @param smoothing the part of a training's target that is spread over all classes, from 0 to below
 *     1
 */
public record Classification(Backbone backbone, Classifier classifier, double smoothing)
    implements Trainable {
  public Classification {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("a smoothing of " + smoothing);
    }
  }

  @Override
  public String canonical() {
    return "Classification[backbone=%s, classes=%s, smoothing=%s]"
        .formatted(backbone.canonical(), classifier.classes(), smoothing);
  }

  @Override
  public Sharing sharing() {
    return Sharing.ALONE;
  }

  @Override
  public List<Parameter> parameters(Mixture path) {
    return network(path).parameters();
  }

  Network network(Allocation allocation) {
    return network(Mixture.of(allocation));
  }

  Network network(Mixture path) {
    Allocation allocation =
        path.only().orElseThrow(() -> new IllegalArgumentException("not a net by itself: " + path));
    return classifier.network(backbone, allocation);
  }
}
