package io.crnas.experiments.gpu;

import io.crnas.detection.torch.CudaDriver;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * PyTorch's libraries for CUDA, outside of the project. They bring CUDA's run time and cuDNN along,
 * so that a machine needs a driver and nothing else. The launcher hands what {@code environment}
 * says to the engine.
 *
 * @param folder where the libraries of each version of the engine have a folder
 */
public record CudaLibraries(Path folder) {
  /** Maven Central. */
  public static final URI CENTRAL = URI.create("https://repo1.maven.org/maven2/");

  /** As libtorch calls itself, and CUDA; the newest of both on Maven Central. */
  private static final String VERSION = "2.5.1";

  private static final String FLAVOR = "cu124";

  /** The newest version of DJL that was built for them. */
  private static final String BRIDGE = "0.33.0";

  private static final List<Artifact> ARTIFACTS =
      List.of(
          new Artifact(
              "PyTorch %s for CUDA 12.4".formatted(VERSION),
              "ai/djl/pytorch/pytorch-native-%1$s/%2$s/pytorch-native-%1$s-%2$s-linux-x86_64.jar"
                  .formatted(FLAVOR, VERSION),
              2_457_619_283L,
              "da69ff27b16765818d859736ce60e8e0e3405f339eb1645685bbb74e8ad1fa9f",
              "pytorch/%s/linux-x86_64/".formatted(FLAVOR)),
          new Artifact(
              "its bridge to Java",
              "ai/djl/pytorch/pytorch-jni/%1$s-%2$s/pytorch-jni-%1$s-%2$s.jar"
                  .formatted(VERSION, BRIDGE),
              4_935_950,
              "b2d165380eed06aa5967a3226eeaa5b4adde44ec4a8460e6c4062e7cf810d798",
              "jnilib/linux-x86_64/%s/".formatted(FLAVOR)));

  /** Of all that is unpacked. */
  private static final long UNPACKED = 4_067_544_774L;

  /** It needs the driver merely to be loaded, and the engine loads every library that it finds. */
  private static final String NEEDS_DRIVER = "libcaffe2_nvrtc.so";

  private static final String ENVIRONMENT = "environment";

  /** Where they are, for the engine of this program. */
  public Path place() {
    return folder.toAbsolutePath().resolve("djl-" + Torch.bindingVersion());
  }

  /** Whether they are there. */
  public boolean areThere() {
    return Files.exists(place().resolve(ENVIRONMENT));
  }

  /** What is fetched and how much there is of it. */
  public List<String> contents() {
    return Stream.concat(
            ARTIFACTS.stream().map(Artifact::toString),
            Stream.of(String.format(Locale.ROOT, "unpacked %.1f GiB", UNPACKED / 1073741824.0)))
        .toList();
  }

  /**
   * Gets them.
   *
   * @param from a Maven repository
   * @throws InvalidInputException where this machine can not use them or has no room, or the
   *     repository does not have them
   */
  public void get(URI from, Progress progress) throws IOException, InterruptedException {
    requireLinux();
    Files.createDirectories(folder);
    requireRoom();
    URI root = from.toString().endsWith("/") ? from : URI.create(from + "/");
    get(ARTIFACTS, new MavenRepository(root), progress);
  }

  void get(List<Artifact> artifacts, MavenRepository repository, Progress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path part = folder.resolve(place().getFileName() + ".part");
    delete(part);
    Path libraries = Files.createDirectories(part.resolve("lib"));
    for (Artifact artifact : artifacts) {
      unpack(repository.fetch(artifact, folder, progress), artifact.folder(), libraries, progress);
    }
    AtomicFile.writeString(
        part.resolve(ENVIRONMENT),
        """
        PYTORCH_LIBRARY_PATH=%s
        PYTORCH_VERSION=%s
        PYTORCH_FLAVOR=%s
        """
            .formatted(quoted(place().resolve("lib")), VERSION, FLAVOR));
    delete(place());
    Files.move(part, place(), StandardCopyOption.ATOMIC_MOVE);
    for (Artifact artifact : artifacts) {
      Files.delete(folder.resolve(artifact.name()));
    }
  }

  private static void unpack(Path jar, String from, Path to, Progress progress)
      throws IOException, InterruptedException {
    boolean hasDriver = CudaDriver.state() instanceof CudaDriver.Working;
    try (var zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream()
              .filter(entry -> entry.getName().startsWith(from) && !entry.isDirectory())
              .filter(entry -> entry.getName().indexOf('/', from.length()) < 0)
              .filter(entry -> hasDriver || !entry.getName().endsWith("/" + NEEDS_DRIVER))
              .toList();
      try (var task = progress.start("unpacking", entries.size(), "files")) {
        for (ZipEntry entry : entries) {
          if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while unpacking");
          }
          try (var in = zip.getInputStream(entry)) {
            Files.copy(in, to.resolve(entry.getName().substring(from.length())));
          }
          task.advance(1);
        }
      }
    }
  }

  private static void requireLinux() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      throw new InvalidInputException(
          "gpu setup", system, "Linux amd64; elsewhere PYTORCH_LIBRARY_PATH names libraries");
    }
  }

  private void requireRoom() throws IOException {
    long there = Files.getFileStore(folder).getUsableSpace();
    long needed = UNPACKED + ARTIFACTS.stream().mapToLong(Artifact::bytes).sum();
    if (there < needed) {
      throw new InvalidInputException(
          folder.toString(),
          "room for " + (there >> 20) + " MiB",
          (needed >> 20) + " MiB; CRNAS_CUDA names another folder");
    }
  }

  /** For a shell. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
