#include <algorithm>
#include <inkling/nn/denormals.hpp>
#include <inkling/nn/workers.hpp>
#include <new>
#include <thread>

namespace inkling::nn {
namespace {

constexpr std::align_val_t kAlign{64};

}  // namespace

Workers::Workers(unsigned threads, std::size_t bytes)
    : bytes_(bytes), spaces_(std::max(1U, threads)) {}

void Workers::run(std::size_t jobs, const std::function<void(unsigned)>& work) {
  const auto used = static_cast<unsigned>(std::clamp<std::size_t>(jobs, 1, spaces_.size()));
  const auto quietly = [&work](unsigned thread) {
    const FlushDenormals flush;
    work(thread);
  };
  std::vector<std::jthread> others;
  for (unsigned thread = 1; thread < used; ++thread) others.emplace_back(quietly, thread);
  quietly(0);
}

void* Workers::space(unsigned thread) {
  auto& space = spaces_[thread];
  if (space == nullptr) space.reset(static_cast<std::byte*>(::operator new(bytes_, kAlign)));
  return space.get();
}

void Workers::Free::operator()(std::byte* space) const {
  ::operator delete(space, kAlign);
}

}  // namespace inkling::nn
