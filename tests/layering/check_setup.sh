#!/usr/bin/env bash
# check_setup.sh ROOT: what scripts/run installs is free of LibTorch; what scripts/test installs has it.
set -euo pipefail
setup="${1:?usage: check_setup.sh ROOT}/scripts/setup"
# Whole lists first: grep -q leaves early, and a pipe that breaks is a failure under pipefail.
for_run=$("$setup" --run --list)
for_test=$("$setup" --list)
if grep -i torch <<< "$for_run"; then
  echo "rule broken: scripts/run would install the above"
  exit 1
fi
grep -qx libtorch-dev <<< "$for_test" || { echo "scripts/test would test nothing that is built with LibTorch"; exit 1; }
