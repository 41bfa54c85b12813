package io.crnas.detection.layout;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The odd data sets among the test resources. */
final class Cases {
  private Cases() {}

  static Path folder(String name) throws IOException {
    URL found = Cases.class.getResource("/cases/" + name);
    try {
      return Path.of(Objects.requireNonNull(found, name).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
