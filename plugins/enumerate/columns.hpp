// Columns at rest: one value per row, packed into few bytes. The bank holds millions of them, so
// that its size is what a search waits for. Equal columns have equal bytes, which are what is
// hashed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <inkling/dsl/expr.hpp>
#include <memory>

namespace inkling::enumerate {

using dsl::Cell;

inline std::uint64_t mix(std::uint64_t h, std::uint64_t x) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(h ^ x) * 0x9E3779B97F4A7C15ULL + 0xD1B54A32D192ED03ULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Of bytes in whole words; two chains, so that one does not wait for the other.
inline std::uint64_t hash_words(const char* bytes, std::size_t size, std::uint64_t seed) {
  const auto word = [bytes](std::size_t at) {
    std::uint64_t w;
    std::memcpy(&w, bytes + at, 8);
    return w;
  };
  std::uint64_t a = seed;
  std::uint64_t b = seed + 0x8EBC6AF09C88C6E3ULL;
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    a = mix(a, word(at));
    b = mix(b, word(at + 8));
  }
  if (at < size) a = mix(a, word(at));
  return mix(mix(a, size), b);
}

// Bytes that grow at the end. What is not written yet is not initialised.
class Bytes {
 public:
  const char* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  void clear() { size_ = 0; }
  // At least so many bytes behind the end, to be written before extend(). What was written there
  // after an earlier call is still there.
  char* room(std::size_t bytes) {
    if (size_ + bytes > capacity_) grow(bytes);
    return data_.get() + size_;
  }
  void extend(std::size_t bytes) { size_ += bytes; }
  void append(const char* bytes, std::size_t count) {
    std::memcpy(room(count), bytes, count);
    extend(count);
  }

 private:
  void grow(std::size_t bytes);
  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Which values may be in a column.
struct Bounds {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::uint32_t list = 0;    // elements
  std::uint32_t string = 0;  // bytes
};

// How columns of one sort are packed. Integers and booleans by themselves are a word each. Lists of
// them are numbers of the narrowest type that holds all there can be: where each row's list ends,
// then the elements of all rows. Texts: where each ends and its code points, then the bytes.
// Deeper lists are written one after the other. Every part is filled up with zeros to whole words.
class Packing {
 public:
  // No integer in a list exceeds `magnitude`, no list `length` elements.
  Packing(dsl::Sort sort, std::size_t rows, std::uint64_t magnitude, std::uint64_t length);

  // All that fits in.
  const Bounds& widest() const { return widest_; }

  // A column that is being packed behind the end of the bytes, row by row; it is there when it is
  // closed, and else as if it had not been begun.
  struct Open {
    Bytes& bytes;
    std::size_t used;   // bytes
    std::size_t count;  // elements
  };
  Open open(Bytes& bytes) const;
  // False when the value is out of bounds, which lie within the widest.
  bool put(Open& column, std::size_t row, const Cell& cell, const Bounds& bounds) const;
  std::size_t close(Open& column) const;  // its size in bytes

  // The values again: that of row r at out[r * stride]. Their contents are in the arena or in the
  // column itself.
  void unpack(const char* column, Cell* out, std::size_t stride, dsl::Arena& arena) const;
  // Of one row of a column of texts.
  static Cell text(const char* column, std::size_t rows, std::size_t row);
  // Of a column of integers, booleans or names.
  static const std::int64_t* numbers(const char* column) {
    return reinterpret_cast<const std::int64_t*>(column);
  }
  // The rows on which two columns agree, as a mask.
  std::uint64_t agreement(const char* a, const char* b, dsl::Arena& scratch) const;

