package io.crnas.experiments.predict;

import io.crnas.framework.problem.Problem;
import io.crnas.runtime.Detection;
import io.crnas.spaces.ImageSize;
import java.nio.file.Path;
import java.util.List;

/** What became of an image. */
sealed interface Predicted {
  /** The image. */
  Path file();

  /**
   * Detected in.
   *
   * @param size of the image
   * @param picture with the sure ones drawn
   * @param detections all of them, the surest first
   * @param labelled whether the picture has labels
   */
  record Seen(Path file, ImageSize size, Path picture, List<Detection> detections, boolean labelled)
      implements Predicted {
    public Seen {
      detections = List.copyOf(detections);
    }
  }

  /** Left out. */
  record Broken(Path file, List<Problem> problems) implements Predicted {
    public Broken {
      problems = List.copyOf(problems);
    }
  }
}
