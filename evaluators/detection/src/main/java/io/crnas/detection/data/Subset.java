package io.crnas.detection.data;

import io.crnas.framework.file.Fingerprint;
import java.util.List;

/** Some images of another dataset. */
record Subset(String name, Dataset whole, List<Integer> indices, List<Sample> samples)
    implements Dataset {

  Subset(String name, Dataset whole, List<Integer> indices) {
    this(
        name,
        whole,
        List.copyOf(indices),
        indices.stream().map(index -> whole.samples().get(index)).toList());
  }

  @Override
  public List<String> categories() {
    return whole.categories();
  }

  @Override
  public Image load(int index) {
    return whole.load(indices.get(index));
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(whole.fingerprint(), indices.toString());
  }
}
