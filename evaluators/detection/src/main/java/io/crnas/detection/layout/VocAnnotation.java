package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * One XML file of PASCAL VOC.
 *
 * @param file where it was read from
 * @param root its root element
 */
record VocAnnotation(Path file, Element root) {

  /**
   * Reads a file; a document type, and with it any entity from outside, is refused.
   *
   * @throws InvalidInputException when it can not be read
   */
  static VocAnnotation read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new VocAnnotation(file, parser().parse(in).getDocumentElement());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file.toString(), "no file", "the image's annotation");
    } catch (IOException | SAXException e) {
      throw new InvalidInputException(file.toString(), e.toString(), "an annotation in XML");
    }
  }

  private static DocumentBuilder parser() {
    try {
      var factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setExpandEntityReferences(false);
      factory.setXIncludeAware(false);
      DocumentBuilder parser = factory.newDocumentBuilder();
      parser.setErrorHandler(new DefaultHandler()); // throws, where the usual one prints as well
      return parser;
    } catch (ParserConfigurationException e) {
      throw new AssertionError("the JDK's own parser knows these features", e);
    }
  }

  /**
   * All categories named in the annotations of folders, sorted; unreadable files are passed over.
   */
  static List<String> allCategories(List<Path> roots) {
    var names = new TreeSet<String>();
    for (Path root : roots) {
      Path folder = root.resolve("Annotations");
      try (Stream<Path> files = Files.walk(folder)) {
        names.addAll(
            files.filter(file -> file.toString().endsWith(".xml")).toList().parallelStream()
                .flatMap(VocAnnotation::categories)
                .collect(Collectors.toSet()));
      } catch (IOException e) {
        throw new InvalidInputException(folder.toString(), e.toString(), "a folder of annotations");
      }
    }
    return List.copyOf(names);
  }

  private static Stream<String> categories(Path file) {
    try {
      return children(read(file).root(), "object").stream()
          .flatMap(object -> text(object, "name").stream());
    } catch (InvalidInputException e) {
      return Stream.empty(); // said again, by name, when a split lists the file
    }
  }

  /** The usable objects; what is wrong with the others goes to {@code problems}. */
  List<Annotation> annotations(ImageSize actual, List<String> categories, Problems problems) {
    for (Element size : children(root, "size")) {
      String stated =
          "width %s, height %s"
              .formatted(text(size, "width").orElse("?"), text(size, "height").orElse("?"));
      if (!actual.inWords().equals(stated)) {
        problems.add(file + " size", stated, "the image's " + actual.inWords());
      }
    }
    var annotations = new ArrayList<Annotation>();
    List<Element> objects = children(root, "object");
    for (int i = 0; i < objects.size(); i++) {
      String where = "%s object %d".formatted(file, i + 1);
      annotation(where, objects.get(i), actual, categories, problems).ifPresent(annotations::add);
    }
    return annotations;
  }

  private static Optional<Annotation> annotation(
      String where, Element object, ImageSize size, List<String> categories, Problems problems) {
    String name = text(object, "name").orElse("");
    int category = categories.indexOf(name);
    if (category < 0) {
      problems.add(where, "category \"" + name + "\"", "one of " + String.join(", ", categories));
      return Optional.empty();
    }
    return box(where + " (" + name + ")", object, size, problems)
        .map(box -> {
          boolean difficult = text(object, "difficult").orElse("0").equals("1");
          return new Annotation(box, category, box.area(), false, difficult);
        });
  }

  private static Optional<Box> box(
      String where, Element object, ImageSize size, Problems problems) {
    var corners = new double[4];
    try {
      Element box = children(object, "bndbox").getFirst();
      List<String> names = List.of("xmin", "ymin", "xmax", "ymax");
      for (int i = 0; i < 4; i++) {
        corners[i] = Double.parseDouble(text(box, names.get(i)).orElseThrow());
        if (!Double.isFinite(corners[i])) {
          throw new NumberFormatException(names.get(i));
        }
      }
    } catch (NoSuchElementException | NumberFormatException e) {
      problems.add(where, "no box", "bndbox with the numbers xmin, ymin, xmax, ymax");
      return Optional.empty();
    }
    String found = "%s, %s to %s, %s".formatted(corners[0], corners[1], corners[2], corners[3]);
    if (!(corners[2] > corners[0] && corners[3] > corners[1])) {
      problems.add(where, "a box of zero size: " + found, "xmax above xmin, ymax above ymin");
      return Optional.empty();
    }
    corners[0]--;
    corners[1]--;
    return Inside.box(where, () -> found, corners, size, problems);
  }

  private static List<Element> children(Element parent, String name) {
    var children = new ArrayList<Element>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element && element.getTagName().equals(name)) {
        children.add(element);
      }
    }
    return children;
  }

  private static Optional<String> text(Element parent, String name) {
    return children(parent, name).stream().findFirst().map(child -> child.getTextContent().strip());
  }
}
