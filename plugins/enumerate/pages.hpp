// Pages: memory for a table that is read at random and may grow to gigabytes.
#pragma once

#include <cstddef>
#include <utility>

namespace inkling::enumerate {

// Zeroed memory, aligned to 64 bytes. From kHuge bytes on it comes from the system in whole pages
// of that size where the machine has them: what is read at random in it then costs few walks of the
// page table. Throws std::bad_alloc.
class Pages {
 public:
  static constexpr std::size_t kLine = 64;
  static constexpr std::size_t kHuge = std::size_t{1} << 21;

  Pages() = default;
  explicit Pages(std::size_t bytes);  // rounded up to whole lines or pages
  Pages(Pages&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Pages& operator=(Pages&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Pages();

  char* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace inkling::enumerate
