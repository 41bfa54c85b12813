#!/bin/sh
# Proves on a machine with a GPU as much as fits into ten minutes: that the device computes what the
# processor computes (gpu check), the tests that need a GPU, and the times of training steps beside
# torchvision's in this machine's own Python, with the share of the time in which the GPU idled.
# Usage: gpu.sh PACK [DEVICE] [SIZES]
# PACK is what gpu-pack.sh made. DEVICE is cuda:0, or cpu to rehearse it. SIZES is full (ResNet50 at
# 800x1344, batches of 2 and 16) or small. PyTorch's libraries are those of PYTORCH_LIBRARY_PATH,
# else of 'crnas gpu setup', else of the torch of PYTHON (python3): as they are where DJL's library
# loads with them, and with one compiled from DJL's source where it does not and PACK has that.
# ENGINE=python takes those of PYTHON at once. LIMIT is in seconds (570): what would begin later is
# left out, and said. NVIDIA_SMI names another program than nvidia-smi.
set -eu
begin=$(date +%s)
pack=$(cd "${1:?PACK}" && pwd)
device=${2:-cuda:0}
sizes=${3:-full}
python=${PYTHON:-python3}
smi=${NVIDIA_SMI:-nvidia-smi}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
sampler=
trap '[ -z "$sampler" ] || kill "$sampler" 2>/dev/null || true; rm -rf "$work"' EXIT
: >"$work/steps"
threads=$(nproc)
export DJL_OFFLINE=true OPT_OUT_TRACKING=true MALLOC_ARENA_MAX=2
export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}" LC_ALL=C.UTF-8

say() {
  printf '== %s (%d s)\n' "$*" "$(($(date +%s) - begin))"
}

in_time() {
  [ "$(($(date +%s) - begin))" -lt "${LIMIT:-570}" ] || {
    say "left out, no time: $*"
    return 1
  }
}

# What torch there is: version, CUDA's as DJL writes it or cpu, C++ ABI, folder.
torch_of_python() {
  "$python" -c '
import os, torch
cuda = torch.version.cuda
print(torch.__version__.split("+")[0], "cu" + cuda.replace(".", "") if cuda else "cpu",
      int(torch._C._GLIBCXX_USE_CXX11_ABI), os.path.dirname(torch.__file__))'
}

# Whether a library of DJL finds every function that it calls in Python's torch.
loads() {
  "$python" -c 'import ctypes, os, sys, torch; ctypes.CDLL(sys.argv[1], os.RTLD_NOW)' "$1" 2>&1
}

compile() {
  flags="-std=c++20 -O1 -fPIC -w -D_GLIBCXX_USE_CXX11_ABI=$abi -I$pack/djl -I$torch/include -I$torch/include/torch/csrc/api/include"
  # The largest first, so that none is waited for at the end.
  ls -S "$pack"/djl/*.cc | xargs -P "$threads" -I '{}' sh -c \
    "g++ $flags -c '{}' -o '$work/'\$(basename '{}' .cc).o" || return 1
  g++ -shared -o "$work/engine/libdjl_torch.so" "$work"/*.o -L"$torch/lib" -ltorch -ltorch_cpu -lc10
}

engine_of_python() {
  said=$(torch_of_python 2>/dev/null) || return 1
  # shellcheck disable=SC2086
  set -- $said
  version=$1 flavor=$2 abi=$3 torch=$4
  mkdir "$work/engine"
  # Not Python's own among them, which load in a Python alone.
  for library in c10 c10_cuda torch torch_cpu torch_cuda; do
    if [ -e "$torch/lib/lib$library.so" ]; then
      ln -s "$torch/lib/lib$library.so" "$work/engine"
    fi
  done
  case $flavor in
    cpu) stock=cpu ;;
    *) stock=cu128 ;;
  esac
  (cd "$work" && "$python" -m zipfile -e "$pack"/lib/pytorch-jni-*.jar jni)
  library=$work/jni/jnilib/linux-x86_64/$stock/libdjl_torch.so
  if missing=$(loads "$library"); then
    cp "$library" "$work/engine"
    how="DJL's library"
  elif [ -d "$pack/djl" ]; then
    say "DJL's library does not load with torch $version (${missing##*: }); compiling one"
    compile || return 1
    how="a library compiled here"
  else
    say "DJL's library does not load with torch $version: ${missing##*: }"
    return 1
  fi
  export PYTORCH_LIBRARY_PATH="$work/engine" PYTORCH_VERSION="$version" PYTORCH_FLAVOR="$flavor"
  say "PyTorch $version $flavor of $python, by $how"
}

engine_of_setup() {
  for environment in "${CRNAS_CUDA:-${XDG_DATA_HOME:-$HOME/.local/share}/crnas/cuda}"/djl-*/environment; do
    if [ -r "$environment" ]; then
      set -a
      . "$environment"
      set +a
      say "PyTorch $PYTORCH_VERSION $PYTORCH_FLAVOR of 'crnas gpu setup'"
      return 0
    fi
  done
  return 1
}

