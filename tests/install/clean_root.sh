#!/usr/bin/env bash
# clean_root.sh FOLDER PACKAGE.deb ..: installs the packages with apt in a bare Debian 12 of its own and uses them there,
# headers included. Needs root, debootstrap and the network; FOLDER is made where it is not there, and kept.
set -euo pipefail
root=$1
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[[ -x $root/usr/bin/apt-get ]] || debootstrap --variant=minbase bookworm "$root"
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }
mkdir -p "$root/packages"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
rm -rf "$root"/packages/*
cp "$@" "$here/use_package.sh" "$root/packages/"
inside apt-get -qq -y update > /dev/null
inside apt-get -qq -y remove inkling > /dev/null 2>&1 || true  # of an earlier time
before=$(inside dpkg-query -W -f '${Package}\n' | wc -l)
inside bash -c 'apt-get -qq -y --no-install-recommends install /packages/*.deb python3' > "$root/packages/apt.txt" 2>&1 ||
  { tail -30 "$root/packages/apt.txt"; exit 1; }
echo "-- installed, with $(($(inside dpkg-query -W -f '${Package}\n' | wc -l) - before)) packages"
inside bash /packages/use_package.sh ''
echo "-- used"
inside apt-get -qq -y --no-install-recommends install g++ cmake make > /dev/null 2>&1
inside bash -c 'cmake -S /usr/share/inkling/examples/embed -B /packages/build > /packages/build.txt && cmake --build /packages/build >> /packages/build.txt &&
  /packages/build/solve && /packages/build/solve_in_c > /dev/null'
echo "-- built against"
inside apt-get -qq -y remove inkling > /dev/null
[[ ! -e $root/usr/bin/inkling && ! -e $root/usr/lib/inkling ]] || { echo "FAILED: removing leaves files behind"; exit 1; }
echo "-- removed: ok"
