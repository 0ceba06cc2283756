#!/usr/bin/env bash
# check_sources.sh ROOT: the dependency rules between inkling's parts. Prints every line that breaks one.
set -uo pipefail
shopt -s lastpipe  # forbid() sets `broken` at the end of a pipeline
cd "${1:?usage: check_sources.sh ROOT}"
broken=0

# sources FOLDER..: the C++ and CUDA files below those of the folders that exist.
sources() {
  local folder
  for folder in "$@"; do
    [[ -d $folder ]] && find "$folder" -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' -o -name '*.cu' \
      -o -name '*.cuh' \) -not -path '*/build/*'
  done | LC_ALL=C sort
}
# forbid RULE PATTERN [ALLOWED]: no file on stdin has a line that matches PATTERN, comments apart. ALLOWED matches
# "file:line:text" of the exceptions.
forbid() {
  local rule=$1 pattern=$2 allowed=${3:-'^$'} files hits
  mapfile -t files
  ((${#files[@]})) || return
  hits=$(grep -lE "$pattern" "${files[@]}" | while read -r file; do
    sed 's,//.*$,,' "$file" | grep -nE "$pattern" | sed "s,^,$file:,"
  done | grep -vE "$allowed")
  [[ -z $hits ]] && return
  printf 'rule broken: %s\n%s\n' "$rule" "$hits"
  broken=1
}

# headers FOLDER..: the names of the headers below the folders.
headers() { sources "$@" | grep -E '\.(hpp|h|cuh)$' | sed 's,.*/,,' | LC_ALL=C sort -u; }
# provided KIND: what the plugins register of that kind; registering KIND: the folders of those that do.
provided() { grep -rhoE "\b$1:[a-z0-9_.-]+" plugins --include=CMakeLists.txt | sed 's/.*://' | LC_ALL=C sort -u; }
registering() { grep -rlE "\b$1:[a-z]" plugins --include=CMakeLists.txt | sed 's,/CMakeLists.txt,,' | LC_ALL=C sort -u; }

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]'
third_party="${include}(fmt|boost|tao|nlohmann|torch|c10|ATen|cuda|CLI)[/.]|\\b(fmt|boost|pegtl|nlohmann|torch|c10|at)::|\\btao::"
torch="${include}((torch|c10|ATen)/|libtorch\\.hpp)"
cuda="${include}(cuda_(runtime|bf16|fp16)|cuda(\\.h|/)|cublas|curand|cooperative_groups)"

sources kernel/include | forbid "kernel/include shows no type of fmt, Boost, PEGTL, JSON, LibTorch or CUDA" \
  "$third_party" '^kernel/include/inkling/plugin_entry\.hpp:[0-9]+:#include <boost/dll/alias\.hpp>$'
sources dsl/include | forbid "dsl/include shows no type of fmt, Boost, PEGTL, JSON, LibTorch or CUDA" "$third_party"
sources kernel | forbid "the kernel knows neither the languages nor the program" \
  "${include}(inkling/dsl/|inkling/app/|.*plugins/|.*repl/)"
sources dsl | forbid "dsl knows the kernel only" "${include}(inkling/app/|.*plugins/|.*repl/|boost/|CLI/)"
sources kernel formats plugins app embed serve jupyter repl | forbid "PEGTL only in dsl/src" "${include}tao/|\\bpegtl\\b|\\btao::"
sources kernel plugins dsl | forbid "plugin_entry.hpp is for the registration file of a plugin" \
  "${include}inkling/plugin_entry\\.hpp" '^plugins/'
sources app | forbid "app knows the kernel only, and no screen" \
  "${include}(inkling/dsl/|.*plugins/|.*repl/|inkling/plugin_entry|CLI/|boost/|sys/ioctl)|$torch|$cuda"
sources app/include | forbid "app/include shows no type of fmt, Boost, PEGTL, JSON, LibTorch or CUDA" "$third_party"
sources formats/include | forbid "formats/include shows no type of fmt, Boost, PEGTL, JSON, LibTorch or CUDA" "$third_party"
sources formats | forbid "formats knows kernel and dsl only" \
  "${include}(inkling/app/|inkling/nn/|.*plugins/|.*repl/|inkling/plugin_entry|CLI/|boost/)|$torch|$cuda"
