// What rough_lanes.cpp offers; only for processors that have Isa::avx512_bf16.
#pragma once

namespace inkling::nn {

struct RoughGelu {
  float value, slope;
};
float rough_exp(float x);
RoughGelu rough_gelu(float x);

}  // namespace inkling::nn
