#!/bin/bash
# Runs a session through inkling and compares what it prints with the .out file beside it.
# usage: run_session.sh [--update] INKLING SESSION.ink [EXPECTED.out]
set -u
update=no
if [ "${1:-}" = --update ]; then
  update=yes
  shift
fi
inkling=$(realpath "$1")
session=$(realpath "$2")
expected=${3:-${session%.ink}.out}
expected=$(realpath -m "$expected")
data=$(realpath "$(dirname "$0")/data")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
cp -r "$data" data
cp "$session" session.ink
# Nothing of the person who runs the tests may leak in: no history, start-up file or extra plugins.
export HOME="$work" XDG_STATE_HOME="$work" XDG_CONFIG_HOME="$work" INKLING_PLUGIN_PATH= TERM=dumb
# The sessions are about these plugins; another one beside them must not change a transcript.
dir=$("$inkling" --no-init doctor | sed -n 's/^default dir *//p')
plugins=()
names=(lists strings enumerate substring random)
grep -q nli "$session" && names+=(sequences descend nli)
grep -q patterns "$session" && names+=(patterns)
grep -q karel "$session" && names+=(karel statements)
grep -q "domain c\$" "$session" && names+=(c statements)
grep -q hnps "$session" && names+=(hnps)
for name in "${names[@]}"; do plugins+=(--plugin "$dir/$name.so"); done
"$inkling" --no-default-plugins "${plugins[@]}" --no-time --no-init --color never -c ":replay session.ink" >actual 2>&1 </dev/null
sed -i "s|$work|WORK|g" actual
if [ $update = yes ]; then
  cp actual "$expected"
  exit 0
fi
diff -u "$expected" actual || {
  echo "the session prints something else; if that is right: tests/golden/update.sh $inkling"
  exit 1
}
