#!/bin/sh
# A detector's file in ONNX Runtime against torchvision's own export of the same detector with the
# same weights: the same detections, and the ratio of their times, by turns in one run; and the same
# of its backbone alone, C2 to C5.
# Needs a Python with torchvision, which TORCH may name (/usr/bin/python3 with Debian's
# python3-torchvision without it), and one with onnxruntime for the comparison, PYTHON.
# CRNAS names another launcher than this clone's.
# Usage: onnx.sh RUN [HEIGHT WIDTH] [threads]   (of a run of Faster R-CNN on ResNet18)
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
crnas=${CRNAS:-$here/../../crnas}
run=$1
height=${2:-320}
width=${3:-320}
threads=${4:-1,2}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$crnas" export "$run" --net baseline --quiet
"$crnas" export "$run" --net baseline --part backbone --quiet
"${TORCH:-/usr/bin/python3}" "$here/torchvision_onnx.py" "$run" "$height" "$width" \
  "$folder/torchvision.onnx" "$folder/torchvision-backbone.onnx" \
  2> "$folder/log" || { cat "$folder/log" >&2; exit 1; }
against() { # OURS THEIRS COMPARISON
  "${PYTHON:-python3}" "$here/torchvision_onnx.py" "$3" "$1" "$2" "$height" "$width"
  "$crnas" bench "$2" "$1" --size "${height}x$width" --threads "$threads" --device cpu
}
against "$run/baseline.onnx" "$folder/torchvision.onnx" --compare
against "$run/baseline-backbone.onnx" "$folder/torchvision-backbone.onnx" --compare-backbones
