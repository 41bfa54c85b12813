package io.crnas.experiments.bench;

import io.crnas.experiments.bench.Measured.Setting;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Device;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Model;
import io.crnas.runtime.Options;
import io.crnas.runtime.Port;
import io.crnas.runtime.Prepared;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import io.crnas.runtime.Tensor;
import io.crnas.runtime.WrongInputException;
import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Times files by turns, so that whatever else the machine does meets all of them alike.
 *
 * @param files of any producer, with one input [N, 3, H, W] or [3, H, W]
 * @param device where
 * @param size of the input; without one that of the first file's images
 * @param image what they see, prepared as the first file says, where a size is not given; else a
 *     pattern. What a detector takes depends on how much it finds.
 * @param rounds that count; in each, every file is run once
 * @param memory whether processes of their own are asked how much they take
 */
public record Benchmark(
    List<Path> files,
    Device device,
    Optional<ImageSize> size,
    Optional<BufferedImage> image,
    int rounds,
    boolean memory) {
  private static final int WARM_UP = 5;

  public Benchmark {
    files = List.copyOf(files);
  }

  /**
   * One image.
   *
   * @param planes as networks see it, [3, H, W]
   * @param pixels as it is, [H, W, 3]
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Input(float[] planes, ImageSize size, float[] pixels, ImageSize picture) {

    /** As a file of this input takes it; nothing where it does not take so many at once. */
    Optional<Tensor> batch(Port port, int batch) {
      List<Long> shape = port.shape();
      if (port.type().equals("uint8")) {
        return repeated(port, batch, pixels, List.of(picture.height(), picture.width(), 3));
      }
      if (shape.size() == 3) {
        return batch == 1
            ? Optional.of(new Tensor(List.of(3, size.height(), size.width()), planes))
            : Optional.empty();
      }
      return repeated(port, batch, planes, List.of(3, size.height(), size.width()));
    }

    private static Optional<Tensor> repeated(
        Port port, int batch, float[] one, List<Integer> sizes) {
      long takes = port.shape().getFirst();
      if (takes >= 0 && takes != batch) {
        return Optional.empty();
      }
      float[] all = new float[Math.multiplyExact(batch, one.length)];
      for (int i = 0; i < batch; i++) {
        System.arraycopy(one, 0, all, i * one.length, one.length);
      }
      List<Integer> shape = new ArrayList<>(List.of(batch));
      shape.addAll(sizes);
      return Optional.of(new Tensor(shape, all));
    }
  }

  /**
   * What came out.
   *
   * @param device where it was; never auto
   * @param size of the input
   * @param all by setting, and within it in the order of the files
   */
  public record Outcome(Device device, ImageSize size, List<Measured> all) {
    public Outcome {
      all = List.copyOf(all);
    }
  }

  /**
   * Times the files in each setting.
   *
   * @throws WrongInputException when a file can not be loaded, or does not take the size
   * @throws InvalidInputException when the first file does not say a size and none is given
   */
  public Outcome run(List<Setting> settings, Progress progress)
      throws IOException, InterruptedException {
    List<Measured> all = new ArrayList<>();
    Input input = input();
    Device where = device;
    long runs = (long) settings.size() * files.size() * (WARM_UP + rounds);
    try (var task = progress.start("timing", runs, "runs")) {
      for (Setting setting : settings) {
        task.detail("%d threads, batch %d".formatted(setting.threads(), setting.batch()));
        List<Candidate> candidates = new ArrayList<>();
        try {
          for (Path file : files) {
            candidates.add(load(file, input, setting));
            task.advance(WARM_UP);
          }
          where = candidates.getFirst().model().device();
          all.addAll(alternate(candidates, setting, task));
        } finally {
          candidates.forEach(candidate -> candidate.model().close());
        }
      }
    }
    return new Outcome(where, input.size(), all);
  }

  private List<Measured> alternate(List<Candidate> candidates, Setting setting, Progress.Task task)
      throws InterruptedException {
    long[][] times = new long[candidates.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < candidates.size(); turn++) {
        // Another one begins each round: nobody always follows the same.
        int place = (turn + round) % candidates.size();
        Candidate candidate = candidates.get(place);
        if (candidate.input().isPresent()) {
          times[place][round] = candidate.model().time(candidate.input().get(), 1)[0];
        }
        task.advance(1);
      }
    }
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      boolean ran = candidate.input().isPresent();
      boolean comparable = ran && candidates.getFirst().input().isPresent();
      measured.add(
          ran
              ? Measured.of(
                  candidate.file(),
                  setting,
                  times[i],
                  comparable ? times[0] : times[i],
                  candidate.memory())
              : new Measured(candidate.file(), setting, List.of(), 0, candidate.memory()));
    }
    return measured;
  }

  /** A file ready to be timed, and what it took of the memory. */
  private record Candidate(Path file, Model model, Optional<Tensor> input, OptionalLong memory) {}

  private Candidate load(Path file, Input input, Setting setting)
      throws IOException, InterruptedException {
    Model model = Model.load(file, options(setting.threads()));
    try {
      requireImages(model);
      Optional<Tensor> batch = input.batch(model.input(), setting.batch());
      if (batch.isPresent()) {
        model.time(batch.get(), WARM_UP);
      }
      OptionalLong bytes =
          memory && batch.isPresent()
              ? MemoryProbe.bytes(file, model.device(), setting, batch.get().shape())
              : OptionalLong.empty();
      return new Candidate(file, model, batch, bytes);
    } catch (RuntimeException | IOException | InterruptedException e) {
      model.close();
      throw e;
    }
  }

  private Options options(int threads) {
    return Options.defaults().withDevice(device).withThreads(threads);
  }

  private Input input() throws IOException {
    try (Model first = Model.load(files.getFirst(), options(1))) {
      requireImages(first);
      Optional<Preprocessing> preprocessing = preprocessing(first);
      if (size.isEmpty() && image.isPresent() && preprocessing.isPresent()) {
        Prepared prepared = preprocessing.get().prepare(image.get());
        return new Input(
            prepared.nchw(),
            new ImageSize(prepared.height(), prepared.width()),
            Tensor.ofPixels(image.get()).data(),
            new ImageSize(image.get().getHeight(), image.get().getWidth()));
      }
      ImageSize wanted =
          size.or(() -> preprocessing.map(Benchmark::usual))
              .or(() -> fixed(first.input()))
              .orElseThrow(() ->
                  new InvalidInputException(
                      first.file().toString(), "no size of its images", "--size HxW beside it"));
      Preprocessing exact =
          new Preprocessing(
              new Resize.Stretched(wanted.height(), wanted.width()),
              1,
              preprocessing.map(Preprocessing::mean).orElse(List.of(0.485, 0.456, 0.406)),
              preprocessing.map(Preprocessing::std).orElse(List.of(0.229, 0.224, 0.225)));
      BufferedImage picture = image.orElseGet(() -> checks(wanted));
      return new Input(
          image.map(one -> exact.prepare(one).nchw()).orElseGet(() -> pattern(wanted)),
          wanted,
          Tensor.ofPixels(picture).data(),
          new ImageSize(picture.getHeight(), picture.getWidth()));
    }
  }

  private static float[] pattern(ImageSize size) {
    float[] planes = new float[Math.multiplyExact(3 * size.height(), size.width())];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (float) Math.sin(i);
    }
    return planes;
  }

  private static BufferedImage checks(ImageSize size) {
    var image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        image.setRGB(x, y, (x ^ y) * 0x10305);
      }
    }
    return image;
  }

  private static Optional<Preprocessing> preprocessing(Model model) {
    return model.properties().containsKey("part")
        ? Optional.of(Metadata.parse(model.file().toString(), model.properties()).preprocessing())
        : Optional.empty();
  }

  /** That of images lying on their side, with the padding. */
  private static ImageSize usual(Preprocessing preprocessing) {
    int multiple = preprocessing.multiple();
    return switch (preprocessing.resize()) {
      case Resize.Stretched(int height, int width) ->
          new ImageSize(up(height, multiple), up(width, multiple));
      case Resize.KeptAspect(int shorter, int longer) ->
          new ImageSize(up(shorter, multiple), up(longer, multiple));
    };
  }

  private static int up(int pixels, int multiple) {
    return Math.ceilDiv(pixels, multiple) * multiple;
  }

  private static Optional<ImageSize> fixed(Port input) {
    List<Long> sides = input.shape().subList(input.shape().size() - 2, input.shape().size());
    return sides.stream().allMatch(side -> side > 0)
        ? Optional.of(
            new ImageSize(Math.toIntExact(sides.getFirst()), Math.toIntExact(sides.getLast())))
        : Optional.empty();
  }

  private static void requireImages(Model model) {
    List<Long> shape = model.input().shape();
    boolean pictures =
        model.input().type().equals("uint8") && shape.size() == 4 && shape.getLast() == 3;
    boolean images =
        pictures
            || ((shape.size() == 4 || shape.size() == 3)
                && (shape.get(shape.size() - 3) == 3 || shape.get(shape.size() - 3) < 0));
    if (!images) {
      throw new InvalidInputException(
          model.file().toString(),
          "input " + model.input(),
          "images, float [N, 3, H, W] or [3, H, W], or pictures, uint8 [N, H, W, 3]");
    }
  }
}
