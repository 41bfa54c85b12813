package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/run.md says of a run's folder. */
class GuideTest {

  @Test
  void theGuideNamesEachFileThatARunLeavesAndNoOther() throws IOException {
    var named = new TreeSet<String>();
    Pattern code = Pattern.compile("`([^`]+)`");
    Files.readAllLines(Path.of("..", "docs", "run.md")).stream()
        .dropWhile(line -> !line.equals("| file | what it is |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> code.matcher(cell).results())
        .map(match -> match.group(1))
        .flatMap(
            name -> List.of("stage", "spatial").stream().map(level -> name.replace("LEVEL", level)))
        .forEach(named::add);
    assertEquals(TinyRun.all(), named);
  }
}
