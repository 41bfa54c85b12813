package io.crnas.detection.head;

import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Value;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Anchors;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * What is read of a pyramid: the outputs of the heads that read every level come out of the engine,
 * the levels that RoIs are cut from stay in it.
 *
 * @param readout all of it
 * @param levels where the cells of the levels lie in it, finest first
 * @param stages by the name of the head
 */
record PyramidReadout(
    Readout readout, List<RoiAlign.Level> levels, Map<String, DenseStage> stages) {

  /**
   * Runs the heads that read every level.
   *
   * @param anchors of those heads, by name
   */
  static PyramidReadout of(
      Detector detector,
      Pass pass,
      ImageBatch batch,
      SequencedMap<String, Value> pyramid,
      Map<String, AnchorGrid> anchors) {
    List<Value> levels = List.copyOf(pyramid.values());
    List<ImageSize> grids = grids(pyramid);
    List<Value> cut = levels.subList(0, pooled(detector));
    List<Value> read = new ArrayList<>();
    List<Value> waiting = new ArrayList<>();
    var places = new LinkedHashMap<Head, Map<String, Integer>>();
    for (Head head : detector.heads()) {
      if (head.reads() instanceof Reads.EachLevel) {
        var outputs = new LinkedHashMap<String, List<Value>>();
        for (Value level : levels) {
          pass.run(head.network(), Map.of("features", level))
              .forEach((name, value) ->
                  outputs.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
        }
        var first = new LinkedHashMap<String, Integer>();
        outputs.forEach((name, values) -> {
          List<Value> where = DenseStage.waits(head, name) ? waiting : read;
          first.put(name, where.size());
          where.addAll(values);
        });
        places.put(head, first);
      }
    }
    Readout readout = pass.read(cut, read, waiting, BoxCoder.NUMBERS);
    var stages = new HashMap<String, DenseStage>();
    places.forEach((head, first) -> {
      if (head.reads() instanceof Reads.EachLevel(Anchors own)) {
        AnchorGrid grid = Objects.requireNonNull(anchors.get(head.name()), head.name());
        var outputs = new HashMap<String, DenseOutputs.Output>();
        first.forEach((name, place) -> {
          boolean waits = DenseStage.waits(head, name);
          int channels = (waits ? waiting : read).get(place).shape().get(1);
          List<Integer> offsets = new ArrayList<>();
          for (int level = 0; level < levels.size(); level++) {
            offsets.add(readout.offset(place + level + (waits ? read.size() : 0)));
          }
          outputs.put(name, new DenseOutputs.Output(channels / own.perCell(), offsets));
        });
        stages.put(head.name(), new DenseStage(head, new DenseOutputs(grid, readout, outputs)));
      }
    });
    List<RoiAlign.Level> aligned = new ArrayList<>();
    int first = 0;
    for (ImageSize grid : grids.subList(0, cut.size())) {
      aligned.add(new RoiAlign.Level(first, grid.height(), grid.width(), scale(grid, batch)));
      first += batch.count() * grid.height() * grid.width();
    }
    return new PyramidReadout(readout, List.copyOf(aligned), Map.copyOf(stages));
  }

  /** Height and width of each level in cells. */
  static List<ImageSize> grids(SequencedMap<String, Value> pyramid) {
    return pyramid.values().stream()
        .map(level -> new ImageSize(level.shape().get(2), level.shape().get(3)))
        .toList();
  }

  /** The stage of a head that reads every level. */
  DenseStage stage(String head) {
    DenseStage stage = stages.get(head);
    if (stage == null) {
      throw new IllegalStateException(head + " reads no levels, so it finds no RoIs by itself");
    }
    return stage;
  }

  /** How many levels RoIs are cut from. */
  private static int pooled(Detector detector) {
    int most = 0;
    for (Head head : detector.heads()) {
      if (head.reads() instanceof Reads.Rois rois) {
        most = Math.max(most, rois.levels());
      }
    }
    return most;
  }

  /** As torchvision guesses it from the largest image: the nearest power of two. */
  private static float scale(ImageSize grid, ImageBatch batch) {
    int height = batch.sizes().stream().mapToInt(ImageSize::height).max().orElseThrow();
    double exponent = Math.rint(Math.log((double) grid.height() / height) / Math.log(2));
    return (float) Math.pow(2, exponent);
  }
}
