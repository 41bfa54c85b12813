package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder in the layout of PASCAL VOC: {@code JPEGImages/name.jpg} (or any other image), {@code
 * Annotations/name.xml} and the names of each split in {@code ImageSets/Main/split.txt}; or a
 * folder of several such, as {@code VOCdevkit} with {@code VOC2007} and {@code VOC2012}.
 *
 * <p>A box must have xmax above xmin and ymax above ymin; one that leaves the image is cut at its
 * edge. VOC counts pixels from 1; sets that count from 0 are recognised, see {@link Pixels}.
 *
 * <p>Beside what {@link Reading} names, a missing or unreadable annotation, a name given twice and
 * one that leaves the folder are problems. Without given categories there are all names found in
 * the annotations, sorted.
 *
 * @param root the folder
 * @param choice what is wanted
 */
public record PascalVoc(Path root, Choice choice) {

  /**
   * Reads lists and annotations.
   *
   * @param splits the names of the splits, for example train, val, test; {@code VOC2007/trainval}
   *     for one in a folder of the folder; {@code VOC2007/trainval+VOC2012/trainval} for two as one
   * @throws InvalidInputException when the folder or a split's list is missing or no text
   */
  public Listed list(List<String> splits) {
    return list(splits, splits);
  }

  /**
   * The same under other names.
   *
   * @param names what the splits are called
   */
  Listed list(List<String> splits, List<String> names) {
    var fatal = new Problems();
    if (!Files.isDirectory(root)) {
      fatal.add(root.toString(), "no folder", "the data in PASCAL VOC layout");
      fatal.throwIfAny();
    }
    var images = new ImageNames();
    List<List<VocNames>> lists = new ArrayList<>();
    for (String split : splits) {
      lists.add(
          Stream.of(split.split("\\+", -1))
              .map(list -> VocNames.read(root, list.strip(), images, fatal))
              .toList());
    }
    fatal.throwIfAny();
    Map<Path, VocXml.Read> read = VocXml.all(files(lists.stream().flatMap(List::stream).toList()));
    List<String> categories =
        choice.categories().isEmpty() ? VocXml.categories(read) : choice.categories();
    var edges = new Edges();
    VocXml.whole(read).forEach(file -> file.addTo(edges));
    Pixels pixels = edges.pixels(choice.pixels(), Pixels.FROM_1);
    var listings = new ArrayList<Listing>();
    for (int i = 0; i < lists.size(); i++) {
      listings.add(listing(names.get(i), lists.get(i), images, read, categories, pixels));
    }
    return new Listed(
        root.toString(),
        List.of(
            "layout: PASCAL VOC, splits " + String.join(", ", names),
            edges.note(choice.pixels(), pixels)),
        categories,
        listings);
  }

  /** The annotations that are listed, and, for the categories, all others of their folders. */
  private Set<Path> files(List<VocNames> lists) {
    var files = new LinkedHashSet<Path>();
    for (VocNames list : lists) {
      list.names().forEach(name -> files.add(list.annotation(name)));
    }
    if (choice.categories().isEmpty()) {
      for (Path folder : lists.stream().map(VocNames::folder).distinct().toList()) {
        Path annotations = folder.resolve("Annotations");
        try (Stream<Path> all = Files.walk(annotations)) {
          all.filter(file -> file.toString().endsWith(".xml")).forEach(files::add);
        } catch (IOException e) {
          throw new InvalidInputException(
              annotations.toString(), "no folder that can be read", "a folder of annotations");
        }
      }
    }
    return files;
  }

  private Listing listing(
      String split,
      List<VocNames> lists,
      ImageNames images,
      Map<Path, VocXml.Read> read,
      List<String> categories,
      Pixels pixels) {
    var entries = new ArrayList<Listing.Entry>();
    var problems = new Problems();
    var known = new HashSet<String>();
    for (VocNames list : lists) {
      for (String name : list.names()) {
        // Lists of several classes name the same images.
        if (known.add(list.id(name))) {
          entries.add(
              new Listing.Entry(
                  list.id(name),
                  list.image(name, images),
                  (size, found) ->
                      Objects.requireNonNull(read.get(list.annotation(name)))
                          .annotation()
                          .annotations(size, categories, pixels, found)));
        }
      }
      problems.addAll(list.problems());
    }
    return new Listing(split, root, entries, problems.all());
  }
}
