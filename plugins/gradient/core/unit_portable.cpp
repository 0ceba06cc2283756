// Four lanes, which every x86-64 and most other processors have; also the double reference, and the
// choice among the backends.
#define INKLING_LANES 4
#include "lane_backend.hpp"

namespace inkling::gradient::core {

const Backend& portable_backend() {
  static constexpr Backend backend = portable::make_backend(
      "portable", +[] { return true; });
  return backend;
}

const Backend& reference_backend() {
  using Passes = UnitPasses<SerialOps<double>, 1>;
  static constexpr Backend backend = {"reference",   1,
                                      true,          +[] { return true; },
                                      Passes::bytes, Passes::run,
                                      Passes::turns, Passes::step,
                                      Passes::trace, Passes::encode,
                                      Passes::logits};
  return backend;
}

#if !defined(INKLING_X86_BACKENDS)
const Backend* avx2_backend() {
  return nullptr;
}
const Backend* avx512_backend() {
  return nullptr;
}
const Backend* bfloat16_backend() {
  return nullptr;
}
#endif

const Backend& best_backend() {
  if (const Backend* b = avx512_backend(); b != nullptr && b->available()) return *b;
  if (const Backend* b = avx2_backend(); b != nullptr && b->available()) return *b;
  return portable_backend();
}

}  // namespace inkling::gradient::core
