package io.crnas.detection.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Finds images by their names without extensions. */
final class ImageNames {
  /** In this order where there are several images of one name. */
  private static final List<String> EXTENSIONS =
      List.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff", "gif", "jpe", "jfif", "dib");

  private final Map<Path, Map<String, List<Path>>> folders = new ConcurrentHashMap<>();

  /** Whether a file is called like an image. */
  static boolean isImage(Path file) {
    return EXTENSIONS.contains(extension(file));
  }

  /** A name without its last extension. */
  static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= name.lastIndexOf('/') + 1 ? name : name.substring(0, dot);
  }

  /**
   * The image of a name in a folder, whatever its extension and its case.
   *
   * @param name may have folders before it
   */
  Optional<Path> find(Path folder, String name) {
    Path at = folder.resolve(name);
    Path parent = at.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      return Optional.empty();
    }
    String stem = String.valueOf(at.getFileName());
    return folders.computeIfAbsent(parent, ImageNames::list).getOrDefault(stem, List.of()).stream()
        .findFirst()
        .map(file -> at.resolveSibling(file));
  }

  /** The names of images by their stems. */
  private static Map<String, List<Path>> list(Path folder) {
    Map<String, List<Path>> images = new HashMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(ImageNames::isImage)
            .map(Path::getFileName)
            .sorted(
                Comparator.<Path>comparingInt(file -> EXTENSIONS.indexOf(extension(file)))
                    .thenComparing(Comparator.naturalOrder()))
            .forEach(file ->
                images.computeIfAbsent(stem(file.toString()), _ -> new ArrayList<>()).add(file));
      } catch (IOException e) {
        return Map.of(); // said by name when the image is looked for
      }
    }
    return images;
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
