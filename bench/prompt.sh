#!/usr/bin/env bash
# How long until the prompt stands, and how much memory is resident then: bench/prompt.sh [BINARY] [RUNS]
# Starts the program in a pseudo-terminal and watches what it prints.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
inkling=${1:-build/release/bin/inkling}
runs=${2:-11}
command -v script >/dev/null || { echo "bench/prompt.sh needs script (Debian: bsdutils)" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

times=()
for ((i = 0; i < runs; ++i)); do
  : >"$work/out"
  start=${EPOCHREALTIME/./}
  sleep 3 | TERM=xterm script -qfec "$inkling --no-init --color never" "$work/out" >/dev/null &
  until grep -q 'lists> ' "$work/out"; do :; done
  end=${EPOCHREALTIME/./}
  times+=($((end - start)))
  pid=$(pgrep -n -x inkling)
  resident=$(awk '/^VmRSS/ {print $2}' "/proc/$pid/status")
  kill "$pid"
  wait 2>/dev/null || true
done
printf '%s\n' "${times[@]}" | sort -n |
  awk -v rss="$resident" '{t[NR] = $1} END {
    printf "prompt ready: %.1f ms (median of %d, min %.1f, max %.1f); resident: %.1f MB\n",
           t[int((NR + 1) / 2)] / 1000, NR, t[1] / 1000, t[NR] / 1000, rss / 1024}'