sources embed/include | forbid "embed/include is plain C" "$third_party|${include}inkling/[a-z_]+\.hpp|std::"
sources embed | forbid "embed knows app and the kernel only" \
  "${include}(inkling/dsl/|inkling/nn/|.*plugins/|.*repl/|inkling/plugin_entry|CLI/|boost/)|$torch|$cuda"
sources serve/include | forbid "serve/include shows no type of fmt, Boost, PEGTL, JSON, HTTP, LibTorch or CUDA" "$third_party|${include}httplib"
sources serve | forbid "serve knows app and the kernel only" \
  "${include}(inkling/dsl/|inkling/nn/|.*plugins/|.*repl/|inkling/plugin_entry|CLI/|boost/)|$torch|$cuda"
sources base kernel dsl nn formats app embed repl plugins | forbid "HTTP is for serve" "${include}httplib"
jupyter="${include}(xeus/|zmq)"
sources jupyter/include | forbid "jupyter/include shows no type of fmt, Boost, PEGTL, JSON, xeus, LibTorch or CUDA" "$third_party|$jupyter"
sources jupyter | forbid "jupyter knows the kernel only" \
  "${include}(inkling/app/|inkling/dsl/|inkling/nn/|.*plugins/|.*repl/|inkling/plugin_entry|CLI/|boost/)|$torch|$cuda"
sources base kernel dsl nn formats app embed serve ranks repl plugins | forbid "Jupyter's messages are for jupyter" "$jupyter"
sources ranks | forbid "ranks knows the standard library, POSIX and MPI only" "${include}(inkling/|.*plugins/)|$third_party" \
  'include <inkling/ranks/'
sources ranks/include ranks/src base kernel dsl nn formats app embed serve jupyter repl plugins | forbid "MPI is for ranks/mpi" "${include}mpi\\.h"
sources plugins | forbid "no plugin knows app" "${include}inkling/(app|serve|jupyter)/"
sources repl | forbid "repl includes no plugin header, no LibTorch, no CUDA" \
  "${include}.*plugins/|${include}inkling/plugin_entry|$torch|$cuda"

