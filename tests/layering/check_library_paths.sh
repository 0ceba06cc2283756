#!/usr/bin/env bash
# check_library_paths.sh FOLDER..: every program and library in the folders names only absolute places, and places
# beside itself ($ORIGIN), in its RUNPATH. The loader reads an empty element as the current folder, so that a file
# lying there by accident or malice would be loaded.
set -euo pipefail
(($# > 0)) || { echo "usage: check_library_paths.sh FOLDER.." >&2; exit 2; }
checked=0
broken=0
while IFS= read -r -d '' file; do
  [[ $(head -c 4 "$file" | tr -d '\0') == $'\x7fELF' ]] || continue
  checked=$((checked + 1))
  path=$(readelf -d "$file" 2>/dev/null | sed -n 's/.*(R\(UN\)\?PATH).*\[\(.*\)\]$/\2/p')
  [[ -n $path ]] || continue
  while IFS= read -r element; do
    [[ $element == /* || $element == '$ORIGIN' || $element == '$ORIGIN/'* ]] && continue
    echo "rule broken: $file looks for libraries in '$element' (its RUNPATH is '$path')"
    broken=1
    break
  done < <(printf '%s\n' "${path//:/$'\n'}")
done < <(find "$@" -type f \( -name '*.so*' -o -perm /111 \) -not -path '*/CMakeFiles/*' -print0)
((checked > 0)) || { echo "there is no program or library in $*: build first"; exit 1; }
((broken)) || echo "$checked files name absolute places and their own only"
exit "$broken"
