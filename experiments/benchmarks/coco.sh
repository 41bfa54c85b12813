#!/bin/sh
# A file of COCO's annotations of about 1 GB, with masks, and its images read in a JVM of less than
# 2 GB; prints the seconds and the most memory that the process had. Needs 2 GB of disk.
# Usage: coco.sh [images]
set -eu
cd "$(dirname "$0")/../.."
images=${1:-122000}
classpath=$(mktemp)
folder=$(mktemp -d)
trap 'rm -rf "$classpath" "$folder"' EXIT
mvn -q -B -pl evaluators/detection -am test-compile dependency:build-classpath \
  -Dmdep.outputFile="$classpath"
module=evaluators/detection/target
benchmark() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1600m -XX:ActiveProcessorCount=2 \
    -cp "$module/classes:$module/test-classes:$(cat "$classpath")" \
    io.crnas.detection.layout.CocoBenchmark "$@"
}
benchmark write "$folder" "$images"
benchmark read "$folder"
