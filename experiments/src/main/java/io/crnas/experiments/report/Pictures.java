package io.crnas.experiments.report;

import io.crnas.experiments.picture.Area;
import io.crnas.experiments.picture.LabelPlaces;
import io.crnas.experiments.report.Picture.Box;
import java.util.List;

/** Test images with boxes drawn over them. */
final class Pictures {
  /** Width of a letter and height of a line, in units of the font's size. */
  private static final double LETTER = 0.62;

  private static final double LINE = 1.2;

  private Pictures() {}

  /** A grid of figures with a legend. */
  static String html(List<Picture> pictures) {
    var html = new StringBuilder("<div class=\"pictures\">\n");
    pictures.forEach(picture -> html.append(figure(picture)));
    return html.append(
            """
            </div>
            <p class="legend"><span><i class="box truth"></i>what is there</span>\
            <span><i class="box seen"></i>what was detected, with its score in per cent</span></p>
            """)
        .toString();
  }

  private static String figure(Picture picture) {
    int height = picture.size().height();
    int width = picture.size().width();
    // Strokes and letters keep their size on paper, whatever the size of the image.
    double unit = width / 320.0;
    var svg = new StringBuilder();
    svg.append(
        Text.fill(
            """
            <figure>
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
            font-family="system-ui, sans-serif" aria-label="%s">
            <image href="%s" width="%d" height="%d" preserveAspectRatio="none"/>
            """,
            width,
            height,
            Text.escape(picture.name()),
            Text.escape(picture.source()),
            width,
            height));
    picture.truth().forEach(box -> svg.append(rectangle(box, "truth", unit)));
    picture.detections().forEach(box -> svg.append(rectangle(box, "seen", unit)));
    var places = new LabelPlaces(width, height);
    picture.detections().forEach(box -> svg.append(label(box, places, unit)));
    return svg.append("</svg>\n<figcaption>")
        .append(Text.escape(picture.name()))
        .append(note(picture.detections()))
        .append("</figcaption>\n</figure>\n")
        .toString();
  }

  /** What is not to be taken for sure. */
  private static String note(List<Box> detections) {
    if (detections.isEmpty()) {
      return ": nothing was detected";
    }
    boolean sure = detections.stream().anyMatch(box -> box.score().orElse(0) >= Picture.SURE);
    return sure
        ? ""
        : Text.fill(
            ": no detection reaches %.0f; the best %d", 100 * Picture.SURE, detections.size());
  }

  private static String rectangle(Box box, String kind, double unit) {
    return Text.fill(
        """
        <rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" stroke-width="%.2f"/>
        """,
        kind,
        box.left(),
        box.top(),
        Math.max(0, box.right() - box.left()),
        Math.max(0, box.bottom() - box.top()),
        1.8 * unit);
  }

  /** Nothing where it would lie over another label. */
  private static String label(Box box, LabelPlaces places, double unit) {
    double size = 10.5 * unit;
    String score =
        box.score().isPresent() ? Text.fill(" %.0f", box.score().getAsDouble() * 100) : "";
    String text = box.category() + score;
    // What letters of the usual fonts take at most; the browser chooses the font.
    double width = LETTER * size * text.length();
    return places
        .take(new Area(box.left(), box.top(), box.right(), box.bottom()), width, LINE * size)
        .map(place ->
            Text.fill(
                """
                <text x="%.1f" y="%.1f" font-size="%.2f" stroke-width="%.2f">%s</text>
                """,
                place.left(),
                place.bottom() - (LINE - 1) * size,
                size,
                2.4 * unit,
                Text.escape(text)))
        .orElse("");
  }
}
