// Backends: the passes of an engine, compiled once for every instruction set (inkling_nn_passes).
//
// An engine says in a header what its passes are,
//   struct Backend : nn::BackendFacts { std::size_t (*bytes)(const Plan&); void (*run)(..); };
//   const Backend* backend_of(nn::Isa isa);
// defines one in the source that is compiled for each,
//   namespace INKLING_ISA { constexpr Backend kBackend = {nn::INKLING_ISA::kFacts, bytes, run}; }
// and finds them in a source that is compiled for every processor: INKLING_NN_BACKENDS there.
#pragma once

#include <cstddef>
#include <inkling/nn/isa.hpp>

namespace inkling::nn {

inline constexpr std::size_t kMostLanes = 16;  // of any backend

struct BackendFacts {
  const char* name;
  Isa isa;
  int lanes;
  // Whether this processor runs it.
  bool available() const { return runs(isa); }
  // Its numbers are double.
  bool reference() const { return isa == Isa::reference; }
};

}  // namespace inkling::nn

#define INKLING_NN_DECLARE_BACKEND(isa) \
  namespace isa {                       \
  extern const Backend kBackend;        \
  }
#define INKLING_NN_FIND_BACKEND(name) \
  case ::inkling::nn::Isa::name:      \
    return &name::kBackend;

// Defines backend_of() of the namespace that it stands in: null for what was not compiled; the
// reference and the portable one always are.
#define INKLING_NN_BACKENDS                           \
  INKLING_NN_EACH_ISA(INKLING_NN_DECLARE_BACKEND)     \
  const Backend* backend_of(::inkling::nn::Isa isa) { \
    switch (isa) {                                    \
      INKLING_NN_EACH_ISA(INKLING_NN_FIND_BACKEND)    \
      default:                                        \
        return nullptr;                               \
    }                                                 \
  }
