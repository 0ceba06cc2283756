// The ranks that one training is shared out over, by LibTorch's own distributed package (c10d) and
// its Gloo. Every rank does its share of a step's tasks, and the means of the gradients over all
// ranks are those of all tasks.
#pragma once

#include <inkling/result.hpp>
#include <memory>
#include <string>
#include <vector>

#include "libtorch.hpp"

namespace inkling::training {

class World {
 public:
  virtual ~World() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  // Every tensor becomes its mean over all ranks; they all call it in the same order, with tensors
  // of the same sizes. Blocks until all are there. Errors: io (a rank died, or did not come).
  virtual Result<void> average(const std::vector<torch::Tensor>& tensors) = 0;
};

// Where this process stands among others: RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT,
// or under mpirun its own rank and size with the other two.
struct Place {
  int rank = 0;
  int size = 1;
  std::string address = "127.0.0.1";
  int port = 29500;
};
// Errors: bad_param, which names the variable.
Result<Place> place_of_environment();

// Null for one rank. Blocks until all ranks have come. Errors: unsupported (this inkling was built
// without Gloo's headers), io.
Result<std::unique_ptr<World>> join_world(const Place& place);
// Ranks that are threads of one process: `size` worlds.
Result<std::vector<std::unique_ptr<World>>> make_worlds(int size);

}  // namespace inkling::training
