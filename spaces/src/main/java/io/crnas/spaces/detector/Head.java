package io.crnas.spaces.detector;

import io.crnas.spaces.network.Network;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network that reads the pyramid, and how it is trained and understood.
 *
 * @param name unique in the detector, for people too: {@code rpn}
 * @param network its one input is {@code features} or {@code regions} [R, C, size, size]; its
 *     outputs are {@code scores}, {@code boxes}, ...
 * @param reads what it is run on
 * @param assigner which object a box stands for, in training
 * @param sampler which boxes are in the losses
 * @param coder what the numbers of a box mean
 * @param losses in the order in which they are added up
 * @param average what the sums of the losses are divided by
 * @param yields what is made of its outputs
 * @param initialisation how its parameters begin
 */
public record Head(
    String name,
    Network network,
    Reads reads,
    Assigner assigner,
    Sampler sampler,
    Coder coder,
    List<Loss> losses,
    Average average,
    Yields yields,
    Initialisation initialisation) {

  /** What the sums of the losses are divided by. */
  public enum Average {
    /** The sampled boxes of all images, objects and background alike. */
    SAMPLED,
    /** In each image the boxes that stand for an object, and then the images. */
    OBJECTS_OF_IMAGE,
    /** The boxes of all images that stand for an object. */
    OBJECTS
  }

  public Head {
    losses = List.copyOf(losses);
    if (losses.isEmpty()) {
      throw new IllegalArgumentException(name + " has no loss");
    }
    Set<String> names = new HashSet<>();
    for (Loss loss : losses) {
      boolean fits =
          switch (reads) {
            case Reads.EachLevel _ ->
                loss instanceof Loss.OnLevels && !(yields instanceof Yields.Masks);
            case Reads.Rois _ ->
                yields instanceof Yields.Masks
                    ? loss instanceof Loss.OnMasks
                    : loss instanceof Loss.OnRois;
          };
      if (!fits) {
        throw new IllegalArgumentException(
            "%s: %s is no loss of a head with %s and %s".formatted(name, loss, reads, yields));
      }
      if (!network.outputs().containsKey(loss.output())) {
        throw new IllegalArgumentException(
            "%s: a loss of %s, the outputs are %s"
                .formatted(name, loss.output(), network.outputs().keySet()));
      }
      if (!names.add(loss.name())) {
        throw new IllegalArgumentException(name + " has two losses named " + loss.name());
      }
    }
  }

  /** The loss of an output, where it has one. */
  public Optional<Loss> loss(String output) {
    return losses.stream().filter(loss -> loss.output().equals(output)).findFirst();
  }

  /** What its detections are ranked by. */
  public Likelihood likelihood() {
    return switch (reads) {
      case Reads.Rois _ -> Likelihood.SCORE;
      case Reads.EachLevel _ ->
          network.outputs().containsKey("centreness") ? Likelihood.PRODUCT : Likelihood.LOGIT;
    };
  }

  /** The same, yielding something else. */
  public Head withYields(Yields another) {
    return new Head(
        name, network, reads, assigner, sampler, coder, losses, average, another, initialisation);
  }

  /** The same with another assigner. */
  public Head withAssigner(Assigner another) {
    return new Head(
        name, network, reads, another, sampler, coder, losses, average, yields, initialisation);
  }

  /** The same with another choice of the boxes in the losses. */
  public Head withSampler(Sampler another) {
    return new Head(
        name, network, reads, assigner, another, coder, losses, average, yields, initialisation);
  }
}
