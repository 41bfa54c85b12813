#!/bin/sh
# How well do preferences that supernets learn by gradients rank the stage level's candidates, on the
# two sets of scenes of which all 35 were trained alone (ranking-stage.csv, ranking-stage-others.csv)?
#   experiments/benchmarks/preferences.sh [FOLDER [SEEDS [LEARNING [STEPS [IMAGES]]]]]
#   experiments/benchmarks/preferences.sh runs/longer '1 2 3' '{kind: darts}' 1200 2048
# A line of Markdown for each run: the first by preference, tau-b, and the regret at 1 and 3. Candidates
# are scored on few images, since what is preferred does not depend on scores.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd -P)
folder=${1:-runs/preferences}
seeds=${2:-1 2 3}
learning=${3:-'{kind: darts}'}
steps=${4:-300}
images=${5:-512}
crnas=${CRNAS:-$home/crnas}
recipe='{batch: 8, optimizer: adamw, learning-rate: 0.001, schedule: cosine, warmup-steps: 100}'
mkdir -p "$folder"

# A name, its categories and what its candidates reach alone.
ranked() {
  for seed in $seeds; do
    run=$folder/$1-$seed
    [ -e "$run/results.json" ] || "$crnas" run "$home/experiments/ranking.yaml" --quiet \
      --seed "$seed" --out "$run" --set "data.categories=$2" --set data.train="$images" --set data.val=16 --set "levels=[{
        level: stage, objective: preference, strategy: {kind: exhaustive}, evaluator: {kind: supernet,
        steps: $steps, calibration-images: 8, learning: $learning, recipe: $recipe}}]"
    found=$(sed -n 's/^  "found" : "\([^"]*\)".*/\1/p' "$run/results.json")
    "$crnas" rank "$run" "$home/experiments/$3" --level stage --objective preference \
      --reference-objective AP --out "$run/rank" --json |
      sed -nE "s/.*\"tau-b\":\{\"value\":([-0-9.E]+).*\"1\":\{\"value\":([-0-9.E]+).*\"3\":\{\"value\":([-0-9.E]+).*/\1 \2 \3/p" |
      awk -v what="$1" -v seed="$seed" -v found="$found" \
        '{ printf "| %s | %s | %s | %.3f | %.3f, %.3f |\n", what, seed, found, $1, $2, $3 }'
  done
}

echo '| scenes | seed | first by preference | tau-b | regret at 1, at 3 |'
echo '|---|---|---|---|---|'
ranked first '[wheel, target, die]' ranking-stage.csv
ranked others '[face, barbell, key]' ranking-stage-others.csv
