#!/usr/bin/env bash
# Prints "<major>.<minor> <hash>": the plugin ABI number and a hash of the headers that a plugin compiles against,
# without comments and layout.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
number() { sed -n "s/^set(INKLING_ABI_$1 \([0-9]*\))$/\1/p" "$root/CMakeLists.txt"; }
cd "$root"
hash=$(find kernel/include dsl/include -name '*.hpp' | LC_ALL=C sort | while read -r header; do
  echo "$header"
  # Comments are // only (house style); a change of layout or order of blanks is no change.
  sed -e 's,//.*$,,' "$header" | tr -d '[:space:]'
  echo
done | sha256sum | cut -d' ' -f1)
echo "$(number MAJOR).$(number MINOR) $hash"
