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

# What setup installs: `scripts/test` wants LibTorch as well.
setup_arguments=(--run)
# INKLING_WITH_TORCH of a build folder that is made now, and with `require_torch` of one that is
# there. A build that has LibTorch keeps it.
with_torch=OFF
require_torch() {
  setup_arguments=()
  with_torch=${INKLING_WITH_TORCH:-AUTO}
}

configure() {
  if [ -e "$build/build.ninja" ]; then
    [ "$with_torch" != OFF ] || return 0
    ! grep -q "^INKLING_WITH_TORCH:STRING=$with_torch\$" "$build/CMakeCache.txt" || return 0
  else
    echo "inkling: building into build/release; the first time takes a few minutes" >&2
  fi
  (cd "$root" && cmake --preset release -DINKLING_WITH_TORCH="$with_torch") >&2
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
    "$root/scripts/setup" "${setup_arguments[@]}"
    configure
    cmake --build "$build" --target "$@" >&2
    mv "$stamp.new" "$stamp"
  ) 9>"$build/.lock"
}
