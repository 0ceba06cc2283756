// The GPU's engine: takes the problems and states of engine.hpp. Every block of threads runs whole
// starts, from look to look, without returning to the host.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "engine.hpp"

namespace inkling::nli::engine {

enum class Precision {
  float32,
  tensor,  // TF32 factors with float32 sums, on the tensor cores, for the dense maps
};

struct CudaDevice {
  bool usable = false;
  std::string name;    // of the card
  std::string reason;  // why it is not usable: "inkling was built without CUDA", "no CUDA device"
  int processors = 0;
  std::size_t memory = 0;  // free bytes
};
// Looks at the first device. Never fails; loads no driver that is not there.
CudaDevice find_cuda_device();

class CudaEngine {
 public:
  virtual ~CudaEngine() = default;
  // As CpuEngine; one piece of device work runs from look to look. A fault of the device is
  // reported and leaves the states' steps and variables as they came; the caller goes on with the
  // other engine.
  virtual bool run(std::span<const Problem> problems, std::span<State> states,
                   const Schedule& schedule, const Stop& stop, std::string& fault) = 0;
  virtual bool evaluate(const Problem& problem, std::span<const float> latent, const Noise& noise,
                        std::span<float> loss, std::span<std::uint32_t> fits,
                        std::span<float> gradient, std::string& fault) = 0;
  // Device memory for a search of so many starts and examples, states included.
  virtual std::size_t bytes(std::size_t starts, std::size_t examples) const = 0;
};

// Copies the model to the device. Null, with the reason in `fault`, when there is no device, when
// the model does not fit a block's memory, or when the device fails.
std::unique_ptr<CudaEngine> make_cuda_engine(const Model& model, Precision precision,
                                             std::string& fault);

}  // namespace inkling::nli::engine
