# Sourced, with the arguments CMAKE BUILD_FOLDER GENERATOR COMPILER CXX_FLAGS SANITIZERS: installs what is built, moves
# the prefix, and builds the template against it as an outsider would. Leaves behind: say, fail, build_against_prefix;
# work (a folder that is removed at the end), prefix, inkling (the program, which may not be there), plugins (the
# template's).
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

inkling=$prefix/bin/inkling
