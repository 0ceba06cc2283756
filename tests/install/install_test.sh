#!/usr/bin/env bash
# install_test.sh CMAKE BUILD_FOLDER GENERATOR COMPILER CXX_FLAGS SANITIZERS
# Everything that must be built is built by the caller; this installs, moves, builds the template, uses it.
set -euo pipefail
cmake=$1 build=$2 generator=$3 compiler=$4 flags=$5 sanitize=$6
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[[ -n $sanitize ]] && flags="$flags -fsanitize=$sanitize"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { printf '%s\n' "-- $*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
# Neither the build tree nor a plugin path of the caller may help.
unset LD_LIBRARY_PATH INKLING_PLUGIN_PATH

say "install, then move the prefix"
"$cmake" --install "$build" --prefix "$work/first" > "$work/install.log" || { cat "$work/install.log"; exit 1; }
mv "$work/first" "$work/moved"
prefix=$work/moved
if grep -rl "$work/first" "$prefix/lib" --include='*.cmake'; then fail "the package names the old prefix"; fi

say "no installed file looks for libraries in the current folder"
bash "$here/../layering/check_library_paths.sh" "$prefix" || fail "a library path of an installed file"

build_against_prefix() {  # SOURCE BINARY
  "$cmake" -G "$generator" -S "$1" -B "$2" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_CXX_FLAGS="$flags" > "$2.log" 2>&1 && "$cmake" --build "$2" >> "$2.log" 2>&1 ||
    { cat "$2.log"; fail "$1 does not build against the installed package"; }
}

say "build the template outside the tree"
cp -r "$prefix/share/inkling/examples/plugin_template" "$work/template"
build_against_prefix "$work/template" "$work/template-build"
plugins=$work/template-build/plugins
[[ -f $plugins/grid.so && -f $plugins/grid.json ]] || fail "grid.so or grid.json is missing in $plugins"

say "solve with it in a host program"
cp -r "$here/host_project" "$work/host"
build_against_prefix "$work/host" "$work/host-build"
"$work/host-build/host" "$plugins"

inkling=$prefix/bin/inkling
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
