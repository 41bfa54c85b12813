package io.crnas.external;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the scores are. */
@Described("scores from a CSV or JSON file")
public record TableSettings(
    @Setting(
            about =
                "CSV with a header (NAME.csv) or a JSON list of objects (NAME.json); a relative"
                    + " path is relative to the descriptor",
            pattern = ".+\\.([cC][sS][vV]|[jJ][sS][oO][nN])",
            patternMeans = "a file NAME.csv or NAME.json")
        Path file,
    @Setting(
            about =
                "the column with the candidates, such as 1-3-5-7 or 1-3-5-7/1.112.11223.1222333",
            byDefault = "candidate")
        String candidate,
    @Setting(
            about = "the columns that are metrics; without it, all that hold numbers",
            minLength = 1,
            distinct = true)
        Optional<List<String>> metrics) {
  public TableSettings {
    metrics = metrics.map(List::copyOf);
  }
}
