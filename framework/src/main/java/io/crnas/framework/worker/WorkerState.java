package io.crnas.framework.worker;

import io.crnas.framework.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A process that scores or trains for a run. In the folder that it works for, a file has a line for
 * each that there is or was.
 *
 * @param name what it is called among those of its run
 * @param place where it is: a machine, a process, a device
 * @param answered how many candidates or trainings it has answered
 * @param lost why it is there no more, where it was lost
 */
public record WorkerState(String name, String place, long answered, Optional<String> lost) {
  /** How the file is called. */
  public static final String FILE = "workers.tsv";

  private static final String HEADER = "worker\tplace\tanswered\tlost\n";
  private static final int CELLS = 4;

  /** The same, having answered so many more. */
  public WorkerState answeredMore(long more) {
    return new WorkerState(name, place, answered + more, lost);
  }

  /** The same, there no more. */
  public WorkerState lostBy(String why) {
    return new WorkerState(name, place, answered, Optional.of(why));
  }

  /** Replaces the file in a folder, which is made where it is not there. */
  public static void write(Path folder, List<WorkerState> workers) throws IOException {
    Files.createDirectories(folder);
    AtomicFile.writeString(
        folder.resolve(FILE),
        workers.stream().map(WorkerState::line).collect(Collectors.joining("", HEADER, "")));
  }

  private String line() {
    return String.join(
            "\t", cell(name), cell(place), Long.toString(answered), cell(lost.orElse("")))
        + "\n";
  }

  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** Reads such a file. */
  public static List<WorkerState> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .filter(cells -> cells.length == CELLS)
        .map(cells ->
            new WorkerState(
                cells[0],
                cells[1],
                Long.parseLong(cells[2]),
                Optional.of(cells[3]).filter(why -> !why.isEmpty())))
        .toList();
  }
}
