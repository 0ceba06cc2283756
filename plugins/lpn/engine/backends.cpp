#include "unit.hpp"

namespace inkling::lpn::engine {

namespace reference {
extern const Backend kBackend;
}
namespace portable {
extern const Backend kBackend;
}
#if defined(INKLING_NN_X86)
namespace avx2 {
extern const Backend kBackend;
}
namespace avx512 {
extern const Backend kBackend;
}
namespace avx512_bf16 {
extern const Backend kBackend;
}
#endif

const Backend* backend_of(nn::Isa isa) {
  switch (isa) {
    case nn::Isa::reference:
      return &reference::kBackend;
    case nn::Isa::portable:
      return &portable::kBackend;
#if defined(INKLING_NN_X86)
    case nn::Isa::avx2:
      return &avx2::kBackend;
    case nn::Isa::avx512:
      return &avx512::kBackend;
    case nn::Isa::avx512_bf16:
      return &avx512_bf16::kBackend;
#endif
    default:
      return nullptr;
  }
}

}  // namespace inkling::lpn::engine
