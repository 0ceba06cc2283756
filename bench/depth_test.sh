#!/usr/bin/env bash
# depth_test.sh INKLING_DEPTH INKLING_TRANSLATIONS: what both measure, on tasks that are solved at once, and what is drawn of it.
set -euo pipefail
depth=$1 translations=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $1" >&2; exit 1; }

"$depth" run sequences enumerate suite=mixed,depth=1 --tasks 2 --evaluations 20000 >one.jsonl
[ "$(grep -c '"right":true' one.jsonl)" -eq 2 ] || fail 'two tasks of a shift and a function'
# Of four tasks at depth 2 three are solved, one of them within 50 evaluations, and one after many more than it had.
for record in '"right":true,"evaluations":10' '"right":true,"evaluations":90' \
  '"right":false,"evaluations":100' '"right":true,"evaluations":120'; do
  echo "{\"solver\":\"made-up\",\"params\":\"suite=mixed,depth=2\",\"limit\":100,$record,\"seconds\":0.5}"
done >two.jsonl
"$depth" draw out.svg 50 1000 one.jsonl two.jsonl >tables
grep -qF '| `made-up` | 2: 0.25 (0.05 to 0.70), 80, 0.5 s |' tables || fail 'the share within 50 evaluations'
grep -qF '| `made-up` | 2: - |' tables || fail 'more time than the runs had'
grep -q '<svg' out.svg || fail 'no picture'
"$depth" draw out.svg 100 0.1 two.jsonl | grep -qF '| `made-up` | 2: 0.50' || fail 'the share within the limit'
"$depth" draw out.svg 50 0.1 two.jsonl | grep -qF '| `made-up` | 2: 0.25' || fail 'the share within 0.1 s'
! "$depth" draw out.svg 50 2>err || fail 'no files'
grep -q 'inkling-depth draw' err || fail 'usage'
! "$depth" run sequences enumerate suite=none 2>err || fail 'no such suite'

if "$translations" sequences suite=shift-l,part=test nli+symbolic --tasks 1 --inputs 50 >out 2>err; then
  grep -q '"translation":"shift_left(x0, [0-9]*)"' out || fail 'the translation'
  grep -q '"tasks":1,"solved":1,"right":1,"translated":1,"same":1,"hidden":1' out || fail 'the sums'
else
  grep -q 'no model' err || fail "$(cat err)"  # none is installed beside this build
fi
