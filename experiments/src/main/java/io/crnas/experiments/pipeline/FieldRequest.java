package io.crnas.experiments.pipeline;

import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What receptive fields are measured with.
 *
 * @param images files to average over; empty for what is usual for the net
 * @param count how many images at most, at least 1
 * @param input to what size they are brought; empty for what is usual for the net
 * @param pyramid whether the levels of the pyramid are meant, and not C2 to C5
 */
public record FieldRequest(
    List<Path> images, int count, Optional<ImageSize> input, boolean pyramid) {
  public FieldRequest {
    images = List.copyOf(images);
  }
}
