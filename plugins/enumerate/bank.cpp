#include "bank.hpp"

#include <cstring>
#include <new>

namespace inkling::enumerate {

std::uint32_t Bank::add(const Entry& entry, const char* column, std::size_t bytes) {
  if (size_ % kChunk == 0)
    chunks_.push_back(static_cast<Held*>(memory_.allocate(kChunk * sizeof(Held))));
  char* const kept = memory_.chars(bytes);
  std::memcpy(kept, column, bytes);
  new (&chunks_.back()[size_ % kChunk]) Held{entry, kept};
  return size_++;
}

std::uint32_t Bank::begin(int cost) const {
  const auto level = static_cast<std::size_t>(cost);
  return level < levels_.size() ? levels_[level] : size();
}

void Bank::open_level(int cost) {
  while (levels_.size() <= static_cast<std::size_t>(cost)) levels_.push_back(size());
}

namespace {
constexpr int kFirstBits = 8;
}

FingerprintTable::FingerprintTable()
    : memory_(sizeof(Bucket) << kFirstBits),
      mask_((std::size_t{1} << kFirstBits) - 1),
      shift_(64 - kFirstBits) {}

void FingerprintTable::grow() {
  const std::size_t count = mask_ + 1;
  Pages memory(2 * count * sizeof(Bucket));
  std::swap(memory, memory_);
  mask_ = 2 * count - 1;
  --shift_;
  const auto* old = reinterpret_cast<const Bucket*>(memory.data());
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < old[i].count; ++k) put(old[i].keys[k], old[i].values[k]);
}

}  // namespace inkling::enumerate
