// What rough_lanes.cpp offers; only for processors that bfloat16_backend() is available on.
#pragma once

namespace inkling::gradient::core {

struct RoughGelu {
  float value, slope;
};
float rough_exp(float x);
RoughGelu rough_gelu(float x);

}  // namespace inkling::gradient::core
