#!/usr/bin/env bash
# check_setup.sh ROOT: what scripts/run installs is free of LibTorch; what scripts/test installs has it.
set -euo pipefail
setup="${1:?usage: check_setup.sh ROOT}/scripts/setup"
if "$setup" --run --list | grep -i torch; then
  echo "rule broken: scripts/run would install the above"
  exit 1
fi
"$setup" --list | grep -qx libtorch-dev || { echo "scripts/test would test nothing that is built with LibTorch"; exit 1; }
