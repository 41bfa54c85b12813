#!/bin/sh
# RetinaNet, FCOS, Faster and Cascade R-CNN here beside torchvision's RetinaNet, FCOS and Faster
# R-CNN, all trained on BCCD three times with the same backbone, images, batches, optimiser, rates
# and steps, and judged by one evaluator; prints AP and AP50 on the test split, in points: the mean
# and, in brackets, the least and the greatest. What is in OUT already is not trained again.
# Needs Debian's python3-torchvision, or another Python with torchvision as PYTHON; CRNAS names
# another launcher than this clone's.
# Usage: bccd.sh DATA OUT
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
crnas=${CRNAS:-$here/../../crnas}
data=$(CDPATH='' cd "$1" && pwd -P)
mkdir -p "$2"
out=$(CDPATH='' cd "$2" && pwd -P)

ours() {
  if [ ! -e "$out/$1/results.json" ]; then
    rm -rf "${out:?}/$1"
    "$crnas" run "$here/bccd.yaml" --data "$data" --out "$out/$1" --set "detector=$2" >"$out/$1.log" 2>&1
  fi
  # A row of a net that was tested has its AP.
  awk -F, -v kind="$1" 'NR > 1 && $1 ~ /^baseline/ && $(NF - 1) != "" { print "crnas", kind, $(NF - 1), $NF }' \
    "$out/$1/metrics.csv" >>"$out/scores"
}

theirs() {
  for seed in 1 2 3; do
    found=$out/torchvision-$1-$seed.json
    if [ ! -e "$found" ]; then
      "${PYTHON:-/usr/bin/python3}" "$here/torchvision_bccd.py" \
        "$1" "$seed" "$data" "$truth" "$found" 2>"$out/torchvision-$1-$seed.log"
    fi
    "$crnas" eval "$truth" "$found" | awk -v kind="$1" 'NR < 3 { value[NR] = $NF }
      END { print "torchvision", kind, value[1], value[2] }' >>"$out/scores"
  done
}

rm -f "$out/scores"
truth=$out/fcos/test-annotations.json
dense='fpn-channels: 64, convolutions: 2'
faster='fpn-channels: 64, head-width: 128, anchor-sizes: [4, 8, 16, 32, 64], rpn-pre-nms: 300,
  rpn-post-nms: 150, rpn-batch: 128, roi-batch: 64'
ours fcos "{kind: fcos, $dense}"
theirs fcos
ours retinanet "{kind: retinanet, $dense, anchor-sizes: [8, 16, 32, 64, 128]}"
theirs retinanet
ours faster-rcnn "{kind: faster-rcnn, $faster}"
ours cascade-rcnn "{kind: cascade-rcnn, faster-rcnn: {$faster}}"
theirs faster-rcnn

awk '{
  key = $2 " " $1
  for (i = 1; i <= 2; i++) {
    score = 100 * $(i + 2)
    sum[key, i] += score
    if (!(key in count) || score < least[key, i]) least[key, i] = score
    if (!(key in count) || score > most[key, i]) most[key, i] = score
  }
  if (!(key in count)) order[++keys] = key
  count[key]++
}
END {
  print "detector, by | AP | AP50"
  for (k = 1; k <= keys; k++) {
    line = order[k]
    for (i = 1; i <= 2; i++) {
      line = line sprintf(" | %.1f [%.1f, %.1f]", sum[order[k], i] / count[order[k]], least[order[k], i], most[order[k], i])
    }
    print line
  }
}' "$out/scores"
