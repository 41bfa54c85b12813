package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.ClassifiedImages;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.ClassifierModel;
import io.crnas.detection.parallel.Ahead;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** A classifier that was trained, with its running statistics. */
public final class TrainedClassifier implements AutoCloseable {
  /** Of the sides of an image, as torchvision's 224 of 256 pixels. */
  private static final double MIDDLE = 0.875;

  private final Classification classification;
  private final Allocation allocation;
  private final ParameterStore store;
  private final ClassifierModel model;
  private final Network network;

  /**
   * @param weights by torchvision's names
   * @throws io.crnas.framework.problem.InvalidInputException naming every parameter that is missing
   */
  public TrainedClassifier(
      Torch torch, Classification classification, Allocation allocation, Weights weights) {
    this.classification = classification;
    this.allocation = allocation;
    this.store = new ParameterStore(torch);
    store.load(weights);
    this.model = new ClassifierModel(classification.classifier(), 0, store);
    this.network = classification.network(allocation);
    store.require(network, "weights of " + allocation);
  }

  /** How often it is right about the images of a split, by the middle of each. */
  public Accuracy test(Dataset dataset, Preparation preparation, int batch, Progress progress)
      throws InterruptedException {
    Batches batches = Inputs.middles(dataset, preparation, batch, MIDDLE);
    String name = "classifying %s: %s".formatted(dataset.name(), allocation);
    List<Integer> places = new ArrayList<>();
    try (var task = progress.start(name, batches.stepsPerEpoch(), "batches");
        var ahead =
            new Ahead<>(
                "classifying",
                step -> places(batches.batch(step)),
                0,
                batches.stepsPerEpoch(),
                store.torch().passes())) {
      while (ahead.hasNext()) {
        places.addAll(ahead.next());
        task.advance(1);
      }
    }
    return Accuracy.of(places, classification.classifier().classes());
  }

  /** Of each image, how many classes it is said to be of rather than of its own. */
  private List<Integer> places(Batch batch) {
    int classes = classification.classifier().classes();
    float[] logits = model.logits(network, batch.images());
    List<Integer> places = new ArrayList<>();
    for (int image = 0; image < batch.size(); image++) {
      int row = image * classes;
      float own = logits[row + ClassifiedImages.category(batch.samples().get(image).sample())];
      int before = 0;
      for (int c = 0; c < classes; c++) {
        before += logits[row + c] > own ? 1 : 0;
      }
      places.add(before);
    }
    return places;
  }

  @Override
  public void close() {
    store.close();
  }
}
