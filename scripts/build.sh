# Sourced by run, test and bench: where things are, and how they are built. Progress goes to
# standard error, so that the output of what is started afterwards stays clean.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build="$root/build/release"

# fresh STAMP DIR...: whether nothing under the folders has changed since the stamp was made. A
# folder's own time tells of added and removed files.
fresh() {
  local stamp=$1
  shift
  [ -e "$stamp" ] && [ -z "$(cd "$root" && find "$@" -newer "$stamp" -print -quit)" ]
}

# build_targets NAME "SOURCES" TARGET...: sets up, configures and builds the targets, unless the
# stamp of this name says that nothing has changed. One build at a time in one folder.
build_targets() {
  local name=$1 sources=$2 stamp="$build/.$1-built"
  shift 2
  # shellcheck disable=SC2086 # a list of folders
  if fresh "$stamp" $sources; then return; fi
  mkdir -p "$build"
  (
    flock 9
    : >"$stamp.new" # what changes while building counts as newer
    "$root/scripts/setup"
    if [ ! -e "$build/build.ninja" ]; then
      echo "inkling: building into build/release; the first time takes a few minutes" >&2
      (cd "$root" && cmake --preset release) >&2
    fi
    cmake --build "$build" --target "$@" >&2
    mv "$stamp.new" "$stamp"
  ) 9>"$build/.lock"
}
