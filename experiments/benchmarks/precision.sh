#!/bin/sh
# The found detector's file in single precision, in half precision and in integers: the AP of each on
# the run's test images, and the ratios of their times, by turns in one run.
# Usage: precision.sh RUN IMAGE [HEIGHT WIDTH] [threads]   (the run's own size without another)
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
crnas=$here/../../crnas
run=$1
image=$2
size=${3:+--size "$3x$4"}
threads=${5:-1}
"$crnas" export "$run" --precision fp16 --quiet
"$crnas" export "$run" --precision int8 --quiet
for file in found found-fp16 found-int8; do
  echo "$file $("$crnas" inspect "$run/$file.onnx" | grep '^accuracy')"
done
# shellcheck disable=SC2086
"$crnas" bench "$run/found.onnx" "$run/found-fp16.onnx" "$run/found-int8.onnx" $size \
  --threads "$threads" --image "$image" --device cpu
