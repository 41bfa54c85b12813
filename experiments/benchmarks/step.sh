#!/bin/sh
# One training step of the same detector here and in torchvision, in turns; prints each minimum and
# the ratio. Needs Debian's python3-torchvision and libopenblas0-pthread.
# Usage: step.sh [threads] [rounds]
set -eu
cd "$(dirname "$0")/../.."
threads=${1:-2}
rounds=${2:-3}
classpath=$(mktemp)
log=$(mktemp)
trap 'rm -f "$classpath" "$log"' EXIT
mvn -q -B -pl evaluators/detection -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$classpath"
# Spinning OpenMP threads are ten times slower where the cores are shared; the same for both sides.
export DJL_OFFLINE=true OPT_OUT_TRACKING=true OMP_NUM_THREADS="$threads" OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}"
module=evaluators/detection/target
i=0
while [ "$i" -lt "$rounds" ]; do
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g --enable-native-access=ALL-UNNAMED \
    -cp "$module/classes:$module/test-classes:$(cat "$classpath")" \
    io.crnas.detection.head.StepBenchmark "$threads" 40 >>"$log"
  /usr/bin/python3 experiments/benchmarks/torch_step.py "$threads" 12 >>"$log"
  i=$((i + 1))
done
cat "$log"
awk '{ for (i = 1; i < NF; i++) if ($i == "minimum") { m = $(i + 1); if (!($1 in best) || m < best[$1]) best[$1] = m } }
  END { printf "crnas %.1f ms, torch %.1f ms, ratio %.2f\n", best["crnas"], best["torch"], best["crnas"] / best["torch"] }' "$log"
