#!/bin/sh
# What each strategy finds by supernets that learn by gradients, at the stage level of
# experiments/ranking.yaml, whose 35 candidates were each trained alone (ranking-stage.csv). That of
# ProxylessNAS trains one path a step and scores all candidates, too: strategies that ask for scores
# search by these, over seeds, in seconds.
#   experiments/benchmarks/own-supernet.sh [FOLDER [SEEDS [STEPS [STEPS-OF-DARTS]]]]
# Prints Markdown: of each found net its AP when it was trained alone and its place among the 35, then
# how the preferences rank them; the processor time of both runs is in FOLDER/*.time.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd -P)
folder=${1:-runs/own-supernet}
seeds=${2:-10}
steps=${3:-1000}
darts=${4:-300}
crnas=${CRNAS:-$home/crnas}
truth=$home/experiments/ranking-stage.csv
recipe='{batch: 8, optimizer: adamw, learning-rate: 0.001, schedule: cosine, warmup-steps: 100}'
mkdir -p "$folder"

# A supernet that scores every candidate: its name and steps.
supernet() {
  [ -e "$folder/$1/results.json" ] || {
    times >"$folder/before"
    "$crnas" run "$home/experiments/ranking.yaml" --quiet --out "$folder/$1" --set "levels=[{
      level: stage, evaluator: {kind: supernet, steps: $2, learning: {kind: $1}, recipe: $recipe},
      objective: preference, strategy: {kind: exhaustive}}]"
    { tail -1 "$folder/before"; times | tail -1; } >"$folder/$1.time"
    rm "$folder/before"
  }
}

found() { sed -n 's/^  "found" : "\([^"]*\)".*/\1/p' "$1/results.json"; }

# The net's AP trained alone, and how many of the 35 have more, and one.
place() {
  ap=$(grep "^$1," "$truth" | cut -d, -f2)
  tail -n +2 "$truth" | cut -d, -f2 | awk -v ap="$ap" '$1 > ap { n++ } END { print ap, n + 1 }'
}

row() { echo "| $1 | $2 | $3 | $(place "$3" | sed 's/ / | /') |"; }

supernet proxyless "$steps"
supernet darts "$darts"
"$crnas" journal "$folder/proxyless" --level stage --csv >"$folder/scores.csv"

echo '| strategy | evaluations | found, or a mean over seeds | AP alone | place |'
echo '|---|---|---|---|---|'

# By scores of the table, over seeds, of which the last is the third argument.
search() {
  name=$1 strategy=$2
  seed=1
  while [ "$seed" -le "$3" ]; do
    run=$folder/$name-$seed
    [ -e "$run/results.json" ] || {
      sed -e '/^levels:/,$d' "$home/experiments/ranking-table.yaml" >"$folder/table.yaml"
      cat >>"$folder/table.yaml" <<END
levels:
  - level: stage
    evaluator: {kind: table, file: scores.csv}
    strategy: $strategy
END
      "$crnas" run "$folder/table.yaml" --seed "$seed" --out "$run" --quiet
    }
    place "$(found "$run")"
    seed=$((seed + 1))
  done | awk -v name="$name" -v asked="$4" '{ ap += $1; place += $2 } END {
    printf "| %s | %s | mean over %d | %.4f | %.1f |\n", name, asked, NR, ap / NR, place / NR }'
}

search exhaustive '{kind: exhaustive}' 1 35
search evolution '{kind: evolution, population: 6, generations: 4}' "$seeds" 18
search greedy '{kind: greedy, keep: 3, completions: 4}' "$seeds" 'groups of 4'
search random '{kind: random, evaluations: 18}' "$seeds" 18
search surrogate '{kind: surrogate, first: 6, evaluations: 18, batch: 3}' "$seeds" 18
search local-search '{kind: local-search, first: 6, evaluations: 18, batch: 3}' "$seeds" 18
search reinforce '{kind: reinforce, evaluations: 18, batch: 3}' "$seeds" 18
row 'preferred, proxyless' 1 "$(found "$folder/proxyless")"
row 'preferred, darts' 1 "$(found "$folder/darts")"

for learned in proxyless darts; do
  "$crnas" rank "$folder/$learned" "$truth" --level stage --objective preference \
    --reference-objective AP
done
