#!/bin/sh
# Evaluations per second of the same evolution here and in DEAP, with an evaluator that does next to
# nothing. Both take turns, and each repeats its search for some seconds; prints the best of each and
# the ratios. Needs Debian's python3-deap.
# Usage: search.sh [generations] [seconds]
set -eu
cd "$(dirname "$0")/../.."
generations=${1:-1000}
seconds=${2:-10}
classpath=$(mktemp)
log=$(mktemp)
trap 'rm -f "$classpath" "$log"' EXIT
mvn -q -B -pl framework -am test-compile dependency:build-classpath -Dmdep.outputFile="$classpath"
i=0
while [ "$i" -lt 2 ]; do
  /usr/bin/python3 experiments/benchmarks/deap_search.py "$generations" "$seconds" >>"$log"
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g --enable-native-access=ALL-UNNAMED \
    -cp "framework/target/classes:framework/target/test-classes:$(cat "$classpath")" \
    io.crnas.framework.search.SearchBenchmark "$generations" "$seconds" >>"$log"
  i=$((i + 1))
done
cat "$log"
awk '/^DEAP/ && $5 > deap { deap = $5 }
  /^crnas/ { if ($5 > plain) plain = $5; if ($9 > journal) journal = $9 }
  END { printf "DEAP %d, crnas %d (ratio %.1f), with its journal %d (ratio %.1f)\n", deap, plain, plain / deap, journal, journal / deap }' "$log"
