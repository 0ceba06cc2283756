#!/usr/bin/env bash
# Puts offenders into a tiny tree and expects check_sources.sh to name each of them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/base/{include/inkling/base,src} "$tree"/kernel/{include/inkling,src} "$tree"/dsl/{include/inkling/dsl,src} "$tree"/repl/src \
  "$tree"/app/{include/inkling/app,src} "$tree"/serve/{include/inkling/serve,src} "$tree"/jupyter/{include/inkling/jupyter,src} "$tree"/ranks/{include/inkling/ranks,src,mpi} "$tree"/formats/{include/inkling/formats,src} "$tree"/embed/{include/inkling,src} \
  "$tree"/tests/unit "$tree"/plugins/{lists,strings,enumerate,nli/{torch,engine}} "$tree"/nn/{include/inkling/nn,src}
touch "$tree/CMakeLists.txt"
# What the names are taken from: what plugins register, cards of models, the table of operators.
mkdir -p "$tree/models" "$tree/docs"
touch "$tree/models/nli-small.md"
printf '| operator | signature |\n|---|---|\n| `rotate` | `(xs: list a) -> list a` |\n' > "$tree/docs/languages.md"
printf 'inkling_add_plugin(lists PROVIDES domain:lists language:lists)\n' > "$tree/plugins/lists/CMakeLists.txt"
printf 'inkling_add_plugin(enumerate PROVIDES searcher:enumerate)\n' > "$tree/plugins/enumerate/CMakeLists.txt"
printf 'inkling_add_plugin(nli-torch PROVIDES trainer:nli)\n' > "$tree/plugins/nli/torch/CMakeLists.txt"
touch "$tree/plugins/strings/lookalike.hpp" "$tree"/plugins/{lists,strings}/codec.hpp

# Offenders of all rules stand in one tree, and what is allowed in another: each text is a file of its own.
cp -r "$tree" "$tree.clean"
trap 'rm -rf "$tree" "$tree.clean"' EXIT
planted=0
plant() {  # TREE PATH TEXT: sets `file`
  planted=$((planted + 1))
  file=${2/\/a./\/a$planted.}
  printf '#pragma once\n%b\n' "$3" > "$1/$file"
}
expect_clean() { plant "$tree.clean" "$@"; }
offenders=()
expect_broken() {
  plant "$tree" "$@"
  offenders+=("$file")
}

