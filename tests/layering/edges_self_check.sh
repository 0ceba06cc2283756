#!/usr/bin/env bash
# edges_self_check.sh CMAKE: puts one offender after the other into a tiny tree and expects check_edges.sh to name it.
set -euo pipefail
cmake=${1:?usage: edges_self_check.sh CMAKE}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
# folder:target, in the order of the real tree.
parts=(base:inkling-base kernel:inkling-kernel dsl:inkling-dsl nn:inkling-nn plugins/common:latent plugins/common/torch:inkling-torch
  plugins/lists:lists-parts plugins/strings:strings-parts plugins/nli:nli-parts plugins/nli/torch:nli-torch-parts
  app:inkling-app serve:inkling-serve repl:inkling-repl tests:everything)
{
  echo 'cmake_minimum_required(VERSION 3.20)'
  echo 'project(tiny LANGUAGES NONE)'
  for part in "${parts[@]}"; do echo "add_subdirectory(${part%%:*})"; done
  echo "include(\"$here/edges.cmake\")"
  echo 'inkling_write_edges("${CMAKE_BINARY_DIR}/edges.txt")'
} > "$tree/CMakeLists.txt"
plain() {
  local part
  for part in "${parts[@]}"; do
    mkdir -p "$tree/${part%%:*}"
    echo "add_library(${part##*:} INTERFACE a.cpp)" > "$tree/${part%%:*}/CMakeLists.txt"
    touch "$tree/${part%%:*}/a.cpp"
  done
  echo 'add_library(inkling::kernel ALIAS inkling-kernel)' >> "$tree/kernel/CMakeLists.txt"
}
failed=0
check() {  # FOLDER LINE: with the line in that folder; leaves what check_edges.sh says in out
  plain
  echo "$2" >> "$tree/$1/CMakeLists.txt"
  "$cmake" -S "$tree" -B "$tree/build" > "$tree/log" 2>&1 || { cat "$tree/log"; exit 1; }
  "$here/check_edges.sh" "$tree/build/edges.txt" > "$tree/out"
}
expect_clean() { check "$@" || { echo "FAILED: '$2' in $1 was refused:"; cat "$tree/out"; failed=1; }; }
expect_broken() {
  if check "$@"; then echo "FAILED: '$2' in $1 was accepted"; failed=1
  elif ! grep -q "($1)" "$tree/out"; then echo "FAILED: the message does not name $1:"; cat "$tree/out"; failed=1; fi
}

expect_clean plugins/lists 'target_link_libraries(lists-parts INTERFACE inkling::kernel inkling-dsl latent fmt::fmt)'
expect_clean plugins/nli/torch 'target_link_libraries(nli-torch-parts INTERFACE nli-parts inkling-torch)'
for part in kernel:inkling-kernel nn:inkling-nn app:inkling-app plugins/lists:lists-parts; do
  expect_clean "${part%%:*}" "target_link_libraries(${part##*:} INTERFACE inkling-base)"
done
expect_broken base 'target_link_libraries(inkling-base INTERFACE inkling-nn)'
expect_broken base 'target_link_libraries(inkling-base INTERFACE inkling-kernel)'
expect_clean plugins/nli 'target_sources(nli-parts INTERFACE ../../tests/a.cpp)'
expect_clean plugins/nli 'target_link_libraries(nli-parts INTERFACE CUDA::cudart)
target_sources(nli-parts INTERFACE a.cu)'
expect_clean tests 'target_link_libraries(everything INTERFACE lists-parts nli-torch-parts inkling-repl)'
expect_broken plugins/lists 'target_link_libraries(lists-parts INTERFACE strings-parts)'
expect_broken plugins/lists 'target_link_libraries(lists-parts INTERFACE $<LINK_ONLY:strings-parts>)'
expect_broken plugins/lists 'target_include_directories(lists-parts INTERFACE ../strings)'
expect_broken plugins/lists 'target_include_directories(lists-parts INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/plugins/strings>)'
expect_broken plugins/lists 'target_sources(lists-parts INTERFACE ../strings/a.cpp)'
expect_broken plugins/nli/torch 'target_link_libraries(nli-torch-parts INTERFACE lists-parts)'
expect_broken plugins/common 'target_link_libraries(latent INTERFACE lists-parts)'
expect_broken plugins/lists 'target_link_libraries(lists-parts INTERFACE inkling-app)'
expect_broken plugins/lists 'target_link_libraries(lists-parts INTERFACE inkling-torch)'
expect_broken plugins/lists 'target_link_libraries(lists-parts INTERFACE torch)'
expect_broken plugins/nli 'target_link_libraries(nli-parts INTERFACE nli-torch-parts)'
expect_broken plugins/lists 'target_link_libraries(lists-parts INTERFACE CUDA::cudart)'
expect_broken kernel 'target_link_libraries(inkling-kernel INTERFACE inkling-dsl)'
expect_broken dsl 'target_link_libraries(inkling-dsl INTERFACE inkling-nn)'
expect_broken nn 'target_link_libraries(inkling-nn INTERFACE inkling-kernel)'
expect_broken app 'target_link_libraries(inkling-app INTERFACE lists-parts)'
expect_broken repl 'target_link_libraries(inkling-repl INTERFACE lists-parts)'
expect_clean repl 'target_link_libraries(inkling-repl INTERFACE inkling-serve)'
expect_broken serve 'target_link_libraries(inkling-serve INTERFACE inkling-dsl)'
expect_broken app 'target_link_libraries(inkling-app INTERFACE inkling-serve)'
((failed)) || echo "every rule fires"
exit "$failed"
