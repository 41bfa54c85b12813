#!/bin/sh
# Compares strategies on the table of experiments/table.yaml over seeds, in minutes:
#   experiments/benchmarks/strategies.sh [FOLDER [SEEDS]]
# Leaves a run for each strategy and seed in FOLDER, runs/strategies, and FOLDER/strategies.svg.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd -P)
folder=${1:-runs/strategies}
seeds=${2:-20}

# All have 60 evaluations or about so many, but for the exhaustive search, which has all 153.
search() {
  name=$1 strategy=$2 last=$3
  mkdir -p "$folder"
  { sed "s/strategy: .*/strategy: $strategy/" "$home/experiments/table.yaml"
    echo "base: $home/experiments"; } > "$folder/$name.yaml"
  seed=1
  while [ "$seed" -le "$last" ]; do
    "$home/crnas" run "$folder/$name.yaml" --seed "$seed" --out "$folder/$name-$seed" --quiet
    seed=$((seed + 1))
  done
}

search evolution '{kind: evolution, population: 16, generations: 6}' "$seeds"
search greedy '{kind: greedy, keep: 3, completions: 4}' "$seeds"
search random '{kind: random, evaluations: 60}' "$seeds"
search surrogate '{kind: surrogate, first: 15, evaluations: 60, batch: 5}' "$seeds"
search exhaustive '{kind: exhaustive}' 1

"$home/crnas" compare "$folder"/*-*[0-9] --out "$folder/strategies.svg"
