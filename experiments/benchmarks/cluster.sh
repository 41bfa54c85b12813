#!/bin/sh
# What a candidate costs beside its scoring on a Spark cluster of this machine, and how many are
# scored a second with one worker and with two.
# Usage: cluster.sh [candidates]
set -eu
cd "$(dirname "$0")/../.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
./mvnw -q -B -Pspark -pl evaluators/spark -am -DskipTests package \
  dependency:build-classpath -Dmdep.outputFile="$classpath"
cd evaluators/spark
"${JAVA_HOME:+$JAVA_HOME/bin/}java" @src/main/plugin/java-options -Xmx1g \
  --enable-native-access=ALL-UNNAMED \
  -cp "target/test-classes:target/classes:$(cat "$classpath")" \
  io.crnas.spark.SparkBenchmark "$@"
