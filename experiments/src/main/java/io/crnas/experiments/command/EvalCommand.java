package io.crnas.experiments.command;

import io.crnas.detection.coco.CocoResults;
import io.crnas.detection.coco.CocoTruths;
import io.crnas.detection.coco.CocoTruths.Detail;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.metric.Overlap;
import io.crnas.detection.metric.VocEvaluator;
import io.crnas.detection.metric.VocEvaluator.Averaging;
import io.crnas.detection.metric.VocMetrics;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "eval",
    description =
        "Measures detections as COCO does, with the twelve lines of pycocotools; "
            + "with --voc as PASCAL VOC does, leaving out objects marked difficult or ignore.")
final class EvalCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is compared. */
  enum Type {
    BOX,
    MASK,
    BOTH;

    List<Overlap> overlaps() {
      return switch (this) {
        case BOX -> List.of(Overlap.BOX);
        case MASK -> List.of(Overlap.MASK);
        case BOTH -> List.of(Overlap.BOX, Overlap.MASK);
      };
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "GT.json",
      description = "What is there: images, categories and annotations as COCO has them.")
  private Path truthFile = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "DT.json",
      description = "What was found: a list of image_id, category_id, bbox or segmentation, score.")
  private Path resultFile = Path.of("");

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "What is compared: ${COMPLETION-CANDIDATES}. Default: BOX.")
  private Type type = Type.BOX;

  @Option(
      names = "--voc",
      paramLabel = "07|area",
      description =
          "Print PASCAL VOC's precision: 07 at eleven points, area under the whole curve.")
  private Optional<String> voc = Optional.empty();

  @Option(
      names = "--ignore",
      description =
          "Objects marked difficult or ignore do not count, as in a run's report; pycocotools "
              + "counts them.")
  private boolean ignore;

  @Option(names = "--classes", description = "Tell the average precision of each class too.")
  private boolean classes;

  @Option(
      names = "--strict",
      description = "What pycocotools lets pass though it is odd is an error, not a warning.")
  private boolean strict;

  @Option(names = "--json", description = "Print one JSON object with all digits.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (voc.isPresent()) {
      voc(averaging(voc.get()));
    } else {
      coco();
    }
    return 0;
  }

  private void coco() throws IOException {
    boolean masks = type.overlaps().contains(Overlap.MASK);
    Set<Detail> details = EnumSet.noneOf(Detail.class);
    if (masks) {
      details.add(Detail.MASKS);
    }
    if (ignore) {
      details.add(Detail.DIFFICULT);
    }
    CocoTruths truths = CocoTruths.read(truthFile, details, strict);
    List<Detection> found = results(truths, masks);
    var all = new LinkedHashMap<String, Map<String, Double>>();
    for (Overlap overlap : type.overlaps()) {
      CocoMetrics metrics = new CocoEvaluator(truths.truths(), overlap).evaluate(found);
      String name = overlap.name().toLowerCase(Locale.ROOT);
      if (json) {
        all.put(name, classes ? metrics.toMap() : twelve(metrics));
      } else {
        if (type == Type.BOTH) {
          System.out.println(name);
        }
        EvalTable.coco(metrics, classes).forEach(System.out::println);
      }
    }
    if (json) {
      System.out.println(JSON.writeValueAsString(all));
    }
  }

  /** Read; what was odd in both files is told beside what is measured. */
  private List<Detection> results(CocoTruths truths, boolean masks) throws IOException {
    CocoResults results = CocoResults.read(resultFile, truths, masks, strict);
    Stream.concat(truths.warnings().stream(), results.warnings().stream())
        .forEach(warning -> System.err.println("warning: " + warning));
    return results.detections();
  }

  private static Map<String, Double> twelve(CocoMetrics metrics) {
    var twelve = new LinkedHashMap<>(metrics.toMap());
    twelve.keySet().retainAll(CocoMetrics.NAMES);
    return twelve;
  }

  private Averaging averaging(String year) {
    if (type != Type.BOX) {
      throw new InvalidInputException("--voc", "--type " + type, "boxes");
    }
    return switch (year) {
      case "07" -> Averaging.ELEVEN_POINTS;
      case "area" -> Averaging.AREA;
      default -> throw new InvalidInputException("--voc", year, "07 or area");
    };
  }

  private void voc(Averaging averaging) throws IOException {
    CocoTruths truths = CocoTruths.read(truthFile, Set.of(Detail.DIFFICULT), strict);
    List<Detection> found = results(truths, false);
    VocMetrics metrics = new VocEvaluator(truths.truths(), averaging).evaluate(found);
    if (json) {
      var map = new LinkedHashMap<String, Double>();
      map.put("AP", metrics.mean().orElse(-1));
      if (classes) {
        metrics.categories().forEach(one -> map.put("AP/" + one.name(), one.ap().orElse(-1)));
      }
      System.out.println(JSON.writeValueAsString(Map.of("voc", map)));
    } else {
      EvalTable.voc(metrics, averaging, classes).forEach(System.out::println);
    }
  }
}
