#include <algorithm>
#include <inkling/dsl/runtime.hpp>
#include <memory>
#include <utility>

namespace inkling::dsl {
namespace {
constexpr std::size_t kFirstBlock = 4096;
constexpr std::size_t kLargestStep = std::size_t{1} << 20;
}  // namespace

Arena::Arena() = default;
Arena::~Arena() = default;

Arena::Arena(Arena&& other) noexcept {
  *this = std::move(other);
}

Arena& Arena::operator=(Arena&& other) noexcept {
  blocks_ = std::move(other.blocks_);
  other.blocks_.clear();
  current_ = std::exchange(other.current_, nullptr);
  capacity_ = std::exchange(other.capacity_, 0);
  used_ = std::exchange(other.used_, 0);
  block_ = std::exchange(other.block_, 0);
  total_ = std::exchange(other.total_, 0);
  return *this;
}

Cell* Arena::cells(std::size_t n) {
  Cell* cells = static_cast<Cell*>(allocate(n * sizeof(Cell)));
  std::uninitialized_value_construct_n(cells, n);
  return cells;
}

// Blocks after the current one are free (left by release()); the first that is large enough is
// moved up, so that a block index in a Mark stays valid.
void Arena::grow(std::size_t bytes) {
  const std::size_t next = current_ == nullptr ? 0 : block_ + 1;
  std::size_t found = next;
  while (found < blocks_.size() && blocks_[found].size < bytes) ++found;
  if (found == blocks_.size()) {
    const std::size_t last = blocks_.empty() ? kFirstBlock / 2 : blocks_.back().size;
    const std::size_t size = std::max(bytes, std::min(2 * last, kLargestStep));
    blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
    total_ += size;
  }
  std::swap(blocks_[next], blocks_[found]);
  block_ = next;
  current_ = blocks_[next].data.get();
  capacity_ = blocks_[next].size;
  used_ = 0;
}

void Arena::release(Mark mark) {
  if (current_ == nullptr) return;
  block_ = mark.block;
  current_ = blocks_[block_].data.get();
  capacity_ = blocks_[block_].size;
  used_ = mark.used;
}

}  // namespace inkling::dsl
