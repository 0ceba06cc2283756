// The instruction sets that passes over vectors are compiled for (inkling_nn_passes in
// nn/InklingNn.cmake), each in a namespace of its name.
#pragma once

namespace inkling::nn {

enum class Isa {
  reference,    // one number at a time, in double precision
  portable,     // 4 lanes, any processor
  avx2,         // 8 lanes
  avx512,       // 16 lanes
  avx512_bf16,  // 16 lanes; factors of the dense maps rounded to bfloat16
};

// DO(name) for each that is compiled here.
#if defined(INKLING_NN_X86)
#define INKLING_NN_EACH_ISA(DO) DO(reference) DO(portable) DO(avx2) DO(avx512) DO(avx512_bf16)
#else
#define INKLING_NN_EACH_ISA(DO) DO(reference) DO(portable)
#endif

// Whether it was compiled and this processor has it.
bool runs(Isa isa);
// The fastest in float32 that this processor runs.
Isa best_isa();
const char* to_text(Isa isa);

}  // namespace inkling::nn
