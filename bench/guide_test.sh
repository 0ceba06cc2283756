#!/usr/bin/env bash
# guide_test.sh INKLING_GUIDE: what is measured of a guide, on tasks that are solved at once, and the table of it.
set -euo pipefail
guide=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $1" >&2; exit 1; }

for solver in 'enumerate(patience=0)' 'enumerate+oracle(patience=0,guide_after=0,guide_share=1)'; do
  "$guide" run lists "$solver" max_statements=1,dialect=deepcoder --tasks 3 --evaluations 50000
done >one.jsonl
[ "$(grep -c '"fits":true' one.jsonl)" -eq 6 ] || fail 'six tasks of one statement'
"$guide" run strings 'substring+oracle(guide_after=0)' suite=moves,max_expressions=1 --tasks 2 --evaluations 300000 >texts.jsonl
[ "$(grep -c '"fits":true' texts.jsonl)" -eq 2 ] || fail 'two tasks of texts'
echo '{"id":"t","domain":"lists","examples":[{"inputs":[[3,1,2]],"output":[1,2,3]},{"inputs":[[9,4]],"output":[4,9]}]}' >tasks.jsonl
"$guide" file tasks.jsonl 'enumerate(patience=0)' --evaluations 50000 >file.jsonl
grep -q '"task":"t".*"fits":true.*"found":"sort(x0)"' file.jsonl || fail 'the task of a file'
# Of five tasks four are solved: within 10, 20, 30 and 40 evaluations.
for n in 10 40 20 30 99; do
  fits=true; [ "$n" = 99 ] && fits=false
  echo "{\"solver\":\"made-up\",\"params\":\"p\",\"fits\":$fits,\"right\":$fits,\"evaluations\":$n,\"seconds\":0.5}"
done >two.jsonl
"$guide" table one.jsonl two.jsonl >table
grep -qF '| p | `made-up` | 4 of 5 | 4 | 10, 0.5 s | 20, 0.5 s | 30, 0.5 s | 40, 0.5 s |' table || fail "the table: $(cat table)"
! "$guide" run lists enumerate operators=some 2>err || fail 'no such operators'
! "$guide" run lists 2>err || fail 'no parameters'
grep -q 'usage: inkling-guide' err || fail 'usage'
