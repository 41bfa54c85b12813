#!/bin/sh
# The search systems that crnas has (docs/systems.md) on one space, one budget and the same scenes: the
# stage level of experiments/ranking.yaml, whose 35 candidates were each trained alone, twice
# (ranking-stage.csv). Each system trains supernets of its own, with several seeds, to its end; what it
# finds is judged by those trainings.
#   experiments/benchmarks/systems.sh [FOLDER [SEEDS [SUPERNET...]]]
#   experiments/benchmarks/systems.sh runs/systems '1 2 3' uniform feasible
# All supernets see about as many images, but for those that run all depths at once, which would take
# several times as long. They score every candidate, so that strategies that ask for scores search by
# the same ones, in seconds. Stopped, it goes on where it was when it is called again. Prints Markdown.
set -eu

home=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd -P)
folder=${1:-runs/systems}
seeds=${2:-1 2 3}
[ $# -lt 1 ] || shift
[ $# -lt 1 ] || shift
[ $# -gt 0 ] || set -- uniform feasible fair sandwich path-dropout proxyless darts darts-second
crnas=${CRNAS:-$home/crnas}
truth=$home/experiments/${TRUTH:-ranking-stage.csv}
categories=${CATEGORIES:-[wheel, target, die]}
adamw='optimizer: adamw, learning-rate: 0.001, schedule: cosine'
mkdir -p "$folder"

# What is trained for a name: steps, what is beside them, and the batches of a step.
settings() {
  case $1 in
    uniform | feasible) echo "steps: 2000, sampling: $1, recipe: {batch: 8, warmup-steps: 100, $adamw}" ;;
    # Rounds of as many paths as the gene with the most depths has.
    fair) echo "steps: 800, sampling: fair, recipe: {batch: 4, accumulate: 5, warmup-steps: 40, $adamw}" ;;
    sandwich) echo "steps: 1000, sampling: sandwich, recipe: {batch: 4, accumulate: 4, warmup-steps: 50, $adamw}" ;;
    path-dropout) echo "steps: 800, sampling: path-dropout, recipe: {batch: 8, warmup-steps: 40, $adamw}" ;;
    proxyless) echo "steps: 1000, learning: {kind: proxyless}, recipe: {batch: 8, warmup-steps: 100, $adamw}" ;;
    darts) echo "steps: 300, learning: {kind: darts}, recipe: {batch: 8, warmup-steps: 100, $adamw}" ;;
    darts-second) echo "steps: 300, learning: {kind: darts, order: second}, recipe: {batch: 8, warmup-steps: 100, $adamw}" ;;
    *) echo "no supernet is called $1" >&2 && exit 2 ;;
  esac
}

supernet() {
  case $1 in
    proxyless | darts*) objective='objective: preference, ' ;;
    *) objective= ;;
  esac
  [ -e "$folder/$1-$2/results.json" ] || {
    times >"$folder/$1-$2.before" # not in a pipe, whose own times would be told
    "$crnas" run "$home/experiments/ranking.yaml" --quiet --seed "$2" --out "$folder/$1-$2" \
      --set "data.categories=$categories" --set "levels=[{
      level: stage, evaluator: {kind: supernet, $(settings "$1")}, ${objective}strategy: {kind: exhaustive}}]"
    times >"$folder/$1-$2.after"
  }
}

found() { sed -n 's/^  "found" : "\([^"]*\)".*/\1/p' "$1/results.json"; }

# For runs on standard input, a row: what they found, its AP alone and its place among the 35, in means.
row() {
  while read -r run; do
    net=$(found "$run")
    ap=$(grep "^$net," "$truth" | cut -d, -f2)
    place=$(tail -n +2 "$truth" | cut -d, -f2 | awk -v ap="$ap" '$1 > ap { n++ } END { print n + 1 }')
    echo "${net%%/*} $ap $place"
  done | awk -v row="| $1 | $2 | $3" '{ nets = nets (NR > 1 ? ", " : "") $1; ap += $2; place += $3 }
    END { printf "%s | %s | %.4f | %.1f |\n", row, nets, ap / NR, place / NR }'
}

# What the supernets themselves found: by what is expected of all scores, or by preference.
whole() {
  for seed in $seeds; do echo "$folder/$2-$seed"; done | row "$1" "$2" "$3"
}

