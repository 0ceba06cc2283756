#include "pages.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace inkling::enumerate {
namespace {

std::size_t rounded(std::size_t bytes) {
  const std::size_t unit = bytes < Pages::kHuge ? Pages::kLine : Pages::kHuge;
  return (bytes + unit - 1) & ~(unit - 1);
}

// A multiple of kHuge bytes at a multiple of kHuge: more is asked for, and what juts out given
// back.
char* map(std::size_t bytes) {
  void* all = mmap(nullptr, bytes + Pages::kHuge, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) throw std::bad_alloc();
  char* const begin = static_cast<char*>(all);
  const std::size_t before = -reinterpret_cast<std::uintptr_t>(begin) & (Pages::kHuge - 1);
  if (before > 0) munmap(begin, before);
  munmap(begin + before + bytes, Pages::kHuge - before);
#ifdef MADV_HUGEPAGE
  madvise(begin + before, bytes, MADV_HUGEPAGE);  // without it: small pages
#endif
  return begin + before;
}

}  // namespace

Pages::Pages(std::size_t bytes) : size_(rounded(bytes)) {
  if (size_ >= kHuge) {
    data_ = map(size_);
  } else if (size_ > 0) {
    data_ = static_cast<char*>(std::aligned_alloc(kLine, size_));
    if (data_ == nullptr) throw std::bad_alloc();
    std::memset(data_, 0, size_);
  }
}

Pages::~Pages() {
  if (size_ < kHuge)
    std::free(data_);
  else
    munmap(data_, size_);
}

}  // namespace inkling::enumerate
