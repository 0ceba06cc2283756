#!/usr/bin/env bash
# install_test.sh CMAKE BUILD_FOLDER GENERATOR COMPILER CXX_FLAGS SANITIZERS
# Everything that must be built is built by the caller; this installs, moves, builds the template, uses it.
source "$(dirname "${BASH_SOURCE[0]}")/out_of_tree.sh" "$@"

say "solve with it in a host program"
cp -r "$here/host_project" "$work/host"
build_against_prefix "$work/host" "$work/host-build"
"$work/host-build/host" "$plugins"

say "build the programs that embed it, and run them"
cp -r "$prefix/share/inkling/examples/embed" "$work/embed"
build_against_prefix "$work/embed" "$work/embed-build"
for program in solve solve_in_c; do
  "$work/embed-build/$program" > "$work/$program.txt" || { cat "$work/$program.txt"; fail "examples/embed/$program"; }
  grep -q -F '"turing, alan"' "$work/$program.txt" || { cat "$work/$program.txt"; fail "$program gives the wrong answer"; }
done

# A sanitized library needs its run-time library first, which the interpreter does not bring.
if command -v python3 > /dev/null && [[ -z $sanitize ]]; then
  say "use it from Python"
  module=$(find "$prefix" -path '*/dist-packages/inkling/__init__.py')
  PYTHONPATH=$(dirname "$(dirname "$module")") python3 -B "$here/../unit/embed/module_test.py" 2> "$work/python.txt" ||
    { cat "$work/python.txt"; fail "the installed Python module"; }
fi

if [[ ! -x $inkling ]]; then
  # Only where the program itself is not part of the build.
  [[ -x $build/bin/inkling ]] && fail "bin/inkling was built and not installed"
  say "no inkling program in this build: its commands are not tested"
  exit 0
fi

say "use it from the installed program"
"$inkling" --plugin-dir "$plugins" plugins | tee "$work/plugins.txt"
grep -q 'grid' "$work/plugins.txt" || fail "'inkling plugins' does not list the template"
"$inkling" --plugin-dir "$plugins" selftest grid || fail "'inkling selftest grid'"
answer=$("$inkling" --plugin-dir "$plugins" predict --domain grid \
  '[[1,2],[3,4]] -> [[3,4],[1,2]]' '[[5,5,6],[7,8,9]] -> [[7,8,9],[5,5,6]]' '[[1,0],[0,2]] -> ?')
printf '%s\n' "$answer"
grep -q -F '[[0,2],[1,0]]' <<< "$answer" || fail "'inkling predict' gives the wrong answer"
grep -q -F 'flip(x0)' <<< "$answer" || fail "enumerate does not search the template's language"

say "every installed plugin loads after the move"
"$inkling" doctor > "$work/doctor.txt" || { cat "$work/doctor.txt"; fail "'inkling doctor'"; }
grep -q ' 0 refused' "$work/doctor.txt" || { cat "$work/doctor.txt"; fail "an installed plugin was refused"; }
say "ok"
