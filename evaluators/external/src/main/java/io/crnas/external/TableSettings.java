package io.crnas.external;

import io.crnas.framework.setting.Setting;
import java.nio.file.Path;

/** Where the scores are. */
public record TableSettings(
    @Setting(
            about =
                "CSV with a header (NAME.csv) or a JSON list of objects (NAME.json); a relative"
                    + " path is relative to the descriptor",
            pattern = "(?i).+\\.(csv|json)",
            patternMeans = "a file NAME.csv or NAME.json")
        Path file,
    @Setting(
            about =
                "the column with the candidates, such as 1-3-5-7 or 1-3-5-7/1.112.11223.1222333",
            byDefault = "candidate")
        String candidate) {}