expect_broken tests/unit/a.cpp 'const auto path = testing::TempDir() + "/same";'
expect_clean kernel/include/inkling/a.hpp '#include <vector>\n// boost::dll is not used here, nor <fmt/format.h>'
expect_clean kernel/include/inkling/plugin_entry.hpp '#include <boost/dll/alias.hpp>'
expect_clean kernel/src/a.cpp '#include <fmt/format.h>\n#include <nlohmann/json.hpp>'
expect_clean dsl/src/a.cpp '#include <tao/pegtl.hpp>'
expect_clean plugins/lists/a.cpp '#include "lists.hpp"\n#include <inkling/plugin_entry.hpp>\n#include <inkling/dsl/lists.hpp>'
expect_clean plugins/nli/torch/a.cpp '#include <torch/torch.h>'
expect_clean plugins/nli/engine/a.cu '#include <cuda_runtime.h>\n#include <inkling/nn/lanes.hpp>'
expect_clean nn/src/a.cpp '#include <inkling/nn/lanes.hpp>\n#include <vector>'
expect_broken nn/src/a.cpp '#include <inkling/result.hpp>'
expect_broken nn/include/inkling/nn/a.hpp '#include <fmt/format.h>\nfmt::memory_buffer b;'
expect_broken nn/src/a.cpp '#include <torch/torch.h>'
expect_broken plugins/nli/engine/a.cpp '#include <inkling/result.hpp>'
expect_clean nn/src/a.cpp '#include <inkling/base/files.hpp>'
expect_clean base/src/a.cpp '#include <fcntl.h>\n#include <fstream>\n#include <inkling/base/files.hpp>\nint f = ::open("a", 0);'
expect_broken base/src/a.cpp '#include <inkling/result.hpp>'
expect_broken base/src/a.cpp '#include <fmt/format.h>'
expect_clean formats/src/a.cpp '#include <fmt/format.h>\n#include <inkling/dsl/sexpr.hpp>\n#include <inkling/registry.hpp>'
expect_broken formats/src/a.cpp '#include <inkling/app/answers.hpp>'
expect_broken formats/src/a.cpp '#include <tao/pegtl.hpp>'
expect_broken formats/include/inkling/formats/a.hpp '#include <nlohmann/json.hpp>'
expect_clean embed/src/a.cpp '#include <inkling/app/answers.hpp>\n#include <nlohmann/json.hpp>'
expect_broken embed/src/a.cpp '#include <inkling/dsl/expr.hpp>'
expect_broken embed/include/inkling/a.h '#include <inkling/task.hpp>'
expect_clean serve/src/a.cpp '#include <httplib.h>\n#include <inkling/app/answers.hpp>\n#include <nlohmann/json.hpp>'
expect_clean jupyter/src/a.cpp '#include <xeus/xkernel.hpp>\n#include <inkling/result.hpp>\n#include <nlohmann/json.hpp>'
expect_broken jupyter/src/a.cpp '#include <inkling/app/answers.hpp>'
expect_broken jupyter/include/inkling/jupyter/a.hpp '#include <xeus/xkernel.hpp>'
expect_broken serve/src/a.cpp '#include <inkling/dsl/expr.hpp>'
expect_broken serve/include/inkling/serve/a.hpp '#include <httplib.h>'
expect_broken app/src/a.cpp '#include <httplib.h>'
expect_clean ranks/mpi/a.cpp '#include <mpi.h>\n#include <inkling/ranks/transport.hpp>'
expect_broken ranks/src/a.cpp '#include <mpi.h>'
expect_broken ranks/src/a.cpp '#include <inkling/result.hpp>'
for room in kernel dsl nn formats app embed serve jupyter ranks repl plugins/lists; do
  [[ $room == plugins/* ]] && folder=$room || folder=$room/src
  expect_broken $folder/a.cpp 'std::ofstream out(path);'
  expect_broken $folder/a.cpp 'std::ifstream in(path);'
  expect_broken $folder/a.cpp '#include <fstream>'
  expect_broken $folder/a.cpp 'FILE* f = std::fopen(path, "w");'
  expect_broken $folder/a.cpp 'int fd = ::open(path, O_RDONLY);'
  expect_broken $folder/a.cpp 'std::filesystem::rename(a, b);'
  expect_broken $folder/a.cpp 'out << "\\x1b[31m";'
  expect_clean $folder/a.cpp 'registry.open(path);  // not ::open(path)\nauto model = open_model(path);'
done
expect_clean repl/src/status_line.cpp 'out << "\\x1b[K";'
expect_broken plugins/nli/engine/a.cpp '#include <cuda_runtime.h>'
expect_broken app/src/a.cpp '#include <inkling/nn/lanes.hpp>'
expect_clean app/src/a.cpp '#include <inkling/nn/weights.hpp>'
expect_broken repl/src/a.cpp '#include <inkling/nn/weights.hpp>'
expect_broken repl/src/a.cpp '#include <inkling/nn/peak.hpp>'
expect_clean app/src/a.cpp '#include <inkling/nn/peak.hpp>'
expect_broken app/include/inkling/app/a.hpp '#include <inkling/nn/weights.hpp>'
expect_broken kernel/include/inkling/a.hpp '#include <fmt/format.h>'
expect_broken kernel/include/inkling/a.hpp '#include <boost/dll/alias.hpp>'
expect_broken kernel/include/inkling/a.hpp 'void f(const nlohmann::json&);'
expect_broken kernel/include/inkling/a.hpp 'torch::Tensor t;'
expect_broken dsl/include/inkling/dsl/a.hpp '#include <tao/pegtl.hpp>'
expect_broken kernel/src/a.cpp '#include <inkling/dsl/catalogue.hpp>'
expect_broken kernel/src/a.cpp '#include <inkling/plugin_entry.hpp>'
expect_clean app/src/a.cpp '#include <inkling/solver.hpp>\n#include <fmt/format.h>\n#include <nlohmann/json.hpp>'
expect_broken kernel/src/a.cpp '#include <inkling/app/record.hpp>'
expect_broken plugins/lists/a.cpp '#include <inkling/app/record.hpp>'
expect_broken app/src/a.cpp '#include <inkling/dsl/catalogue.hpp>'
expect_broken app/src/a.cpp '#include "../../plugins/lists/lists.hpp"'
expect_broken app/src/a.cpp '#include <torch/torch.h>'
expect_broken app/include/inkling/app/a.hpp '#include <fmt/format.h>'
expect_broken repl/src/a.cpp '#include <tao/pegtl.hpp>'
expect_broken repl/src/a.cpp '#include "../../plugins/lists/lists.hpp"'
expect_broken repl/src/a.cpp '#include <torch/torch.h>'
expect_broken plugins/lists/a.cpp '#include "../strings/strings.hpp"'
expect_broken plugins/lists/a.cpp '#include "strings/strings.hpp"'
expect_broken plugins/lists/a.cpp '#include "lookalike.hpp"'
expect_broken plugins/lists/a.cpp '#include <lookalike.hpp>'
expect_broken plugins/nli/torch/a.cpp '#include "lookalike.hpp"'
expect_clean plugins/lists/a.cpp '#include "codec.hpp"\n#include <inkling/lookalike.hpp>'
expect_broken plugins/enumerate/a.cpp 'const std::string kTurn = "rotate";'
expect_clean plugins/enumerate/a.cpp 'Rng rng = own.split("rotate", 1);  // not "rotate" of the catalogue'
expect_clean plugins/lists/a.cpp 'const std::string kTurn = "rotate";'
for room in kernel dsl nn; do
  expect_broken $room/src/a.cpp 'auto file = find("nli-small");'
  expect_broken $room/src/a.cpp 'class NliModel;'
  expect_broken $room/src/a.cpp 'if (architecture == "nli") return;'
  expect_broken $room/src/a.cpp 'if (domain == "lists") return;'
  expect_broken $room/src/a.cpp 'auto catalogue = lists_catalogue();'
  expect_broken $room/src/a.cpp 'parse("suite=comp-i");'
  expect_clean $room/src/a.cpp 'auto lists = read(manli, onlineNlite);  // an nli on lists'
done
expect_broken plugins/lists/a.cpp '#include <torch/torch.h>'
expect_broken plugins/lists/a.cpp '#include "libtorch.hpp"'
expect_broken plugins/nli/a.cpp '#include <torch/torch.h>'
expect_broken plugins/nli/a.cpp '#include <cuda_runtime.h>'
expect_broken plugins/enumerate/a.cpp 'auto ops = catalogue.find("concat");'
expect_broken plugins/enumerate/a.cpp 'if (site.call.op->name == "map") return;'
expect_clean app/src/a.cpp '// nli and lists are examples\nconst char* help = ":help lists the commands";'
expect_clean repl/src/examples.hpp 'const char* kGenerate = "inkling generate --domain lists --count 10";'
expect_broken repl/src/examples.hpp 'const char* kTrain = "inkling train nli --domain lists";'
expect_broken repl/src/examples.hpp 'const char* kTasks = "--tasks suite=shift-l";'
expect_broken app/src/a.cpp 'const char* id = "lists";'
expect_broken app/src/a.cpp 'if (id.starts_with("nli")) return;'
expect_broken app/include/inkling/app/a.hpp 'inline const char* kSolver = "nli+gradient";'
expect_broken app/src/a.cpp 'const char* split = "suite=shift-l,part=test";'
expect_broken app/src/a.cpp 'load("nli-small");'
expect_broken repl/src/a.cpp 'session.set_domain("lists");'
expect_broken repl/src/a.cpp 'const char* text = "inkling predict --domain lists";'
expect_broken repl/src/a.cpp 'solver("nli-torch+gradient");'
expect_broken kernel/include/inkling/a.hpp "$(printf 'int a;\n%.0s' {1..160})"

failed=0
if ! "$here/check_sources.sh" "$tree.clean" > "$tree/out"; then
  echo "FAILED: what is allowed was refused:"
  cat "$tree/out"
  failed=1
fi
if "$here/check_sources.sh" "$tree" > "$tree/out"; then echo "FAILED: offenders were accepted"; failed=1; fi
for file in "${offenders[@]}"; do
  grep -qF "$file" "$tree/out" && continue
  echo "FAILED: $file was accepted:"
  cat "$tree/$file"
  failed=1
done
((failed)) || echo "every rule fires"
exit "$failed"
