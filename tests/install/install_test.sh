#!/usr/bin/env bash
# install_test.sh CMAKE BUILD_FOLDER GENERATOR COMPILER CXX_FLAGS SANITIZERS
# Everything that must be built is built by the caller; this installs, moves, builds the template, uses it.
source "$(dirname "${BASH_SOURCE[0]}")/out_of_tree.sh" "$@"

say "solve with it in a host program"
cp -r "$here/host_project" "$work/host"
build_against_prefix "$work/host" "$work/host-build"
"$work/host-build/host" "$plugins"

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
