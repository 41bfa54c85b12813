package io.crnas.experiments.command;

import io.crnas.experiments.gpu.CudaLibraries;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "setup",
    description =
        "Gets PyTorch's libraries for CUDA, once, from Maven Central, some GiB (Linux on x86-64). A "
            + "machine with an NVIDIA driver needs nothing else. They are used from then on; what was cut off "
            + "goes on where it was when the command is given again.")
final class GpuSetupCommand implements Callable<Integer> {
  /** Where the launcher looks. */
  private static final String FOLDER = "crnas.cuda";

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "Another Maven repository that has them. Default: ${DEFAULT-VALUE}")
  private URI from = CudaLibraries.CENTRAL;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description =
          "Default: $CRNAS_CUDA, or crnas/cuda in $XDG_DATA_HOME or ~/.local/share. Elsewhere they"
              + " are found by CRNAS_CUDA=DIR.")
  private Optional<Path> into = Optional.empty();

  @Option(names = "--dry-run", description = "Say what would be got, and get nothing.")
  private boolean dryRun;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var libraries = new CudaLibraries(into.orElseGet(GpuSetupCommand::usual));
    Progress progress = output.progress();
    if (libraries.areThere()) {
      progress.say(libraries.place() + " has them already");
      return 0;
    }
    progress.say(from + " to " + libraries.place() + ":");
    libraries.contents().forEach(line -> progress.say("  " + line));
    if (!dryRun) {
      libraries.get(from, progress);
      progress.say("they are there; 'crnas gpu check' tells whether the GPU computes with them");
    }
    return 0;
  }

  private static Path usual() {
    String folder = System.getProperty(FOLDER);
    if (folder == null) {
      throw new InvalidInputException("gpu setup", "Java without the launcher", "--into DIR");
    }
    return Path.of(folder);
  }
}
