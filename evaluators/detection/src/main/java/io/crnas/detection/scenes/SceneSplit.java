package io.crnas.detection.scenes;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Image;
import io.crnas.detection.data.Sample;
import io.crnas.framework.file.Fingerprint;
import java.util.List;
import java.util.stream.IntStream;

/** One split of generated scenes; pixels are drawn when they are asked for. */
record SceneSplit(
    Scenes scenes, String name, List<SceneLayout> layouts, List<Sample> samples, String fingerprint)
    implements Dataset {

  /** Part of the fingerprint; raised when the same layout begins to be drawn differently. */
  private static final String PAINTER = "scenes 1";

  static SceneSplit of(Scenes scenes, String name, List<SceneLayout> layouts) {
    List<Sample> samples =
        IntStream.range(0, layouts.size())
            .mapToObj(index ->
                new Sample(
                    name + "-" + index,
                    "generated scene " + name + " " + index,
                    scenes.width(),
                    scenes.height(),
                    layouts.get(index).annotations()))
            .toList();
    var fingerprint = new Fingerprint().add(PAINTER).add(scenes.canonical()).add(name);
    samples.forEach(sample -> sample.addTo(fingerprint));
    return new SceneSplit(scenes, name, layouts, samples, fingerprint.hexadecimal());
  }

  @Override
  public List<String> categories() {
    return scenes.categories();
  }

  @Override
  public Image load(int index) {
    return ScenePainter.paint(scenes, name, index, layouts.get(index));
  }
}