# What a strategy finds by the scores themselves of the supernets of a name.
search() {
  for seed in $seeds; do
    run=$folder/$2-$seed-$5
    [ -e "$run/results.json" ] || {
      "$crnas" journal "$folder/$2-$seed" --level stage --csv >"$folder/$2-$seed.csv"
      sed -e '/^levels:/,$d' "$home/experiments/ranking-table.yaml" >"$run.yaml"
      cat >>"$run.yaml" <<END
levels:
  - level: stage
    evaluator: {kind: table, file: $2-$seed.csv}
    strategy: $4
END
      "$crnas" run "$run.yaml" --seed "$seed" --out "$run" --quiet
    }
    echo "$run"
  done | row "$1" "$2" "$3"
}

for name in "$@"; do
  for seed in $seeds; do supernet "$name" "$seed"; done
done

echo '| system | supernet | evaluations | found | AP alone | place of 35 |'
echo '|---|---|---|---|---|---|'
for name in "$@"; do
  case $name in
    uniform)
      search 'Single Path One-Shot, DetNAS: evolution' uniform 18 '{kind: evolution, population: 6, generations: 4}' evolution
      search 'CR-NAS, of this level: exhaustive' uniform 35 '{kind: exhaustive}' exhaustive
      search 'CR-NAS, of the other: greedy' uniform 'groups of 4' '{kind: greedy, keep: 3, completions: 4}' greedy
      search 'ENAS: reinforce with a controller' uniform 18 '{kind: reinforce, evaluations: 18, batch: 3, controller-units: 100}' controller
      search 'reinforce without' uniform 18 '{kind: reinforce, evaluations: 18, batch: 3}' reinforce
      search 'SMASH: local-search' uniform 18 '{kind: local-search, first: 15, evaluations: 18, batch: 3}' local-search
      search 'surrogate' uniform 18 '{kind: surrogate, first: 6, evaluations: 18, batch: 3}' surrogate
      search 'random' uniform 18 '{kind: random, evaluations: 18}' random
      whole 'by what is expected' uniform 35
      ;;
    feasible)
      search 'evolution' feasible 18 '{kind: evolution, population: 6, generations: 4}' evolution
      search 'exhaustive' feasible 35 '{kind: exhaustive}' exhaustive
      whole 'by what is expected' feasible 35
      ;;
    fair)
      search 'FairNAS: evolution' fair 18 '{kind: evolution, population: 6, generations: 4}' evolution
      whole 'by what is expected' fair 35
      ;;
    sandwich)
      search 'BigNAS: the best of all' sandwich 35 '{kind: exhaustive}' exhaustive
      whole 'by what is expected' sandwich 35
      ;;
    path-dropout)
      search 'one-shot models: random' path-dropout 18 '{kind: random, evaluations: 18}' random
      whole 'by what is expected' path-dropout 35
      ;;
    proxyless) whole 'ProxylessNAS' proxyless none ;;
    darts) whole 'DARTS, first order' darts none ;;
    darts-second) whole 'DARTS, second order' darts-second none ;;
  esac
done

# Minutes of a run's processor time: user and system of its program, after less before.
echo
echo '| supernet | processor time, minutes, all 35 scored |'
echo '|---|---|'
for name in "$@"; do
  for seed in $seeds; do tail -qn 1 "$folder/$name-$seed.before" "$folder/$name-$seed.after"; done | awk -v name="$name" '
    function seconds(text, at) { split(text, at, /[ms]/); return 60 * at[1] + at[2] }
    { total = seconds($1) + seconds($2); sum += NR % 2 ? -total : total }
    END { printf "| %s | %.1f |\n", name, sum / (NR / 2) / 60 }'
done

for name in "$@"; do
  for seed in $seeds; do
    case $name in
      proxyless | darts*) objective=preference ;;
      *) objective=expected ;;
    esac
    "$crnas" rank "$folder/$name-$seed" "$truth" --level stage --objective "$objective" \
      --reference-objective AP --out "$folder/$name-$seed/rank" --json |
      sed -nE "s/.*\"tau-b\":\{\"value\":([-0-9.E]+).*/$name $seed $objective tau-b \1/p"
  done
done