# A plugin never includes another plugin: neither by a path, nor by a bare name that only the other one has.
for folder in plugins/*/; do
  plugin=$(basename "$folder")
  others=$(for other in plugins/*/; do basename "$other"; done | grep -vx "$plugin" | grep -vx common | paste -sd '|')
  [[ -z $others ]] && continue
  sources "$folder" | forbid "plugin $plugin includes no other plugin" \
    "${include}((\\.\\./)+|(.*/)?plugins/)($others)/|${include}($others)/"
  own=$(headers "$folder" plugins/common)
  foreign=$(for other in plugins/*/; do [[ $other == "$folder" ]] || headers "$other"; done | sort -u |
    grep -vxF "${own:-/}" | sed 's/\./\\./g' | paste -sd '|')
  [[ -z $foreign ]] && continue
  sources "$folder" | forbid "plugin $plugin includes no header of another plugin" "${include}(.*/)?($foreign)[>\"]" \
    'include <inkling/'
done

# What a searcher can do with an operator stands in the catalogue: witnesses, roles, kernels. The operators' names are
# those of the tables in docs/languages.md, which a test compares with the catalogues.
searchers=$(registering searcher)
# shellcheck disable=SC2086
sources $searchers | forbid "a searcher knows no operator by its name" '\bfind(_infix)?\(\"|->name == \"|\.name == \"'
if [[ -f docs/languages.md ]]; then
  operators=$(sed -n 's/^| `\([A-Za-z_][A-Za-z0-9_]*\)` | `(.*/\1/p' docs/languages.md | sort -u | paste -sd '|')
  # shellcheck disable=SC2086
  [[ -z $operators ]] || sources $searchers | forbid "a searcher knows no operator by its name" "\"($operators)\"" \
    '\.split\("'  # streams of random numbers have names, too
fi

# The shared parts know no model, architecture, suite or domain by its name: what there is, plugins register and files
# say. Help shows examples of domains that ship: they stand in one header that nothing else reads.
nameless=(kernel dsl nn app embed serve jupyter ranks repl)
examples='^repl/src/examples\.hpp:'
suites='shift-l|shift-p|comp-i|deepcoder|pccoder|robustfill|exedec|lambdabeam|sygus'
models=$(for card in models/*.md; do [[ -f $card ]] && basename "$card" .md; done | paste -sd '|')
architectures=$(provided trainer | sed 's/.*/&\n\u&\n\U&/' | paste -sd '|')
domains=$(provided domain | grep .. | paste -sd '|')  # a single letter says nothing
sources "${nameless[@]}" | forbid "${nameless[*]} name no suite" "\\b(${suites})\\b"
[[ -z $models ]] || sources "${nameless[@]}" | forbid "${nameless[*]} name no model" "\\b(${models})\\b"
[[ -z $architectures ]] || sources "${nameless[@]}" | forbid "${nameless[*]} name no architecture" \
  "(^|[^A-Za-z])(${architectures})([^a-z]|$)"
[[ -z $domains ]] || sources "${nameless[@]}" | forbid "${nameless[*]} name no domain" \
  "\"(${domains})\"|[-: ]domain (${domains})\\b|\\b(${domains})(::|_catalogue|_domain|_language)" "$examples"

# Tests of one program run at the same time: a file name that two of them share is a race.
sources tests | forbid "a test's files stand in a folder of its own (support/scratch_folder.hpp)" \
  '\bTempDir\(|\btemp_directory_path\(|\btmpnam\(' '^tests/support/scratch_folder\.hpp:'

# LibTorch where models are trained or wrapped; CUDA in the fused engine.
sources kernel dsl app repl plugins | forbid "LibTorch only in the torch/ rooms of plugins" "$torch" '^plugins/[a-z0-9_-]+/torch/'
sources kernel dsl app repl nn plugins | forbid "CUDA only under nn/ and in the .cu files of plugins" "$cuda" \
  '^(nn/|plugins/[^:]*\.cu:)'
sources nn plugins/*/engine | forbid "nn and the engines on it know the standard library, base, nn and CUDA only" \
  "${include}(inkling/|.*plugins/)|$torch|\\b(fmt|boost|pegtl|nlohmann|torch|c10|at)::" 'include <inkling/(nn|base)/'
sources base | forbid "base knows the standard library and POSIX only" "${include}(inkling/|.*plugins/)|$third_party" \
  'include <inkling/base/'
# One way of reading and writing files, so that none is lost or read without bound: see base/files.hpp.
sources kernel dsl nn formats app embed serve jupyter ranks repl plugins | forbid "files are read and written by base alone" \
  "\\b(std::)?(basic_)?[io]?f(stream|ilebuf)\\b|\\b(std::)?f(re)?open\\(|(^|[^A-Za-z_])::(open|openat|creat|rename|truncate)\\(|\\b(fs|filesystem)::(rename|copy_file)\\(|\\btorch::(save|load)\\("
# One way to a screen, so that text from outside cannot command it: see base/screen.hpp.
sources kernel dsl nn formats app embed serve jupyter ranks repl plugins | forbid "commands to the terminal are for the status line alone" \
  '\\(x1[bB]|033|e\[)' '^repl/src/status_line\.cpp:'
# app says what the machine can do, which nn measures, and what weights say of themselves.
sources kernel dsl app repl | forbid "nn is for plugins" "${include}inkling/nn/" '^app/src/.*inkling/nn/(dictionary|isa|peak|weights)\.hpp>'
if grep -rnE 'find_package\((Torch|CUDAToolkit)|enable_language\(CUDA' CMakeLists.txt kernel dsl app repl \
    --include=CMakeLists.txt; then
  echo "rule broken: LibTorch and CUDA are looked for by the plugins that use them only"
  broken=1
fi

# Contracts are read by people.
while read -r header; do
  lines=$(wc -l < "$header")
  if ((lines > 150)); then
    echo "rule broken: $header has $lines lines; a header of kernel/include has at most 150"
    broken=1
  fi
  grep -q '^#pragma once$' "$header" || { echo "rule broken: $header lacks #pragma once"; broken=1; }
done < <(sources kernel/include)

((broken)) || echo "all dependency rules hold"
exit "$broken"
