package io.crnas.experiments.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java of a document is code of a test: in the test it stands between {@code // docs/NAME.md
 * begins} and {@code // docs/NAME.md ends}, each in a line of its own. Or it is a whole file.
 */
final class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path DOCUMENTS = ROOT.resolve("docs");

  /** Documents that show a file of the product from its first line to its last. */
  private static final Map<String, Path> WHOLE_FILES =
      Map.of("backbone.md", Path.of("spaces/src/main/java/io/crnas/spaces/ShuffleNetV2.java"));

  private static final Pattern MARKED =
      Pattern.compile("(?ms)^ *// docs/([a-z]+\\.md) begins\\n(.*?)^ *// docs/\\1 ends$");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(DOCUMENTS)) {
      List<Path> documents =
          files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
      assertTrue(documents.size() >= 5, documents::toString);
      return documents;
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void itsJavaIsThatOfATest(Path document) throws IOException {
    String name = Objects.requireNonNull(document.getFileName()).toString();
    List<String> shown =
        JAVA.matcher(Files.readString(document))
            .results()
            .map(block -> block.group(1).strip())
            .sorted()
            .toList();
    assertEquals(marked(name), shown);
  }

  /** What tests hold ready for a document, at the margin. */
  private static List<String> marked(String document) throws IOException {
    List<String> marked = new ArrayList<>();
    Path whole = WHOLE_FILES.get(document);
    if (whole != null) {
      marked.add(Files.readString(ROOT.resolve(whole)).strip());
    }
    for (String module :
        List.of(
            "framework",
            "spaces",
            "evaluators/detection",
            "evaluators/external",
            "export/onnx",
            "export/runtime",
            "experiments")) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
          for (MatchResult match : MARKED.matcher(Files.readString(source)).results().toList()) {
            if (match.group(1).equals(document)) {
              marked.add(match.group(2).stripTrailing().stripIndent().strip());
            }
          }
        }
      }
    }
    // Several tests may have the same.
    return marked.stream().distinct().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whatItLinksToIsThere(Path document) throws IOException {
    LINK.matcher(Files.readString(document))
        .results()
        .map(link -> link.group(1))
        .forEach(link -> assertTrue(Files.exists(document.resolveSibling(link)), link));
  }
}
