package io.crnas.experiments.gpu;

import java.util.Locale;

/**
 * A jar of a Maven repository, and the folder in it that is wanted.
 *
 * @param what it has, for people
 * @param path in the repository
 * @param bytes of the jar
 * @param sha256 of the jar, in hexadecimal digits
 * @param folder the files that are directly in it are wanted
 */
record Artifact(String what, String path, long bytes, String sha256, String folder) {
  Artifact {
    if (bytes < 1 || sha256.length() != 64 || !folder.endsWith("/")) {
      throw new IllegalArgumentException(path + ": " + bytes + ", " + sha256 + ", " + folder);
    }
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, %.1f MiB", what, bytes / 1048576.0);
  }
}
