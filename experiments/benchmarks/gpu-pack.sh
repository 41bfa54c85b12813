#!/bin/sh
# Gathers into a folder what gpu.sh needs on a machine that has a GPU and perhaps a Python with
# torch, but no Java, no Maven and no network: a Java, the classes, the libraries without those of
# PyTorch, a runner of the tests and, for a torch that DJL has no library for, the source of DJL's
# own. Each folder in it is below 64 MiB: ONNX Runtime is the one for processors, so that the tests
# of export, which need its part for GPUs (642 MB), stay out.
# Usage: gpu-pack.sh FOLDER [DJL]
# DJL is a clone of github.com/deepjavalibrary/djl at the version that the engine has.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mkdir -p "$1" && cd "$1" && pwd)
djl=${2:-}
java=${JAVA_HOME:?a JDK 25}/bin

maven="./mvnw -q -B -Dspotless.check.skip=true"
$maven -pl experiments -am test-compile dependency:build-classpath -Dmdep.outputFile="$folder/classpath"
rm -rf "$folder/java" "$folder/lib" "$folder/classes" "$folder/djl"
mkdir -p "$folder/lib" "$folder/classes"
$maven -N dependency:copy -Dartifact=org.junit.platform:junit-platform-console-standalone:6.1.3 \
  -DoutputDirectory="$folder/lib"

# Modules apart: each has services of its own.
number=0
for from in $(tr ':' ' ' <"$folder/classpath") experiments/target/classes \
  experiments/target/test-classes evaluators/detection/target/test-classes; do
  case $from in
    # Those of PyTorch are the machine's; what the runner of the tests brings along would be twice.
    */pytorch-native-* | */junit-* | */opentest4j-* | */apiguardian-*) ;;
    */onnxruntime-[0-9]*.jar)
      # That of this system alone.
      (
        mkdir "$folder/onnxruntime" && cd "$folder/onnxruntime" && "$java/jar" xf "$from"
        find ai/onnxruntime/native -mindepth 1 -maxdepth 1 ! -name linux-x64 -exec rm -r {} +
        "$java/jar" cf "$folder/lib/${from##*/}" .
      )
      rm -r "$folder/onnxruntime"
      ;;
    *.jar) cp "$from" "$folder/lib" ;;
    *)
      number=$((number + 1))
      case $from in
        */test-classes) to=$folder/classes/tests-$number ;;
        *) to=$folder/classes/$number ;;
      esac
      cp -r "$from" "$to"
      ;;
  esac
done
rm "$folder/classpath"
"$java/jlink" --vm server \
  --add-modules java.desktop,java.instrument,java.management,java.net.http,java.sql,jdk.httpserver,jdk.unsupported,jdk.zipfs \
  --strip-debug --no-header-files --no-man-pages --compress zip-9 --output "$folder/java"
if [ -n "$djl" ]; then
  mkdir -p "$folder/djl"
  cp "$djl"/engines/pytorch/pytorch-native/src/main/native/*.cc \
    "$djl"/engines/pytorch/pytorch-native/src/main/native/*.h "$folder/djl"
  cp -r "$djl/api/src/main/native/djl" "$folder/djl"
  sources=$djl/engines/pytorch/pytorch-engine/src/main/java
  "$java/javac" -nowarn -proc:none -h "$folder/djl" -d "$folder/djl/discarded" -sourcepath "$sources" \
    "$sources/ai/djl/pytorch/jni/PyTorchLibrary.java"
  rm -r "$folder/djl/discarded"
  # What the compiler needs to know of JNI.
  cp "$JAVA_HOME/include/jni.h" "$JAVA_HOME/include/linux/jni_md.h" "$folder/djl"
fi
du -sm "$folder"/*
