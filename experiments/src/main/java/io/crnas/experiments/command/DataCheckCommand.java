package io.crnas.experiments.command;

import io.crnas.detection.layout.Choice;
import io.crnas.detection.layout.DataCheck;
import io.crnas.detection.layout.FoundData;
import io.crnas.detection.layout.Listed;
import io.crnas.detection.layout.Masks;
import io.crnas.detection.layout.Pixels;
import io.crnas.detection.layout.Reading;
import io.crnas.detection.layout.SplitSummary;
import io.crnas.detection.layout.SplitSummary.Spread;
import io.crnas.experiments.console.Console;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "check",
    description =
        "Tells what is wrong with data, by file, and what is in it: bad boxes, unknown classes, "
            + "missing and damaged images, sizes that differ, classes without an object, images that are "
            + "there twice or in two splits. Every image is decoded.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:nothing is wrong", "2:something is, or there is no data at this path"})
final class DataCheckCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PATH",
      description =
          "A folder in the layout of PASCAL VOC, COCO or YOLO, with tables or with an XML for each"
              + " image; or a file of annotations, a table, a data.yaml.")
  private Path path = Path.of("");

  @Option(
      names = {"--layout", "--kind"},
      paramLabel = "LAYOUT",
      description = "The layout: ${COMPLETION-CANDIDATES}. Default: found out.")
  private Optional<FoundData.Kind> layout = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "What the images' names in COCO's annotations or in tables are relative to.")
  private Optional<Path> images = Optional.empty();

  @Option(
      names = "--pixels",
      paramLabel = "PIXELS",
      description =
          "From which number pixels are counted, for VOC and tables: from-0, from-1 or auto, which"
              + " looks at the boxes at the edges. Default: auto.")
  private Pixels pixels = Pixels.AUTO;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Progress progress = json ? Progress.silent() : Console.human();
    var reading = new Reading(false, true, progress);
    Listed listed =
        FoundData.at(path, layout, images).list(new Choice(List.of(), Masks.WHERE_GIVEN, pixels));
    DataCheck check = DataCheck.of(listed.notes(), reading.read(listed));
    if (json) {
      System.out.println(JsonMapper.shared().writeValueAsString(check));
    } else {
      print(check, System.out);
    }
    return check.problems().isEmpty() ? 0 : Failure.BAD_INPUT;
  }

  private static void print(DataCheck check, PrintStream out) {
    check.problems().forEach(out::println);
    for (SplitSummary split : check.splits()) {
      out.printf(
          Locale.ROOT,
          "%nsplit %s: %d images, %d of them without an object, %d objects (%d crowds, %d difficult)%n",
          split.name(),
          split.images(),
          split.empty(),
          split.boxes().values().stream().mapToInt(Integer::intValue).sum(),
          split.crowds(),
          split.difficult());
      split.boxes().forEach((name, boxes) -> out.printf(Locale.ROOT, "%10d  %s%n", boxes, name));
      out.println("                       least    median      most");
      row(out, "image width", split.width());
      row(out, "image height", split.height());
      row(out, "image width/height", split.aspect());
      row(out, "object size", split.boxSize());
      row(out, "box width/height", split.boxAspect());
    }
    int problems = check.problems().size();
    out.printf("%n%s%n", problems == 0 ? "nothing is wrong" : problems + " things are wrong");
  }

  private static void row(PrintStream out, String name, Spread spread) {
    out.printf(
        Locale.ROOT,
        "  %-18s %9.4g %9.4g %9.4g%n",
        name,
        spread.least(),
        spread.median(),
        spread.most());
  }
}
