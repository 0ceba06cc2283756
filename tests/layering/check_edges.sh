#!/usr/bin/env bash
# check_edges.sh FILE: the dependency rules between inkling's parts, by what their targets link, include and compile.
# FILE is what edges.cmake writes. Prints every edge that breaks a rule.
set -euo pipefail
edges=${1:?usage: check_edges.sh FILE}
[[ -s $edges ]] || { echo "there are no edges in $edges: configure first"; exit 1; }
awk -F';' '
  # The part that a folder belongs to: kernel, dsl, app .., plugins/<name>; "" when it is not of this tree.
  function part(folder,   steps, n) {
    n = split(folder, steps, "/")
    return n > 1 && steps[1] == "plugins" ? steps[1] "/" steps[2] : steps[1]
  }
  # Whether one part may use another.
  function may(from, to) {
    if (from == to || to == "") return 1
    if (from == "base" || from == "ranks") return 0
    if (to == "base") return 1  # files and screens: the standard library and POSIX only
    if (from == "kernel" || from == "nn") return 0
    if (from == "dsl") return to == "kernel"
    if (from == "formats") return to == "kernel" || to == "dsl"
    if (from == "app") return to == "kernel" || to == "nn"  # what weights say of themselves
    if (from == "embed" || from == "serve") return to == "kernel" || to == "app"
    if (from == "jupyter") return to == "kernel"
    if (from == "repl") return to == "kernel" || to == "app" || to == "formats" || to == "serve" || to == "jupyter" || to == "ranks" || to == "nn"  # nn measures the machine
    if (from == "plugins/common") return to == "kernel" || to == "nn" || to == "dsl"
    if (from ~ /^plugins\//) return to == "kernel" || to == "nn" || to == "dsl" || to == "formats" || to == "plugins/common"
    return 1  # tests, bench
  }
  function broken(rule) { print "rule broken: " rule ": " $2 " (" $3 ") has " $4; bad = 1 }
  {
    from = part($3)
    inside = from !~ /^(tests|bench|examples)$/
    # A source may be named for what it stands in for (cuda_none.cpp).
    cuda = $1 != "source" && ($4 ~ /^CUDA::/ || $4 ~ /(^|\/)(lib)?(cuda|cudart|cublas|curand|nvrtc)[^\/]*$/)
    torch = $4 ~ /^(torch|c10|caffe2)/ || $5 ~ /^plugins\/[^\/]+\/torch(\/|$)/
  }
  $1 == "source" && $4 ~ /\.cu$|cuda[a-z_]*\.o$/ { has_cuda[$2] = 1 }  # or what nvcc made of it
  # A program of an engine may be made of a source in tests.
  inside && !($1 == "source" && $5 ~ /^tests\//) && !may(from, part($5)) {
    broken(from " uses no part of " part($5))
  }
  inside && torch && $3 !~ /^plugins\/[^\/]+\/torch(\/|$)/ { broken("LibTorch only in the torch/ rooms of plugins") }
  inside && cuda && from != "nn" { wants_cuda[$2] = $0 }
  END {
    for (target in wants_cuda)
      if (!(target in has_cuda)) { $0 = wants_cuda[target]; broken("CUDA only under nn/ and with the .cu files of plugins") }
    exit bad
  }' "$edges" && echo "all targets keep to the rules"
