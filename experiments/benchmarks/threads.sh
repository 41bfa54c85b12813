#!/bin/sh
# Many detections of a file by four threads at once: each has to be what one thread finds, and the
# memory of the process may not grow after the first half. Prints it ten times on the way.
# Usage: threads.sh DETECTOR.onnx [calls]
set -eu
file=$(CDPATH='' cd "$(dirname "$1")" && pwd -P)/$(basename "$1")
cd "$(dirname "$0")/../.."
./mvnw -B -pl export/runtime -am test -Dtest='ThreadsTest#aFilesDetections*' \
  -Dsurefire.failIfNoSpecifiedTests=false -Dcrnas.detector="$file" -Dcrnas.detections="${2:-10000}" |
  grep -E ' calls by |Tests run|FAIL|ERROR'
