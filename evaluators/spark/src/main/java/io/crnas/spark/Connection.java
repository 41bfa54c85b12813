package io.crnas.spark;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the cluster is reached. That changes from one day to the next, where a scheduler starts the
 * cluster, so the environment is heard before the descriptor.
 *
 * @param master its URL
 * @param address of this machine, for workers
 * @param secret the file with it, absolute
 */
record Connection(String master, String address, Optional<Path> secret) {
  static final String MASTER = "CRNAS_SPARK_MASTER";
  static final String ADDRESS = "CRNAS_SPARK_ADDRESS";
  static final String SECRET = "CRNAS_SPARK_SECRET";

  private static final int PATIENCE_MILLIS = 3000;

  /**
   * What the environment says, and else the settings.
   *
   * @param base what relative paths in the settings are relative to
   */
  static Connection of(SparkSettings settings, Path base, Map<String, String> environment) {
    return new Connection(
        environment.getOrDefault(MASTER, settings.master()),
        environment.getOrDefault(ADDRESS, settings.address()),
        Optional.ofNullable(environment.get(SECRET))
            .map(Path::of)
            .or(settings::secret)
            .map(base::resolve));
  }

  /** Whether there is no cluster, so that all runs in this process. */
  boolean isLocal() {
    return master.startsWith("local");
  }

  /** Looks for the secret, and asks whether anybody listens there. */
  void check(SparkSettings settings, Problems problems) {
    if (!master.matches(SparkSettings.MASTER)) {
      problems.add("master", master, SparkSettings.MASTER_MEANS);
      return;
    }
    if (isLocal()) {
      return;
    }
    if (settings.authenticate() && !secret.map(Files::isReadable).orElse(false)) {
      problems.add(
          "secret",
          secret.map(file -> file + ", which can not be read").orElse("nothing"),
          "the file with the cluster's secret, also by %s, or authenticate: false"
              .formatted(SECRET));
    }
    URI place = URI.create(master);
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(place.getHost(), place.getPort()), PATIENCE_MILLIS);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          "master",
          master + ", where nobody answers (" + e.getMessage() + ")",
          "a Spark master that runs");
    }
  }

  /**
   * Of a master that answers and has this program give up, which it does after a minute.
   *
   * @param why what Spark says
   */
  InvalidInputException refused(String why) {
    return new InvalidInputException(
        "master",
        "%s, which does not take this program (%s)".formatted(master, why),
        "a Spark 4.2 master with this secret");
  }
}
