package io.crnas.experiments.console;

import io.crnas.experiments.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * How far a piece of work is that a process has under way, as its file tells.
 *
 * @param work what it is called
 * @param done how many units are done
 * @param total of how many
 * @param unit what is counted, in the plural
 * @param perSecond units a second of late; empty where that is not known
 * @param secondsLeft at this rate; empty where that is not known
 * @param detail what is to be said beside it, or nothing
 */
public record UnderWay(
    String work,
    long done,
    long total,
    String unit,
    OptionalDouble perSecond,
    OptionalDouble secondsLeft,
    String detail) {
  /** How the file is called. */
  public static final String FILE = "progress.json";

  static UnderWay of(Work work) {
    double rate = work.rate();
    double left = work.secondsLeft();
    return new UnderWay(
        work.name,
        work.done(),
        work.total,
        work.unit,
        rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty(),
        left < 0 ? OptionalDouble.empty() : OptionalDouble.of(left),
        work.detail());
  }

  /** What a file tells, what was begun last at the end; nothing where it is gone or damaged. */
  public static List<UnderWay> read(Path file) throws IOException {
    try {
      return List.copyOf(Json.MAPPER.readValue(Files.readString(file), new TypeReference<>() {}));
    } catch (NoSuchFileException | JacksonException e) {
      return List.of();
    }
  }
}
