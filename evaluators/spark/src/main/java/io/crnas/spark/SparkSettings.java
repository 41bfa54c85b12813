package io.crnas.spark;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.evaluator.NestedEvaluator;
import io.crnas.spaces.evaluator.Nesting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which cluster, which evaluator there, and what each of its processes gets. */
@Described(
    "another evaluator scores candidates in the worker processes of an Apache Spark cluster; it is opened here, too, where a supernet is trained")
public record SparkSettings(
    @Setting(
            about =
                "the cluster: spark://HOST:PORT of a standalone master, or local[N] for a try in"
                    + " this process; CRNAS_SPARK_MASTER in the environment takes its place",
            pattern = SparkSettings.MASTER,
            patternMeans = SparkSettings.MASTER_MEANS)
        String master,
    @Setting(about = "who scores a candidate in a worker process") NestedEvaluator evaluator,
    @Setting(
            about =
                "how many candidates a worker is given at a time; a supernet answers many together"
                    + " faster than one by one",
            byDefault = "1",
            min = 1,
            max = 100_000)
        int together,
    @Setting(
            about =
                "how many GPUs a worker process has, 0 or 1; the cluster says which, and networks"
                    + " run on that",
            byDefault = "0",
            min = 0,
            max = 1)
        int gpus,
    @Setting(
            about =
                "processor cores that a worker process takes; without it, as many as the run's"
                    + " threads",
            min = 1,
            max = 4096)
        Optional<Integer> cores,
    @Setting(
            about = "Java heap of a worker process; the engine's arrays lie beside it",
            byDefault = "2g",
            pattern = "[1-9][0-9]{0,5}[mg]",
            patternMeans = "a number of mebibytes or gibibytes, like 512m or 2g")
        String memory,
    @Setting(
            about =
                "how often a candidate is given to a worker that dies of it, before it has failed",
            byDefault = "4",
            min = 1,
            max = 100)
        int attempts,
    @Setting(
            about =
                "whether master and workers prove that they know a secret; without it, whoever"
                    + " reaches a port can run programs there",
            byDefault = "true")
        boolean authenticate,
    @Setting(
            about =
                "the file with the secret that master and workers were started with, readable by"
                    + " its owner alone; CRNAS_SPARK_SECRET in the environment takes its place")
        Optional<Path> secret,
    @Setting(
            about =
                "the address of this machine that workers reach it by; CRNAS_SPARK_ADDRESS in the"
                    + " environment takes its place",
            byDefault = "127.0.0.1",
            pattern = "[A-Za-z0-9.:-]+",
            patternMeans = "the name or number of a host")
        String address,
    @Setting(
            about =
                "whether the run's folder is on storage that all machines see at the same path:"
                    + " what workers train is kept there, and goes on after a worker's death",
            byDefault = "false")
        boolean sharedFolder,
    @Setting(
            about =
                "the jars of crnas, its plug-ins and Spark where workers run; without it, they are"
                    + " where they are here")
        Optional<String> classPath,
    @Setting(
            about = "further settings of Spark, each like spark.network.timeout=60s",
            byDefault = "[]",
            pattern = "spark\\.[^=\\s]+=.*",
            patternMeans = "spark.NAME=VALUE")
        List<String> conf)
    implements Nesting<SparkSettings> {
  static final String MASTER = "spark://[^\\s/]+:[0-9]{1,5}|local(\\[[0-9]{1,4}\\])?";
  static final String MASTER_MEANS = "spark://HOST:PORT or local[N]";

  public SparkSettings {
    conf = List.copyOf(conf);
  }

  @Override
  public SparkSettings with(NestedEvaluator another) {
    return new SparkSettings(
        master,
        another,
        together,
        gpus,
        cores,
        memory,
        attempts,
        authenticate,
        secret,
        address,
        sharedFolder,
        classPath,
        conf);
  }
}
