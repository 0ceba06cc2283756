#include "world.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <thread>

#ifdef INKLING_HAVE_GLOO
#include <torch/csrc/distributed/c10d/HashStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace inkling::training {
namespace {

// The variable's whole number from `least` to `most`; `otherwise` where it is not set.
Result<int> number_in(const char* variable, int least, int most, int otherwise) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return otherwise;
  int number = 0;
  const std::string_view all(text);
  const auto [end, ec] = std::from_chars(all.data(), all.data() + all.size(), number);
  if (ec == std::errc{} && end == all.data() + all.size() && number >= least && number <= most)
    return number;
  return Error{ErrorCode::bad_param, std::string(variable) + "=" + text +
                                         ": expected a whole number from " + std::to_string(least) +
                                         " to " + std::to_string(most)};
}

constexpr int kMostRanks = 65536;

#ifdef INKLING_HAVE_GLOO

class GlooWorld final : public World {
 public:
  // `here`: all ranks are on this machine, whatever its name means to others.
  GlooWorld(const c10::intrusive_ptr<c10d::Store>& store, int rank, int size, bool here)
      : rank_(rank), size_(size) {
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->devices.push_back(here ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                    : c10d::ProcessGroupGloo::createDefaultDevice());
    group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
  }
  int rank() const override { return rank_; }
  int size() const override { return size_; }

  Result<void> average(const std::vector<torch::Tensor>& tensors) override {
    const torch::NoGradGuard guard;
    try {
      // One message: every one by itself would wait for the slowest rank again.
      std::vector<torch::Tensor> flat;
      for (const torch::Tensor& it : tensors) flat.push_back(it.flatten().cpu().to(torch::kFloat));
      std::vector<torch::Tensor> all{torch::cat(flat)};
      group_->allreduce(all)->wait();
      all[0].div_(size_);
      std::int64_t at = 0;
      for (const torch::Tensor& it : tensors) {
        it.copy_(all[0].narrow(0, at, it.numel()).view(it.sizes()));
        at += it.numel();
      }
    } catch (const std::exception& fault) {
      return lost(fault);
    }
    return {};
  }

  static Error lost(const std::exception& fault) {
    const std::string what = fault.what();
    return {ErrorCode::io,
            "a rank of the training is gone or does not answer: " + what.substr(0, what.find('\n')),
            {"the same command line goes on from the last checkpoint"}};
  }

 private:
  int rank_, size_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

#else

Error without_gloo() {
  return {ErrorCode::unsupported,
          "this inkling trains on one rank: it was built without Gloo's headers",
          {"install Debian's package libgloo-dev and build it again"}};
}

#endif

}  // namespace

Result<Place> place_of_environment() {
  Place place;
  const bool named = std::getenv("RANK") != nullptr || std::getenv("WORLD_SIZE") != nullptr;
  const auto size =
      number_in(named ? "WORLD_SIZE" : "OMPI_COMM_WORLD_SIZE", 1, kMostRanks, place.size);
  if (!size) return size.error();
  place.size = *size;
  const auto rank =
      number_in(named ? "RANK" : "OMPI_COMM_WORLD_RANK", 0, place.size - 1, place.rank);
  if (!rank) return rank.error();
  place.rank = *rank;
  const auto port = number_in("MASTER_PORT", 1, 65535, place.port);
  if (!port) return port.error();
  place.port = *port;
  if (const char* address = std::getenv("MASTER_ADDR"); address != nullptr && *address != '\0')
    place.address = address;
  return place;
}

#ifdef INKLING_HAVE_GLOO

Result<std::unique_ptr<World>> join_world(const Place& place) {
  if (place.size == 1) return std::unique_ptr<World>();
  try {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(place.port);
    options.isServer = place.rank == 0;
    options.numWorkers = static_cast<std::size_t>(place.size);
    const auto store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
    return std::unique_ptr<World>(
        std::make_unique<GlooWorld>(store, place.rank, place.size,
                                    place.address == "127.0.0.1" || place.address == "localhost"));
  } catch (const std::exception& fault) {
    Error error = GlooWorld::lost(fault);
    error.message = "rank " + std::to_string(place.rank) + " of " + std::to_string(place.size) +
                    " at " + place.address + ":" + std::to_string(place.port) + ": " +
                    error.message;
    return error;
  }
}

Result<std::vector<std::unique_ptr<World>>> make_worlds(int size) {
  const auto store = c10::make_intrusive<c10d::HashStore>();
  std::vector<std::unique_ptr<World>> worlds(static_cast<std::size_t>(size));
  std::vector<std::optional<Error>> faults(worlds.size());
  std::vector<std::jthread> threads;  // every one waits for the others
  for (std::size_t rank = 0; rank < worlds.size(); ++rank)
    threads.emplace_back([&, rank] {
      try {
        worlds[rank] = std::make_unique<GlooWorld>(store, static_cast<int>(rank), size, true);
      } catch (const std::exception& fault) {
        faults[rank] = GlooWorld::lost(fault);
      }
    });
  threads.clear();
  for (const auto& fault : faults)
    if (fault) return *fault;
  return worlds;
}

#else

Result<std::unique_ptr<World>> join_world(const Place& place) {
  if (place.size == 1) return std::unique_ptr<World>();
  return without_gloo();
}

Result<std::vector<std::unique_ptr<World>>> make_worlds(int) {
  return without_gloo();
}

#endif

}  // namespace inkling::training
