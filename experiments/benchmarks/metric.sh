#!/bin/sh
# COCO's box AP of 500,000 detections on 5,000 images; prints the seconds of five rounds in one JVM,
# the first one cold.
# Usage: metric.sh
set -eu
cd "$(dirname "$0")/../.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -pl evaluators/detection -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$classpath"
module=evaluators/detection/target
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g -XX:ActiveProcessorCount=2 \
  -cp "$module/classes:$module/test-classes:$(cat "$classpath")" \
  io.crnas.detection.metric.MetricBenchmark
