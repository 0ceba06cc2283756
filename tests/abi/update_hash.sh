#!/usr/bin/env bash
# Stores the ABI number and the hash of the interface headers. See check_hash.sh.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/abi_hash.sh" > "$here/interface.hash"
cat "$here/interface.hash"
