#!/usr/bin/env bash
# What is made up is Python; a training of a few steps ends with BLEU; nonsense is refused.
set -euo pipefail
program=$1

"$program" print 400 >"${TMPDIR:-/tmp}/functions.$$.py"
trap 'rm -f "${TMPDIR:-/tmp}/functions.$$.py"' EXIT
python3 - "${TMPDIR:-/tmp}/functions.$$.py" <<'PY'
import ast, sys
tree = ast.parse(open(sys.argv[1]).read())
assert len(tree.body) == 400, len(tree.body)
for function in tree.body:
    named = {a.arg for a in function.args.args} | {"sum", "max", "min", "sorted", "set", "len", "next", "mean", "Counter",
                                                  "abs", "round", "str", "int", "open", "ValueError"}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            named.add(node.id)
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            assert node.id in named, f"{node.id} is not known in {ast.unparse(function)}"
PY

small=steps=3,batch=4,evaluate_every=3,evaluate_tasks=4,width=8,heads=2,hidden=8,layers=1,decoder_layers=1
for kind in "robustfill $small,core=lstm" "latent-programmer $small"; do
  read -r architecture settings <<<"$kind"
  output=$("$program" "$architecture" "$settings" --tasks 2)
  grep -q 'beam 100: BLEU .* of 2$' <<<"$output" || { echo "$kind: $output"; exit 1; }
done

for nonsense in "" "robustfil steps=3" "robustfill width=7" "robustfill --tasks many" "print 0"; do
  # shellcheck disable=SC2086
  if "$program" $nonsense >/dev/null 2>&1; then
    echo "'$nonsense' was taken"
    exit 1
  fi
done
