#!/usr/bin/env bash
# Puts one offender after the other into a tiny tree and expects check_sources.sh to name it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/kernel/{include/inkling,src} "$tree"/dsl/{include/inkling/dsl,src} "$tree"/repl/src \
  "$tree"/app/{include/inkling/app,src} \
  "$tree"/plugins/{lists,strings,enumerate,nli/{torch,engine}} "$tree"/nn/{include/inkling/nn,src}
touch "$tree/CMakeLists.txt"
failed=0

expect_clean() {  # PATH TEXT
  printf '#pragma once\n%b\n' "$2" > "$tree/$1"
  "$here/check_sources.sh" "$tree" > "$tree/out" || { echo "FAILED: '$2' in $1 was refused:"; cat "$tree/out"; failed=1; }
  rm "$tree/$1"
}
expect_broken() {  # PATH TEXT
  printf '#pragma once\n%b\n' "$2" > "$tree/$1"
  if "$here/check_sources.sh" "$tree" > "$tree/out"; then echo "FAILED: '$2' in $1 was accepted"; failed=1
  elif ! grep -q "$1" "$tree/out"; then echo "FAILED: the message does not name $1:"; cat "$tree/out"; failed=1; fi
  rm "$tree/$1"
}

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
expect_broken plugins/nli/engine/a.cpp '#include <cuda_runtime.h>'
expect_broken app/src/a.cpp '#include <inkling/nn/weights.hpp>'
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
expect_broken plugins/lists/a.cpp '#include <torch/torch.h>'
expect_broken plugins/lists/a.cpp '#include "libtorch.hpp"'
expect_broken plugins/nli/a.cpp '#include <torch/torch.h>'
expect_broken plugins/nli/a.cpp '#include <cuda_runtime.h>'
expect_broken plugins/enumerate/a.cpp 'auto ops = catalogue.find("concat");'
expect_broken plugins/enumerate/a.cpp 'if (site.call.op->name == "map") return;'
expect_broken kernel/include/inkling/a.hpp "$(printf 'int a;\n%.0s' {1..160})"
((failed)) || echo "every rule fires"
exit "$failed"