 private:
  enum class Form : std::uint8_t { number, list16, list32, list64, text, nested };
  template <class T>
  bool put_list(Open& column, std::size_t row, const Cell& cell, const Bounds& bounds) const;
  bool put_text(Open& column, std::size_t row, const Cell& cell, const Bounds& bounds) const;
  bool put_nested(Open& column, dsl::Sort sort, const Cell& cell, const Bounds& bounds) const;
  template <class T>
  void unpack_list(const char* column, Cell* out, std::size_t stride, dsl::Arena& arena) const;
  template <class T>
  std::uint64_t list_agreement(const char* a, const char* b) const;

  dsl::Sort sort_;
  std::size_t rows_;
  Form form_;
  std::size_t header_ = 0;  // bytes before the elements
  Bounds widest_;
};

// --- the inner loop's part -----------------------------------------------------------------------

inline Packing::Open Packing::open(Bytes& bytes) const {
  // The end of the header is filled up with zeros.
  if (header_ > 0) std::memset(bytes.room(header_) + header_ - 8, 0, 8);
  return {bytes, header_, 0};
}

template <class T>
bool Packing::put_list(Open& column, std::size_t row, const Cell& cell,
                       const Bounds& bounds) const {
  const std::size_t n = cell.size;
  if (n > bounds.list) return false;
  char* const start = column.bytes.room(column.used + n * sizeof(T) + 8);
  auto* const items = reinterpret_cast<T*>(start + column.used);
  const auto low = static_cast<std::uint64_t>(bounds.low);
  const std::uint64_t span = static_cast<std::uint64_t>(bounds.high) - low;
  bool inside = true;
  for (std::size_t k = 0; k < n; ++k) {
    inside &= static_cast<std::uint64_t>(cell.v[k]) - low <= span;
    items[k] = static_cast<T>(cell.v[k]);
  }
  column.used += n * sizeof(T);
  column.count += n;
  reinterpret_cast<T*>(start)[row] = static_cast<T>(column.count);
  return inside;
}

inline bool Packing::put(Open& column, std::size_t row, const Cell& cell,
                         const Bounds& bounds) const {
  switch (form_) {
    case Form::number: {
      char* const start = column.bytes.room(column.used + 8);
      std::memcpy(start + column.used, &cell.i, 8);
      column.used += 8;
      return cell.i >= bounds.low && cell.i <= bounds.high;
    }
    case Form::list16:
      return put_list<std::int16_t>(column, row, cell, bounds);
    case Form::list32:
      return put_list<std::int32_t>(column, row, cell, bounds);
    case Form::list64:
      return put_list<std::int64_t>(column, row, cell, bounds);
    case Form::text:
      return put_text(column, row, cell, bounds);
    case Form::nested:
      break;
  }
  return put_nested(column, sort_, cell, bounds);
}

inline std::size_t Packing::close(Open& column) const {
  char* const start = column.bytes.room(column.used + 8);
  std::memset(start + column.used, 0, 8);
  const std::size_t size = (column.used + 7) & ~std::size_t{7};
  column.bytes.extend(size);
  return size;
}

template <class T>
void Packing::unpack_list(const char* column, Cell* out, std::size_t stride,
                          dsl::Arena& arena) const {
  const T* const ends = reinterpret_cast<const T*>(column);
  const T* const from = reinterpret_cast<const T*>(column + header_);
  // Whole words at a time, as far as the filling goes.
  constexpr std::size_t kWord = 8 / sizeof(T);
  const std::size_t words = (static_cast<std::size_t>(ends[rows_ - 1]) + kWord - 1) / kWord;
  std::int64_t* const items = arena.integers(words * kWord);
  for (std::size_t w = 0; w < words; ++w)
    for (std::size_t k = 0; k < kWord; ++k) items[w * kWord + k] = from[w * kWord + k];
  std::size_t begin = 0;
  for (std::size_t r = 0; r < rows_; ++r) {
    const auto end = static_cast<std::size_t>(ends[r]);
    Cell& cell = out[r * stride];
    cell.v = items + begin;
    cell.size = static_cast<std::uint32_t>(end - begin);
    cell.chars = 0;
    begin = end;
  }
}

}  // namespace inkling::enumerate
