package io.crnas.experiments.predict;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.detection.layout.ImageFiles;
import io.crnas.experiments.predict.Predicted.Seen;
import io.crnas.framework.file.Fingerprint;
import java.util.List;

/** Images that were detected in, as a dataset without annotations. */
record SeenImages(List<Seen> seen, List<String> categories) implements Dataset {
  @Override
  public String name() {
    return "images";
  }

  @Override
  public List<Sample> samples() {
    return seen.stream()
        .map(one -> {
          String file = one.file().toString();
          return new Sample(file, file, one.size().width(), one.size().height(), List.of());
        })
        .toList();
  }

  @Override
  public Image load(int index) {
    return ImageFiles.read(seen.get(index).file());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(categories + "\n" + samples());
  }
}
