package io.crnas.experiments.run;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.ClassifiedImages;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Resize;
import io.crnas.detection.layout.FileDataset;
import io.crnas.detection.layout.ImageFolder;
import io.crnas.detection.layout.Reading;
import io.crnas.detection.scenes.Scenes;
import io.crnas.experiments.descriptor.ClassificationTraining;
import io.crnas.experiments.descriptor.ClassifiedData;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images of one class each.
 *
 * @param train to train on
 * @param validation to measure on
 * @param preparation what every image goes through
 * @param augmentation how training images vary
 */
record ClassImages(
    Dataset train, Dataset validation, Preparation preparation, Augmentation augmentation) {

  /**
   * Reads them.
   *
   * @param base what a relative folder is relative to
   * @throws io.crnas.framework.problem.InvalidInputException with what is wrong
   */
  static ClassImages read(ClassificationTraining described, Path base, Progress progress)
      throws IOException {
    ClassifiedData data = described.data();
    List<Dataset> splits =
        switch (data) {
          case ClassifiedData.ImageFolder folder -> files(folder, base, progress);
          case ClassifiedData.Scenes scenes -> scenes(scenes);
        };
    return new ClassImages(
        splits.getFirst(),
        splits.getLast(),
        // Padding is for the strides of a pyramid's levels; there is one level here.
        new Preparation(new Resize.Fixed(data.imageSize()), data.normalisation())
            .at(data.imageSize()),
        new Augmentation(
            data.flip().horizontal(),
            data.flip().vertical(),
            data.jitter(),
            List.of(),
            Optional.of(described.crop())));
  }

  private static List<Dataset> files(
      ClassifiedData.ImageFolder folder, Path base, Progress progress) {
    Path root = base.resolve(folder.folder());
    List<FileDataset> read =
        new Reading(folder.strict(), folder.decode(), progress)
            .read(
                ImageFolder.list(
                    root.resolve(folder.train()),
                    root.resolve(folder.val()),
                    folder.valClasses().map(root::resolve)));
    return List.copyOf(read);
  }

  private static List<Dataset> scenes(ClassifiedData.Scenes described) {
    var scenes =
        new Scenes(
            described.imageSize().width(),
            described.imageSize().height(),
            described.world(),
            described.names(),
            described.smallest(),
            1,
            described.seed());
    return List.of(
        figures(scenes.split("train", described.train())),
        figures(scenes.split("val", described.val())));
  }

  /** Those whose figure shows. */
  private static Dataset figures(Dataset split) {
    List<Integer> some =
        IntStream.range(0, split.size())
            .filter(i -> split.samples().get(i).annotations().size() == 1)
            .boxed()
            .toList();
    return ClassifiedImages.of(split.subset(split.name(), some));
  }

  /** The names of the classes. */
  List<String> classes() {
    return train.categories();
  }
}
