#!/bin/bash
# Rewrites the expected output of every golden session: tests/golden/update.sh build/release/bin/inkling
set -eu
inkling=$(realpath "${1:?the inkling program}")
cd "$(dirname "$0")"
for session in sessions/*.ink; do
  ./run_session.sh --update "$inkling" "$session"
done
for session in ../../examples/sessions/*.ink; do
  ./run_session.sh --update "$inkling" "$session" "examples/$(basename "$session" .ink).out"
done
