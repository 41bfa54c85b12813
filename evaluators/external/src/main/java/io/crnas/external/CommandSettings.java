package io.crnas.external;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import java.util.List;
import java.util.Optional;

/** Which program is asked, and how patiently. */
@Described("a program that reads a candidate as JSON and answers with its metrics")
public record CommandSettings(
    @Setting(
            about =
                "the program and its arguments; it is started in the folder of the descriptor,"
                    + " which relative paths are relative to",
            minLength = 1)
        List<String> command,
    @Setting(
            about = "seconds after which it is killed, with what it started",
            byDefault = "600",
            above = 0,
            max = 1e8)
        double timeout,
    @Setting(about = "how often to try again after a failure", byDefault = "0", min = 0, max = 100)
        int retries,
    @Setting(
            about = "how many run at the same time, one for each candidate",
            byDefault = "1",
            min = 1,
            max = 1024)
        int parallel,
    @Setting(
            about =
                "any text, to be changed when the program answers differently for another reason"
                    + " than a change of the files that the command names: kept answers are then"
                    + " void")
        Optional<String> version) {
  public CommandSettings {
    command = List.copyOf(command);
  }
}
