// Columns at rest: one value per row, packed into few bytes. The bank holds millions of them, so
// that its size is what a search waits for. Equal columns have equal bytes, which are what is
// hashed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <inkling/dsl/expr.hpp>
#include <memory>
#include <type_traits>

#include "narrow.hpp"

namespace inkling::enumerate {

using dsl::Cell;

inline std::uint64_t mix(std::uint64_t h, std::uint64_t x) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(h ^ x) * 0x9E3779B97F4A7C15ULL + 0xD1B54A32D192ED03ULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Of bytes in whole words, two at a time.
inline std::uint64_t hash_words(const char* bytes, std::size_t size, std::uint64_t seed) {
  __extension__ using Wide = unsigned __int128;
  const auto word = [bytes](std::size_t at) {
    std::uint64_t w;
    std::memcpy(&w, bytes + at, 8);
    return w;
  };
  std::uint64_t h = seed ^ 0xE7037ED1A0B428DBULL;  // which small seeds would not do
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    const Wide product = static_cast<Wide>(word(at) ^ 0xA0761D6478BD642FULL) * (word(at + 8) ^ h);
    h = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  return at < size ? mix(h, word(at)) : mix(h, size);
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

  // Packs a column, by row, behind the end of the bytes. Its size in bytes; 0, and nothing is
  // there, when a value is out of the bounds, which lie within the widest.
  std::size_t pack(Bytes& bytes, const Bounds& bounds, const Cell* cells) const;

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
  // A column that is being packed.
  struct Open {
    Bytes& bytes;
    const Bounds& bounds;
    std::size_t used;   // bytes
    std::size_t count;  // elements
  };
  template <class T>
  bool put_list(Open& column, std::size_t row, const Cell& cell) const;
  static bool put_number(Open& column, const Cell& cell);
  static bool put_text(Open& column, std::size_t row, const Cell& cell);
  static bool put_nested(Open& column, dsl::Sort sort, const Cell& cell);
  static void append(Open& column, const void* bytes, std::size_t count);
  template <class T>
  void unpack_list(const char* column, Cell* out, std::size_t stride, dsl::Arena& arena) const;
  template <class T>
  std::uint64_t list_agreement(const char* a, const char* b) const;

  dsl::Sort sort_;
  std::size_t rows_;
  Form form_;
  const Narrow* narrow_ = &Narrow::best();
  std::size_t header_ = 0;  // bytes before the elements
  Bounds widest_;
};

// --- the inner loop's part -----------------------------------------------------------------------

template <class T>
bool Packing::put_list(Open& column, std::size_t row, const Cell& cell) const {
  const std::size_t n = cell.size;
  if (n > column.bounds.list) return false;
  char* const start = column.bytes.room(column.used + (n + Narrow::kSlack) * sizeof(T));
  T* const items = reinterpret_cast<T*>(start + column.used);
  column.used += n * sizeof(T);
  column.count += n;
  reinterpret_cast<T*>(start)[row] = static_cast<T>(column.count);
  if constexpr (std::is_same_v<T, std::int16_t>) {
    return narrow_->shorten(cell.v, n, column.bounds.low, column.bounds.high, items);
  } else {
    bool inside = true;
    for (std::size_t k = 0; k < n; ++k) {
      inside &= cell.v[k] >= column.bounds.low && cell.v[k] <= column.bounds.high;
      items[k] = static_cast<T>(cell.v[k]);
    }
    return inside;
  }
}

inline bool Packing::put_number(Open& column, const Cell& cell) {
  append(column, &cell.i, sizeof(cell.i));
  return cell.i >= column.bounds.low && cell.i <= column.bounds.high;
}

inline void Packing::append(Open& column, const void* bytes, std::size_t count) {
  char* const start = column.bytes.room(column.used + count);
  if (count > 0) std::memcpy(start + column.used, bytes, count);
  column.used += count;
}

inline std::size_t Packing::pack(Bytes& bytes, const Bounds& bounds, const Cell* cells) const {
  // What fills up the header.
  if (header_ > 0) std::memset(bytes.room(header_) + header_ - 8, 0, 8);
  Open column{bytes, bounds, header_, 0};
  const auto all_rows = [&](const auto& put) {
    for (std::size_t r = 0; r < rows_; ++r)
      if (!put(r, cells[r])) return false;
    return true;
  };
  const auto lists = [&]<class T>(T) {
    return all_rows([&](std::size_t r, const Cell& cell) { return put_list<T>(column, r, cell); });
  };
  bool done = false;
  switch (form_) {
    case Form::number:
      done = all_rows([&](std::size_t, const Cell& cell) { return put_number(column, cell); });
      break;
    case Form::list16:
      done = lists(std::int16_t{});
      break;
    case Form::list32:
      done = lists(std::int32_t{});
      break;
    case Form::list64:
      done = lists(std::int64_t{});
      break;
    case Form::text:
      done = all_rows([&](std::size_t r, const Cell& cell) { return put_text(column, r, cell); });
      break;
    case Form::nested:
      done =
          all_rows([&](std::size_t, const Cell& cell) { return put_nested(column, sort_, cell); });
      break;
  }
  if (!done) return 0;
  std::memset(bytes.room(column.used + 8) + column.used, 0, 8);
  const std::size_t size = (column.used + 7) & ~std::size_t{7};
  bytes.extend(size);
  return size;
}

}  // namespace inkling::enumerate
