#!/usr/bin/env bash
# check_binaries.sh BUILD_FOLDER: the program and the libraries pull in neither LibTorch nor CUDA.
set -euo pipefail
build=${1:?usage: check_binaries.sh BUILD_FOLDER}
broken=0
checked=0
for file in "$build"/bin/inkling "$build"/lib/libinkling-kernel.so "$build"/lib/libinkling-dsl.so; do
  [[ -e $file ]] || continue
  checked=$((checked + 1))
  needed=$(ldd "$file")
  if grep -iE 'libtorch|libc10|libcuda|libcublas|libnvrtc' <<< "$needed"; then
    echo "rule broken: $file depends on the above"
    broken=1
  fi
  if grep 'not found' <<< "$needed"; then
    echo "$file has a dependency that is not found"
    broken=1
  fi
done
((checked > 0)) || { echo "nothing to check in $build: build first"; exit 1; }
exit "$broken"
