package io.crnas.experiments.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvalCommandTest {
  @TempDir Path folder;
  private int status;

  private String eval(String... options) throws IOException {
    return evalWith("", options);
  }

  /**
   * One of two cells is found, 20 x 20 of its 20 x 30 pixels: IoU 2/3; and a difficult one; and
   * what else is.
   */
  private String evalWith(String more, String... options) throws IOException {
    Path truth =
        Files.writeString(
            folder.resolve("gt.json"),
            """
            {"images": [{"id": 1, "height": 60, "width": 80}],
             "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "none"}],
             "annotations": [
              {"image_id": 1, "category_id": 1, "bbox": [0, 0, 20, 30], "area": 600, "iscrowd": 0,
               "segmentation": [[0, 0, 20, 0, 20, 30, 0, 30]]},
              {"image_id": 1, "category_id": 1, "bbox": [40, 0, 40, 40], "area": 1600,
               "ignore": 1, "segmentation": [[40, 0, 80, 0, 80, 40, 40, 40]]}]}
            """);
    Path results =
        Files.writeString(
            folder.resolve("dt.json"),
            """
            [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 20, 20], "score": 0.9}MORE]
            """
                .replace("MORE", more));
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    PrintStream errors = System.err;
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      System.setErr(out);
      var line = new CommandLine(new EvalCommand());
      line.setCaseInsensitiveEnumValuesAllowed(true);
      line.setExecutionExceptionHandler((e, _, _) -> {
        out.print(e.getMessage());
        return Failure.of(e).status();
      });
      String[] arguments = new String[options.length + 2];
      arguments[0] = truth.toString();
      arguments[1] = results.toString();
      System.arraycopy(options, 0, arguments, 2, options.length);
      status = line.execute(arguments);
    } finally {
      System.setOut(before);
      System.setErr(errors);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theTwelveLinesAreThoseOfPycocotools() throws IOException {
    String expected =
        """
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.202
         Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.505
         Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.000
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.400
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.000
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.200
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.200
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.200
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.400
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
        """;

    assertEquals(expected, eval());
    assertEquals(expected, eval("--type", "mask"), "a box is a mask where there is none");
    assertEquals("box\n" + expected + "mask\n" + expected, eval("--type", "both"));
  }

  @Test
  void classesAndJsonTellMore() throws IOException {
    assertTrue(
        eval("--classes")
            .endsWith(" class      AP    AP50\n cell    0.202   0.505\n none   -1.000  -1.000\n"),
        eval("--classes"));
    String json = eval("--json", "--classes", "--type", "both");
    assertTrue(json.startsWith("{\"box\":{\"AP\":0.20"), json);
    assertTrue(json.contains("\"mask\":{") && json.contains("\"AP50/cell\":0.50"), json);
  }

  @Test
  void vocLeavesDifficultObjectsOut() throws IOException {
    assertEquals(
        " Mean Average Precision @[ IoU=0.50 | VOC 2007, eleven points ] = 1.000\n",
        eval("--voc", "07"));
    assertEquals("{\"voc\":{\"AP\":1.0}}\n", eval("--voc", "area", "--json"));
    assertEquals(0, status);
    assertEquals("--voc: found 2012, expected 07 or area", eval("--voc", "2012"));
    assertEquals(2, status);
    assertEquals("--voc: found --type MASK, expected boxes", eval("--voc", "07", "--type", "mask"));
  }

  /** One cell is found and the other one is to be ignored. */
  @Test
  void ignoredObjectsAreLeftOutWhereAskedFor() throws IOException {
    assertTrue(eval("--ignore").lines().toList().get(1).endsWith("= 1.000"), eval("--ignore"));
  }

  @Test
  void whatDoesNotCountIsSaidAndRefusedWithStrict() throws IOException {
    String other = ", {\"image_id\": 1, \"category_id\": 9, \"bbox\": [0, 0, 9, 9], \"score\": 1}";

    String[] lines = evalWith(other).lines().toArray(String[]::new);

    assertEquals(13, lines.length);
    assertTrue(lines[0].startsWith("warning: "), lines[0]);
    assertTrue(lines[0].contains("not counted: 1; the first: result 2, category_id"), lines[0]);
    assertTrue(lines[1].endsWith("= 0.202"), lines[1]);
    assertEquals(0, status);
    String refused = evalWith(other, "--strict");
    assertTrue(refused.contains("result 2, category_id: found 9, expected one of"), refused);
    assertEquals(2, status);
  }
}
