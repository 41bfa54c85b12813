#!/bin/sh
# Candidates as one graph against one by one: all stage candidates at ResNet50's cost, and one step
# of the greedy search. Prints forward passes of blocks and seconds of the processor, with ratios.
# Usage: merged.sh [width of the stem] [pixels of a side]
set -eu
cd "$(dirname "$0")/../.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -pl evaluators/detection -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$classpath"
export DJL_OFFLINE=true OPT_OUT_TRACKING=true OMP_NUM_THREADS=1
module=evaluators/detection/target
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx3g --enable-native-access=ALL-UNNAMED \
  -cp "$module/classes:$module/test-classes:$(cat "$classpath")" \
  io.crnas.detection.training.MergedBenchmark "${1:-8}" "${2:-64}"
