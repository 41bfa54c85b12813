package io.crnas.experiments.run;

import io.crnas.experiments.json.Json;
import io.crnas.experiments.report.Categories;
import io.crnas.experiments.report.Picture;
import io.crnas.experiments.report.Report;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.sketch.Raster;
import io.crnas.framework.file.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import tools.jackson.core.type.TypeReference;

/** Writes the report out of what lies in the run's folder. */
record ReportPhase(RunFolder folder) {
  void write() throws IOException {
    Results results = Results.read(folder.results());
    AtomicFile.writeString(folder.report(), html(results));
    if (results.retrained().isPresent()) {
      AtomicFile.writeString(folder.categories(), Categories.csv(results));
      keepPictures(results);
    }
  }

  /** The page, which is not written. */
  String html() throws IOException {
    return html(Results.read(folder.results()));
  }

  private String html(Results results) throws IOException {
    List<Picture> pictures =
        Files.isRegularFile(folder.pictures())
            ? Json.read(folder.pictures(), new TypeReference<List<Picture>>() {})
            : List.of();
    Optional<String> fields =
        Files.isRegularFile(folder.fields())
            ? Optional.of(Picture.source("png", Files.readAllBytes(folder.fields())))
            : Optional.empty();
    return Report.html(
        results, pictures, fields, folder.timed(), Files.readString(folder.descriptor()));
  }

  /** For TensorBoard, which shows no SVG. */
  private void keepPictures(Results results) throws IOException {
    var kept = new LinkedHashMap<String, BufferedImage>();
    Raster.of(Report.sketch(results)).ifPresent(sketch -> kept.put("sketch", sketch));
    if (Files.isRegularFile(folder.picture())) {
      kept.put("detections", ImageIO.read(folder.picture().toFile()));
    }
    folder.metrics().pictures(kept);
  }
}
