package io.crnas.experiments.command;

import io.crnas.detection.layout.Choice;
import io.crnas.detection.layout.FoundData;
import io.crnas.detection.layout.Listed;
import io.crnas.detection.layout.Masks;
import io.crnas.detection.layout.Pixels;
import io.crnas.detection.layout.Reading;
import io.crnas.detection.layout.Roles;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.init.Draft;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "init",
    description =
        "Looks at images with boxes and writes a descriptor for them: image size, anchors and steps"
            + " that fit them. Says why it chose what.")
final class InitCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "PATH", description = "The data, in any layout that 'data check' knows.")
  private Path path = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The descriptor to write. Default: NAME.yaml, after the data's folder.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description =
          "How long a run may take on this machine: a few steps are measured. Without it, steps are"
              + " so many passes over the images.")
  private Optional<Integer> minutes = Optional.empty();

  @Option(
      names = {"--layout", "--kind"},
      paramLabel = "LAYOUT",
      description = "The layout: ${COMPLETION-CANDIDATES}. Default: found out.")
  private Optional<FoundData.Kind> layout = Optional.empty();

  @Option(
      names = "--pixels",
      paramLabel = "PIXELS",
      description = "From which number pixels are counted: from-0, from-1 or auto.")
  private Pixels pixels = Pixels.AUTO;

  @Mixin private Output output = new Output();

  InitCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (minutes.isPresent() && minutes.get() < 1) {
      throw new InvalidInputException("--minutes", minutes.get().toString(), "1 or more");
    }
    Path data = path.toAbsolutePath().normalize();
    String name = name(data);
    Path file = out.orElseGet(() -> Path.of(name + ".yaml"));
    if (Files.exists(file)) {
      throw new InvalidInputException(
          file.toString(), "a file that is there already", "another name, by --out FILE");
    }
    Progress progress = output.progress();
    Listed listed =
        FoundData.at(data, layout, Optional.empty())
            .list(new Choice(List.of(), Masks.NONE, pixels));
    Roles roles = Roles.read(listed, new Reading(false, false, progress));
    int problems =
        roles.all().problems().size()
            + (int)
                List.of(roles.validation(), roles.test()).stream()
                    .filter(split -> split != roles.all())
                    .mapToLong(split -> split.problems().size())
                    .sum();
    if (problems > 0) {
      progress.say(problems + " things are wrong and left out; 'crnas data check' names them");
    }
    var draft = new Draft(name, data, layout, pixels, roles.train(), roles.validation());
    Draft.Written written = draft.write();
    if (minutes.isPresent()) {
      Experiment trial = Descriptor.parse(file.toString(), written.yaml());
      written = draft.write(Duration.ofMinutes(minutes.get()), pipeline.pace(trial, progress));
    }
    // What is written must be a descriptor, whatever the data is called.
    Descriptor.parse(file.toString(), written.yaml());
    AtomicFile.writeString(file, written.yaml());
    written.reasons().forEach(progress::say);
    progress.say("wrote " + file + "; next: ./crnas run " + file);
    return 0;
  }

  private static String name(Path data) {
    Path last = Files.isDirectory(data) ? data : data.resolveSibling("");
    String name =
        String.valueOf(last.getFileName())
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceAll("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "detector" : name;
  }
}
