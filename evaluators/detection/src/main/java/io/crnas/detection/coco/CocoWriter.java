package io.crnas.detection.coco;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Sample;
import io.crnas.detection.mask.CompressedMask;
import io.crnas.detection.metric.Detection;
import io.crnas.framework.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes what is in images and what was detected in them as COCO's files, with every digit. Images
 * and categories have the ids 1, 2, ... in the order of the dataset; annotations too, since
 * pycocotools does not find one of id 0.
 */
public final class CocoWriter {
  /** The file is closed by who opened it, when all is on the disk. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private CocoWriter() {}

  /** Writes the annotations' file; {@code ignore} is 1 for objects that are difficult. */
  public static void truths(Path file, Dataset dataset) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("images");
            for (int i = 0; i < dataset.size(); i++) {
              image(json, i + 1, dataset.samples().get(i));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("categories");
            for (int i = 0; i < dataset.categories().size(); i++) {
              begin(json);
              json.writeNumberProperty("id", i + 1);
              json.writeStringProperty("name", dataset.categories().get(i));
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("annotations");
            int id = 1;
            for (int i = 0; i < dataset.size(); i++) {
              for (Annotation annotation : dataset.samples().get(i).annotations()) {
                annotation(json, id++, i + 1, annotation);
              }
            }
            json.writeEndArray();
            json.writeEndObject();
          }
        });
  }

  /**
   * Writes the results' file.
   *
   * @param detections whose images and categories are places in a dataset
   */
  public static void results(Path file, List<Detection> detections) throws IOException {
    AtomicFile.write(
        file,
        out -> {
          try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartArray();
            for (Detection detection : detections) {
              begin(json);
              json.writeNumberProperty("image_id", detection.image() + 1);
              json.writeNumberProperty("category_id", detection.category() + 1);
              box(json, detection.x(), detection.y(), detection.width(), detection.height());
              json.writeNumberProperty("score", detection.score());
              detection.mask().ifPresent(mask -> mask(json, CompressedMask.of(mask)));
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }

  /** Each entry has its line. */
  private static void begin(JsonGenerator json) {
    json.writeRaw('\n');
    json.writeStartObject();
  }

  private static void image(JsonGenerator json, int id, Sample sample) {
    begin(json);
    json.writeNumberProperty("id", id);
    json.writeStringProperty("file_name", sample.id());
    json.writeNumberProperty("width", sample.width());
    json.writeNumberProperty("height", sample.height());
    json.writeEndObject();
  }

  private static void annotation(JsonGenerator json, int id, int image, Annotation annotation) {
    Box box = annotation.box();
    begin(json);
    json.writeNumberProperty("id", id);
    json.writeNumberProperty("image_id", image);
    json.writeNumberProperty("category_id", annotation.category() + 1);
    box(json, box.x1(), box.y1(), (double) box.x2() - box.x1(), (double) box.y2() - box.y1());
    json.writeNumberProperty("area", (double) annotation.area());
    json.writeNumberProperty("iscrowd", annotation.crowd() ? 1 : 0);
    json.writeNumberProperty("ignore", annotation.difficult() ? 1 : 0);
    annotation.mask().ifPresent(mask -> mask(json, mask));
    json.writeEndObject();
  }

  private static void mask(JsonGenerator json, CompressedMask mask) {
    json.writeObjectPropertyStart("segmentation");
    json.writeArrayPropertyStart("size");
    json.writeNumber(mask.height());
    json.writeNumber(mask.width());
    json.writeEndArray();
    json.writeStringProperty("counts", mask.counts());
    json.writeEndObject();
  }

  private static void box(JsonGenerator json, double x, double y, double width, double height) {
    json.writeArrayPropertyStart("bbox");
    json.writeNumber(x);
    json.writeNumber(y);
    json.writeNumber(width);
    json.writeNumber(height);
    json.writeEndArray();
  }
}
