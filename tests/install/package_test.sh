#!/usr/bin/env bash
# package_test.sh BUILD_FOLDER: makes the Debian packages, looks at what they say and hold, unpacks them into a root of
# their own, and uses what lies there. Nothing is installed; clean_root.sh does that, in a system of its own.
set -euo pipefail
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { printf '%s\n' "-- $*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
unset LD_LIBRARY_PATH INKLING_PLUGIN_PATH

say "make the packages"
(cd "$build" && cpack -B "$work/packages") > "$work/cpack.txt" 2>&1 || { cat "$work/cpack.txt"; fail "cpack"; }
! grep -iE 'warning|error' "$work/cpack.txt" || { cat "$work/cpack.txt"; fail "cpack has something to say"; }
packages=("$work"/packages/*.deb)
names=()
for package in "${packages[@]}"; do
  name=$(dpkg-deb -f "$package" Package)
  names+=("$name")
  dpkg-deb -c "$package" | awk '$1 !~ /^d/ {print $6}' > "$work/$name.files"
  dpkg-deb -f "$package" Depends > "$work/$name.depends"
  say "$name: $(stat -c %s "$package") bytes, $(wc -l < "$work/$name.files") files, needs $(cat "$work/$name.depends")"
done
[[ " ${names[*]} " == *' inkling '* && " ${names[*]} " == *' inkling-dev '* ]] || fail "there are only ${names[*]}"

say "what they need and hold"
needs() { grep -q -- "$2" "$work/$1.depends" || fail "$1 does not need $2"; }
holds() { grep -q -- "$2" "$work/$1.files" || fail "$1 does not hold $2"; }
lacks() { ! grep -- "$2" "$work/$1.files" || fail "$1 holds $2"; }
version=$(dpkg-deb -f "${packages[0]}" Version)
needs inkling 'libc6'
needs inkling 'libstdc++6'
needs inkling 'libfmt9'
! grep -qi torch "$work/inkling.depends" || fail "inkling needs LibTorch"
needs inkling-dev "inkling (= $version)"
needs inkling-dev 'libboost-dev'
for file in usr/bin/inkling libinkling-kernel.so.2 libinkling-c.so.0 plugins-2/enumerate.so share/man/man1/inkling.1 \
    bash-completion/completions/inkling zsh/vendor-completions/_inkling fish/vendor_completions.d/inkling.fish \
    dist-packages/inkling/__init__.py doc/inkling/copyright; do
  holds inkling "$file"
done
lacks inkling '/include/'
lacks inkling '/cmake/'
lacks inkling 'torch[^/]*[.]so'  # what they would be is said in optional/
holds inkling-dev include/inkling/registry.hpp
holds inkling-dev include/inkling/inkling.h
holds inkling-dev inklingConfig.cmake
holds inkling-dev 'libinkling-kernel.so$'
if [[ " ${names[*]} " == *' inkling-nli-torch '* ]]; then
  needs inkling-nli-torch "inkling (= $version)"
  needs inkling-nli-torch 'libtorch'
  holds inkling-nli-torch plugins-2/nli-torch.so
fi
if [[ -e $build/lib/inkling/inkling-serve.so ]]; then
  needs inkling 'libcpp-httplib'
  holds inkling lib/inkling/inkling-serve.so
fi
if [[ -e $build/lib/inkling/inkling-mpi.so ]]; then
  needs inkling-mpi "inkling (= $version)"
  needs inkling-mpi 'libopenmpi'
  holds inkling-mpi lib/inkling/inkling-mpi.so
  lacks inkling inkling-mpi.so
fi
if [[ -e $build/lib/inkling/inkling-jupyter.so ]]; then
  needs inkling-jupyter "inkling (= $version)"
  needs inkling-jupyter 'libxeus'
  holds inkling-jupyter lib/inkling/inkling-jupyter.so
  holds inkling-jupyter usr/share/jupyter/kernels/inkling/kernel.json
  lacks inkling jupyter.so
fi
twice=$(cat "$work"/*.files | sort | uniq -d)
[[ -z $twice ]] || fail "in two packages: $twice"

say "unpack them and use what is there"
root=$work/root
for package in "${packages[@]}"; do dpkg-deb -x "$package" "$root"; done
while read -r file; do
  ! ldd "$file" 2> /dev/null | grep 'not found' || fail "$file lacks a library"
done < <(find "$root/usr/lib" "$root/usr/bin" -type f \( -name '*.so*' -o -name inkling \))
"$here/use_package.sh" "$root"
say "ok"
