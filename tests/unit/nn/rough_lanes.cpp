// The functions that stand in for those of lanes.hpp where products are of bfloat16, one number at
// a time. Compiled for such a processor, and without anything that the linker could share.
#include "rough_lanes.hpp"

#define INKLING_LANES 16
#define INKLING_BFLOAT16
#include <inkling/nn/lanes.hpp>

namespace inkling::nn {

float rough_exp(float x) {
  return avx512_bf16::Lanes::exp(avx512_bf16::Lanes::Real{} + x)[7];
}

RoughGelu rough_gelu(float x) {
  avx512_bf16::Lanes::Real value, slope;
  avx512_bf16::Lanes::gelu(avx512_bf16::Lanes::Real{} + x, value, slope);
  return {value[7], slope[7]};
}

}  // namespace inkling::nn
