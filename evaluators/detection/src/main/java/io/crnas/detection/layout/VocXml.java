package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads XML files of PASCAL VOC. */
final class VocXml {
  private VocXml() {}

  /** What came of a file: what it says, or why it can not be read. */
  sealed interface Read {
    /** What it says; or throws. */
    VocAnnotation annotation();

    record Whole(VocAnnotation annotation) implements Read {}

    record Broken(InvalidInputException reason) implements Read {
      @Override
      public VocAnnotation annotation() {
        throw new InvalidInputException(reason.problems());
      }
    }
  }

  /** Reads files, by several threads. */
  static Map<Path, Read> all(Collection<Path> files) {
    return files.parallelStream()
        .distinct()
        .collect(Collectors.toConcurrentMap(Function.identity(), VocXml::attempt));
  }

  private static Read attempt(Path file) {
    try {
      return new Read.Whole(read(file));
    } catch (InvalidInputException e) {
      return new Read.Broken(e);
    }
  }

  /** The readable ones. */
  static Stream<VocAnnotation> whole(Map<Path, Read> files) {
    return files.values().stream()
        .flatMap(read ->
            switch (read) {
              case Read.Whole whole -> Stream.of(whole.annotation());
              case Read.Broken _ -> Stream.empty();
            });
  }

  /** The categories of the readable ones, sorted. */
  static List<String> categories(Map<Path, Read> files) {
    return whole(files)
        .flatMap(file -> file.objects().stream())
        .map(VocAnnotation.Thing::name)
        .filter(name -> !name.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Reads a file; a document type, and with it any entity from outside, is refused.
   *
   * @throws InvalidInputException when it can not be read
   */
  static VocAnnotation read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return annotation(file, parser().parse(in).getDocumentElement());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file.toString(), "no file", "the image's annotation");
    } catch (IOException | SAXException e) {
      throw new InvalidInputException(file.toString(), e.toString(), "an annotation in XML");
    }
  }

  private static VocAnnotation annotation(Path file, Element root) {
    return new VocAnnotation(
        file,
        text(root, "filename").filter(name -> !name.isEmpty()),
        children(root, "size").stream()
            .map(size ->
                new VocAnnotation.Stated(
                    text(size, "width").orElse("?"), text(size, "height").orElse("?")))
            .toList(),
        children(root, "object").stream().map(VocXml::thing).toList());
  }

  private static VocAnnotation.Thing thing(Element object) {
    return new VocAnnotation.Thing(
        text(object, "name").orElse(""),
        text(object, "difficult").orElse(""),
        children(object, "bndbox").stream()
            .map(box ->
                VocAnnotation.CORNERS.stream().map(corner -> text(box, corner).orElse("")).toList())
            .toList());
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
