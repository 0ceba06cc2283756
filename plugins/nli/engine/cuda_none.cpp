// In place of cuda_engine.cu in builds without nvcc.
#include "cuda_engine.hpp"

namespace inkling::nli::engine {

CudaDevice find_cuda_device() {
  CudaDevice device;
  device.reason = "inkling was built without CUDA";
  return device;
}

std::unique_ptr<CudaEngine> make_cuda_engine(const Model&, Precision, std::string& fault) {
  fault = find_cuda_device().reason;
  return nullptr;
}

}  // namespace inkling::nli::engine
