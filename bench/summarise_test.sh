#!/usr/bin/env bash
# summarise_test.sh PROGRAM: the table that inkling-summarise makes of known records.
set -euo pipefail
program=$1

records='{"id":"a","solver":"s","status":"solved","program":"sort(x0)","correct":[true,false],"seconds":0.5}
{"id":"b","solver":"s","status":"solved","program":"x0","correct":[true],"seconds":1.5}
{"id":"c","solver":"s","status":"partial","program":"1","correct":[null],"seconds":9}
{"id":"d","solver":"s","status":"error","program":null,"correct":[false],"seconds":0}
{"id":"a","solver":"r","status":"timeout","program":null,"correct":[],"seconds":2}'
expected='| f | r | 1 | 0 (0.0 %) | - | - | - | 0 |
| f | s | 4 | 2 (50.0 %) | 2 (50.0 %) | 1.000 | 5 | 1 |'

diff <(echo "$expected") <("$program" f <<<"$records")
columns() { head -n 1 | tr -cd '|' | wc -c; }
[ "$("$program" --header | columns)" = "$(echo "$expected" | columns)" ]
if "$program" f <<<'{"id":1}' 2>/dev/null; then
  echo "a line that is not a record was accepted"
  exit 1
fi
echo "ok"
