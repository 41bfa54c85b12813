#!/bin/sh
# One training step of the same detector here, in float32 and in bfloat16, as one batch of four images
# and as two of two side by side, and in torchvision, in turns; prints each minimum and the ratios. Needs Debian's python3-torchvision and
# libopenblas0-pthread, or another Python as PYTHON.
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
  for precision in fp32 bf16; do
    for images in 'images=4' 'images=2 accumulate=2 parallel=2'; do
      # shellcheck disable=SC2086
      "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g --enable-native-access=ALL-UNNAMED \
        -cp "$module/classes:$module/test-classes:$(cat "$classpath")" \
        io.crnas.detection.training.StepBenchmark "threads=$threads" steps=40 "precision=$precision" \
        $images >>"$log"
    done
  done
  "${PYTHON:-/usr/bin/python3}" experiments/benchmarks/torch_step.py "threads=$threads" >>"$log"
  i=$((i + 1))
done
cat "$log"
awk '{ for (i = 1; i < NF; i++) if ($i == "minimum") { m = $(i + 1); if (!($1 in best) || m < best[$1]) best[$1] = m } }
  END { torch = best["torch-small-fp32-4"]; printf "torch %.1f ms\n", torch
    for (name in best) if (name ~ /^crnas/) printf "%s %.1f ms, ratio %.2f\n", name, best[name], best[name] / torch }' "$log"
