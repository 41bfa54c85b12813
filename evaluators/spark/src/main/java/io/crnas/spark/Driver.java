package io.crnas.spark;

import io.crnas.spaces.evaluator.EvaluatorContext;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** How Spark is told of a run: safe where nothing else is said, one evaluator a worker process. */
final class Driver {
  /** What the engine reads from the environment, where the last bits depend on some of it. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "DJL_OFFLINE",
          "OPT_OUT_TRACKING",
          "OMP_NUM_THREADS",
          "GOMP_SPINCOUNT",
          "MALLOC_ARENA_MAX",
          "ONEDNN_MAX_CPU_ISA",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "LC_ALL",
          "LC_CTYPE",
          "LANG");

  private Driver() {}

  static SparkConf conf(SparkSettings settings, Connection connection, EvaluatorContext context)
      throws IOException {
    // Nothing from system properties: a run is what its descriptor says.
    var conf =
        new SparkConf(false)
            .setMaster(connection.master())
            .setAppName("crnas")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", connection.address())
            .set("spark.driver.bindAddress", connection.address())
            .set("spark.locality.wait", "0")
            .set("spark.task.maxFailures", Integer.toString(settings.attempts()));
    if (!connection.isLocal()) {
      String cores = Integer.toString(settings.cores().orElse(context.threads()));
      conf.set("spark.executor.cores", cores)
          // One task at a time in a process.
          .set("spark.task.cpus", cores)
          .set("spark.executor.memory", settings.memory())
          .set("spark.executor.extraClassPath", settings.classPath().orElseGet(Driver::classPath))
          .set(
              "spark.executor.extraJavaOptions",
              "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC");
      for (String name : ENVIRONMENT) {
        Optional.ofNullable(System.getenv(name))
            .ifPresent(value -> conf.set("spark.executorEnv." + name, value));
      }
      if (settings.authenticate()) {
        conf.set("spark.authenticate", "true")
            .set(
                "spark.authenticate.secret",
                Files.readString(connection.secret().orElseThrow()).strip());
      }
      if (settings.gpus() > 0) {
        String amount = Integer.toString(settings.gpus());
        conf.set("spark.executor.resource.gpu.amount", amount)
            .set("spark.task.resource.gpu.amount", amount);
      }
    }
    for (String setting : settings.conf()) {
      int equals = setting.indexOf('=');
      conf.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return conf;
  }

  /** Of this process: first the plug-ins, which have what logs, then crnas. */
  private static String classPath() {
    List<String> jars = new ArrayList<>();
    if (Driver.class.getClassLoader() instanceof URLClassLoader plugins) {
      for (URL jar : plugins.getURLs()) {
        try {
          jars.add(Path.of(jar.toURI()).toString());
        } catch (URISyntaxException e) {
          throw new IllegalStateException(jar.toString(), e);
        }
      }
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      jars.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, jars);
  }
}
