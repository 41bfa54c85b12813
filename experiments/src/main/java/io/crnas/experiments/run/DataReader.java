package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.layout.Choice;
import io.crnas.detection.layout.Coco;
import io.crnas.detection.layout.Csv;
import io.crnas.detection.layout.FileDataset;
import io.crnas.detection.layout.FoundData;
import io.crnas.detection.layout.Listed;
import io.crnas.detection.layout.Masks;
import io.crnas.detection.layout.PascalVoc;
import io.crnas.detection.layout.Pixels;
import io.crnas.detection.layout.Reading;
import io.crnas.detection.layout.Roles;
import io.crnas.detection.layout.SplitFile;
import io.crnas.detection.scenes.Scenes;
import io.crnas.experiments.descriptor.AnnotatedImages;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.FileData;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Reads the splits that a descriptor names. */
final class DataReader {
  private DataReader() {}

  /** The splits by what they are for, as {@link Images} has them. */
  record Splits(Dataset train, Dataset validation, Dataset test, Dataset all) {}

  /**
   * @param masks whether the masks of objects are wanted
   */
  static Splits read(Data data, boolean masks, Progress progress) throws IOException {
    return switch (data) {
      case Data.Scenes scenes -> scenes(scenes, masks);
      case FileData.Voc voc -> {
        List<String> lists = new ArrayList<>(List.of(voc.train(), voc.test()));
        voc.validation().ifPresent(lists::add);
        Listed listed = new PascalVoc(folder(voc), choice(voc, masks, voc.pixels())).list(lists);
        yield splits(
            reading(voc, progress).read(listed), voc.validationImages(), voc.validationSeed());
      }
      case FileData.Coco coco -> {
        Listed listed =
            new Coco(choice(coco, masks, Pixels.AUTO))
                .list(files(folder(coco), coco.train(), coco.test(), coco.val()));
        yield splits(
            reading(coco, progress).read(listed), coco.validationImages(), coco.validationSeed());
      }
      case FileData.Csv csv -> {
        Listed listed =
            new Csv(choice(csv, masks, csv.pixels()))
                .list(files(folder(csv), csv.train(), csv.test(), csv.val()));
        yield splits(
            reading(csv, progress).read(listed), csv.validationImages(), csv.validationSeed());
      }
      case FileData.Auto auto -> {
        Listed listed =
            FoundData.at(folder(auto), auto.layout(), Optional.empty())
                .list(choice(auto, masks, auto.pixels()));
        Roles roles = Roles.read(listed, reading(auto, progress));
        yield new Splits(roles.train(), roles.validation(), roles.test(), roles.all());
      }
    };
  }

  private static Choice choice(FileData data, boolean masks, Pixels pixels) {
    return new Choice(
        data.categories().orElse(List.of()), masks ? Masks.OF_ALL : Masks.NONE, pixels);
  }

  private static Reading reading(FileData data, Progress progress) {
    return new Reading(data.strict(), data.decode(), progress);
  }

  private static Splits scenes(Data.Scenes s, boolean masks) {
    var scenes =
        new Scenes(
            s.size().width(),
            s.size().height(),
            s.world(),
            s.knownCategories().orElseThrow(),
            s.smallest(),
            s.mostObjects(),
            s.seed());
    BiFunction<String, Integer, Dataset> split = masks ? scenes::splitWithMasks : scenes::split;
    Dataset train = split.apply("train", s.train());
    return new Splits(train, split.apply("val", s.val()), split.apply("test", s.test()), train);
  }

  private static Path folder(Data data) {
    return data.path()
        .orElseThrow(
            () -> new InvalidInputException("data.path", "nothing", "a folder, or --data PATH"));
  }

  private static List<SplitFile> files(
      Path folder, AnnotatedImages train, AnnotatedImages test, Optional<AnnotatedImages> val) {
    var files = new ArrayList<>(List.of(file(folder, "train", train), file(folder, "test", test)));
    val.ifPresent(given -> files.add(file(folder, "val", given)));
    return files;
  }

  private static SplitFile file(Path folder, String name, AnnotatedImages images) {
    return new SplitFile(
        name, folder.resolve(images.annotations()), images.images().map(folder::resolve));
  }

  /** Of train, test and, unless it is drawn, validation. */
  private static Splits splits(List<FileDataset> read, Optional<Integer> drawn, long seed) {
    Dataset train = read.get(0);
    Dataset test = read.get(1);
    if (drawn.isEmpty()) {
      return new Splits(train, read.getLast(), test, train);
    }
    int count = drawn.get();
    if (count >= train.size()) {
      throw new InvalidInputException(
          "data.validation-images",
          Integer.toString(count),
          "fewer than the " + train.size() + " images of train");
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
    Collections.shuffle(order, Random.from(Seeds.generator(seed, "data/validation")));
    return new Splits(
        train.subset("archtrain", order.subList(count, train.size()).stream().sorted().toList()),
        train.subset("archval", order.subList(0, count).stream().sorted().toList()),
        test,
        train);
  }
}
