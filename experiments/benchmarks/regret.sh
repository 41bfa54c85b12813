#!/bin/sh
# What each strategy finds by tables of scores, over seeds, in seconds: how many found the best
# candidate and when, and how far from it they were after a quarter, a half and all of the
# evaluations. Prints Markdown: by measurements (ranking-table.yaml), then by the made-up table.yaml.
# Usage: regret.sh [seeds]
set -eu
cd "$(dirname "$0")/../.."
seeds=${1:-30}
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -pl experiments -am test-compile dependency:build-classpath -Dmdep.outputFile="$classpath"

# The searches of one table, each of so many evaluations; the greedy one has as many as it has.
search() {
  table=$1 evaluations=$2 first=$3
  echo "$table, $seeds seeds:"
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" --enable-native-access=ALL-UNNAMED \
    -cp "experiments/target/classes:experiments/target/test-classes:$(cat "$classpath")" \
    io.crnas.experiments.run.StrategyBenchmark "experiments/$table" "$evaluations" "$seeds" \
    "{kind: random, evaluations: $evaluations}" \
    "{kind: evolution, population: $first, generations: 6}" \
    "{kind: greedy, keep: 3, completions: 4}" \
    "{kind: surrogate, first: $first, evaluations: $evaluations, batch: 4}" \
    "{kind: local-search, first: $first, evaluations: $evaluations, batch: 4}" \
    "{kind: reinforce, evaluations: $evaluations, batch: 4}" \
    "{kind: reinforce, evaluations: $evaluations, batch: 4, controller-units: 100}"
}

search ranking-table.yaml 32 8
search table.yaml 64 16
