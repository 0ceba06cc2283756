#!/usr/bin/env bash
# use_package.sh ROOT: what a person does with the packages that lie in this root ("" is that of the system).
set -euo pipefail
root=$1
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
inkling=$root/usr/bin/inkling

answer=$("$inkling" predict --domain strings 'ada lovelace -> A.L.' 'grace hopper -> G.H.' 'alan turing -> ?')
grep -qF '"A.T."' <<< "$answer" || fail "predict: $answer"
"$inkling" doctor > "$work/doctor" || { cat "$work/doctor"; fail "doctor"; }
grep -q ' 0 refused' "$work/doctor" || { cat "$work/doctor"; fail "a plugin was refused"; }
"$inkling" solve "$root/usr/share/inkling/examples/sygus/old_spelling.sl" | grep -qF 'define-fun area' || fail "solve"
answer=$("$inkling" predict --domain sequences --solver nli 2> /dev/null \
  '[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2] -> [2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,-1]' \
  '[9,8,7,6,5,4,3,2,1,9,8,7,6,5,4,3,2,1,9,8] -> ?') || fail "the models are not found"
grep -qF '[8,7,6,5' <<< "$answer" || fail "the models are not found: $answer"
grep -q '^_inkling()' "$root/usr/share/bash-completion/completions/inkling" || fail "completion"
grep -q '^.TH INKLING 1' "$root/usr/share/man/man1/inkling.1" || fail "manual"
spec=$root/usr/share/jupyter/kernels/inkling/kernel.json
if [[ -e $spec ]]; then
  grep -qF '"inkling", "jupyter", "run"' "$spec" || fail "the kernel of Jupyter: $(cat "$spec")"
  answer=$("$inkling" jupyter run "$work/none" 2>&1) && fail "a kernel without a connection"
  grep -qF 'cannot read the connection file' <<< "$answer" || fail "the kernel of Jupyter: $answer"
  "$inkling" jupyter install --prefix "$work/here" > /dev/null || fail "jupyter install"
  grep -qF "$inkling" "$work/here/share/jupyter/kernels/inkling/kernel.json" || fail "jupyter install: the program"
fi
if command -v python3 > /dev/null; then
  PYTHONPATH=$root/usr/lib/python3/dist-packages python3 -B -c '
import inkling
answer = inkling.solve([("ada lovelace", "lovelace"), ("alan turing", "turing")], ["grace hopper"])
assert answer.predictions == ["hopper"], answer' || fail "the Python module"
fi
