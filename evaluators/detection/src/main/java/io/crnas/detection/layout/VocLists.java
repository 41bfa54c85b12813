package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Finds the lists of images of PASCAL VOC. */
final class VocLists {
  private VocLists() {}

  /** The splits of a folder, or of the folders in it. */
  static Optional<FoundData> at(Path path) throws IOException {
    SequencedMap<String, String> splits = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    add(path, "", splits, notes);
    for (Path folder : FoundData.children(path, Files::isDirectory)) {
      add(folder, folder.getFileName() + "/", splits, notes);
    }
    return splits.isEmpty()
        ? Optional.empty()
        : Optional.of(new FoundData.Voc(path, splits, List.copyOf(notes)));
  }

  /**
   * Lists of names alone; those of one class are left out beside them. Where there are only lists
   * of classes, those of one split are taken together.
   */
  private static void add(
      Path folder, String prefix, SequencedMap<String, String> splits, List<String> notes)
      throws IOException {
    var images = new ImageNames();
    List<String> plain = new ArrayList<>();
    List<String> ofOneClass = new ArrayList<>();
    Path lists = folder.resolve("ImageSets", "Main");
    for (Path file : FoundData.children(lists, child -> child.toString().endsWith(".txt"))) {
      String name = ImageNames.stem(String.valueOf(file.getFileName()));
      boolean flagged;
      try {
        flagged = VocNames.read(folder, prefix, file, images).ofOneClass();
      } catch (InvalidInputException e) {
        flagged = false; // said by name when the split is read
      }
      (flagged ? ofOneClass : plain).add(name);
    }
    if (plain.containsAll(List.of("train", "val")) && plain.remove("trainval")) {
      notes.add("the list %strainval is left out beside train and val".formatted(prefix));
    }
    plain.forEach(name -> splits.put(prefix + name, prefix + name));
    if (!plain.isEmpty() && !ofOneClass.isEmpty()) {
      notes.add(
          "%d lists of one class are left out: %s%s"
              .formatted(ofOneClass.size(), prefix, String.join(", " + prefix, ofOneClass)));
    } else if (!ofOneClass.isEmpty()) {
      for (String name : ofOneClass) {
        String split = name.substring(name.lastIndexOf('_') + 1);
        splits.merge(prefix + split, prefix + name, (before, more) -> before + "+" + more);
      }
      notes.add("lists of one class each make the splits: " + String.join(", ", ofOneClass));
    }
  }
}