find_engine() {
  if [ "${ENGINE:-}" = python ]; then
    engine_of_python && return 0
  elif [ -n "${PYTORCH_LIBRARY_PATH:-}" ]; then
    return 0
  elif engine_of_setup || engine_of_python; then
    return 0
  fi
  echo "gpu.sh: no libraries of PyTorch: 'crnas gpu setup' gets some; or PYTHON=, one with torch" >&2
  exit 2
}

classpath=$(printf '%s:' "$pack"/classes/*)$pack/lib/*
run_java() {
  "$pack/java/bin/java" -Xmx6g --enable-native-access=ALL-UNNAMED -cp "$classpath" "$@"
}

# Beside what is timed; what nvidia-smi calls utilization is the share in which a kernel ran.
watch() {
  sampler=
  if command -v "$smi" >/dev/null; then
    "$smi" --query-gpu=utilization.gpu,memory.used --format=csv,noheader,nounits -lms 200 \
      >"$work/samples" 2>/dev/null &
    sampler=$!
  fi
}

idle() {
  [ -n "$sampler" ] || return 0
  kill "$sampler" 2>/dev/null || true
  wait "$sampler" 2>/dev/null || true
  sampler=
  # The second half: Java starts, and the first steps look for algorithms, in the first.
  awk -F', *' '{ used[NR] = $1; if ($2 > memory) memory = $2 }
    END { if (NR) { for (i = int(NR / 2) + 1; i <= NR; i++) { sum += used[i]; n++ }
      printf "   GPU idle %.0f %% of the second half, at most %d MiB used\n", 100 - sum / n, memory } }' "$work/samples"
}

step() {
  in_time "steps $*" || return 0
  watch
  run_java io.crnas.detection.training.StepBenchmark "device=$device" "threads=$threads" "$@" 2>"$work/errors" \
    | tee -a "$work/steps" || true
  grep -a -m 1 'Exception\|Error' "$work/errors" || true
  idle
  if "$python" -c 'import torchvision' 2>/dev/null; then
    watch
    "$python" "$here/torch_step.py" "device=$device" "threads=$threads" "$@" 2>"$work/errors" \
      | tee -a "$work/steps" || true
    grep -a -m 1 'Error' "$work/errors" || true
    idle
  else
    echo "   $python has no torchvision to compare with"
  fi
}

find_engine
command -v "$smi" >/dev/null && "$smi" --query-gpu=name,driver_version,memory.total --format=csv,noheader || echo "no $smi"
say "gpu check"
run_java io.crnas.experiments.Crnas gpu check --device "$device" || echo "   exit status $?"
if in_time tests; then
  case $device in
    cpu) chosen="--select-class io.crnas.detection.head.RehearsalTest" ;;
    *) chosen="--include-tag gpu $(for tests in "$pack"/classes/tests-*; do printf ' --scan-classpath=%s' "$tests"; done)" ;;
  esac
  say "tests"
  # shellcheck disable=SC2086
  run_java org.junit.platform.console.ConsoleLauncher execute $chosen --details=tree \
    --disable-banner --disable-ansi-colors 2>/dev/null || echo "   exit status $?"
fi
say "training steps"
case $sizes in
  small) net=small size=128x160 batches="2 4" steps=8 ;;
  *) net=resnet50 size=800x1344 batches="2 16" steps=24 ;;
esac
for images in $batches; do
  for precision in bf16 tf32 fp32; do
    step "net=$net" "size=$size" "images=$images" "precision=$precision" "steps=$steps"
  done
done
# The cuDNN that measures its algorithms.
export JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -Dai.djl.pytorch.cudnn_benchmark=true"
if in_time "cuDNN's benchmark"; then
  say "the same where cuDNN measures which algorithm is fastest"
  watch
  run_java io.crnas.detection.training.StepBenchmark "device=$device" "threads=$threads" \
    "net=$net" "size=$size" "images=${batches%% *}" precision=bf16 "steps=$steps" 2>/dev/null || true
  idle
fi
say "medians, ms a step"
awk '
  {
    split($1, name, "-")
    kind = name[2] "-" name[3] "-" name[4]
    for (i = 1; i < NF; i++) if ($i == "median") at[name[1], kind] = $(i + 1)
    if (!(kind in seen)) order[++n] = kind
    seen[kind] = 1
  }
  END {
    for (i = 1; i <= n; i++) {
      ours = at["crnas", order[i]]
      theirs = at["torch", order[i]]
      ratio = ours != "" && theirs != "" ? sprintf("%.2f", ours / theirs) : "-"
      printf "%-18s crnas %8s  torchvision %8s  ratio %s\n", order[i], ours, theirs, ratio
    }
  }' "$work/steps"
