#!/bin/sh
# Is a world of generated scenes fit to show what a search is worth? Trains the allocations of
# experiments/worlds.yaml with several seeds, 3, and holds the spread between them against the noise
# of one training:
#   experiments/benchmarks/worlds.sh [FOLDER [SEEDS [KEY=VALUE...]]]
#   experiments/benchmarks/worlds.sh runs/near 2 data.world=near \
#     'data.categories=[striped,checked,ringed]' data.smallest-object=10 data.most-objects=7
# Leaves a run for each seed in FOLDER, runs/worlds, and FOLDER/worlds.csv. Stopped, it goes on where
# it was when it is called again in the same way.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd -P)
folder=${1:-runs/worlds}
seeds=${2:-3}
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift

for assignment in "$@"; do
  set -- "$@" --set "$assignment"
  shift
done

mkdir -p "$folder"
seed=1
while [ "$seed" -le "$seeds" ]; do
  run=$folder/seed-$seed
  if [ ! -e "$run" ]; then
    "$home/crnas" run "$home/experiments/worlds.yaml" --seed "$seed" --out "$run" "$@"
  elif [ ! -e "$run/results.json" ]; then
    "$home/crnas" resume "$run"
  fi
  "$home/crnas" journal "$run" --csv > "$folder/seed-$seed.csv"
  seed=$((seed + 1))
done

# The journal's columns by name, behind the seed.
seed=1
while [ "$seed" -le "$seeds" ]; do
  awk -F, -v seed="$seed" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
    NR == 1 && seed == 1 { print "candidate,seed,AP,AP50,AP75" }
    NR > 1 && $column["status"] == "scored" {
      printf "%s,%d,%s,%s,%s\n", $column["candidate"], seed, \
        $column["AP"], $column["AP50"], $column["AP75"]
    }' "$folder/seed-$seed.csv"
  seed=$((seed + 1))
done > "$folder/worlds.csv"

# With k trainings of each net the means vary by the spread and by a k-th of the noise.
awk -F, '
  NR > 1 { n[$1]++; sum[$1] += $3; squares[$1] += $3 * $3 }
  END {
    for (net in n) {
      k = n[net]; mean = sum[net] / k; nets++; all += mean; allSquares += mean * mean
      within += squares[net] - k * mean * mean; free += k - 1; least = !least || k < least ? k : least
      printf "%s: mean AP %.2f of %d\n", net, 100 * mean, k | "sort"
    }
    close("sort")
    between = (allSquares - all * all / nets) / (nets - 1)
    if (free == 0) { print "one seed tells nothing of the noise"; exit }
    noise = within / free; spread = between - noise / least
    printf "noise of one training %.2f, spread between nets %.2f, ratio %.1f (points of AP)\n", \
      100 * sqrt(noise), 100 * sqrt(spread > 0 ? spread : 0), sqrt(spread > 0 ? spread / noise : 0)
  }' "$folder/worlds.csv"
