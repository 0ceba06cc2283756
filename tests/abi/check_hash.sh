#!/usr/bin/env bash
# Fails when the interface headers changed and the ABI number did not.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
read -r number hash < <("$here/abi_hash.sh")
read -r stored_number stored_hash < "$here/interface.hash"
[[ $hash == "$stored_hash" && $number == "$stored_number" ]] && exit 0
if [[ $number == "$stored_number" ]]; then
  echo "the headers in kernel/include or dsl/include changed, the plugin ABI is still $number."
  echo "A plugin built before would be loaded and crash. After a release: raise INKLING_ABI_MAJOR in CMakeLists.txt"
  echo "(INKLING_ABI_MINOR when something was only added that old plugins do not see)."
  echo "Then, or before the first release instead: run tests/abi/update_hash.sh and commit interface.hash."
else
  echo "the plugin ABI went from $stored_number to $number: run tests/abi/update_hash.sh and commit interface.hash."
fi
exit 1
