#include "columns.hpp"

#include <algorithm>
#include <limits>

namespace inkling::enumerate {

using dsl::Sort;

namespace {

struct TextPlace {
  std::uint32_t end = 0;    // in bytes, from the first text on
  std::uint32_t chars = 0;  // code points
};

TextPlace text_place(const char* column, std::size_t row) {
  TextPlace place;
  std::memcpy(&place, column + row * sizeof(TextPlace), sizeof(TextPlace));
  return place;
}

template <class T>
T read(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  at += sizeof(T);
  return value;
}

// What put_nested wrote.
Cell unpack_nested(Sort sort, const char*& at, dsl::Arena& arena) {
  Cell cell;
  if (sort.depth == 0 && sort.base != Sort::Base::string) {
    cell.i = read<std::int64_t>(at);
    return cell;
  }
  cell.size = read<std::uint32_t>(at);
  if (sort.depth == 0) {
    cell.chars = read<std::uint32_t>(at);
    cell.s = at;
    at += cell.size;
  } else if (sort.integers()) {
    std::int64_t* items = arena.integers(cell.size);
    if (cell.size > 0) std::memcpy(items, at, cell.size * sizeof(std::int64_t));
    at += cell.size * sizeof(std::int64_t);
    cell.v = items;
  } else {
    Cell* items = arena.cells(cell.size);
    for (std::uint32_t k = 0; k < cell.size; ++k)
      items[k] = unpack_nested(sort.element(), at, arena);
    cell.c = items;
  }
  return cell;
}

template <class T>
bool holds(std::uint64_t number) {
  return number <= static_cast<std::uint64_t>(std::numeric_limits<T>::max());
}
template <class T>
Bounds bounds_of(std::size_t rows) {
  constexpr std::int64_t most = std::numeric_limits<T>::max();
  constexpr std::uint64_t longest = std::numeric_limits<std::uint32_t>::max();
  const auto length = std::min(longest, static_cast<std::uint64_t>(most) / rows);
  return {-most, most, static_cast<std::uint32_t>(length), 0};
}

}  // namespace

void Bytes::grow(std::size_t bytes) {
  const std::size_t capacity = std::max({std::size_t{256}, 2 * capacity_, size_ + bytes});
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  // What was written behind the end stays as well.
  if (capacity_ > 0) std::memcpy(larger.get(), data_.get(), capacity_);
  data_ = std::move(larger);
  capacity_ = capacity;
}

Packing::Packing(Sort sort, std::size_t rows, std::uint64_t magnitude, std::uint64_t length)
    : sort_(sort), rows_(rows), form_(Form::nested), widest_(bounds_of<std::int64_t>(1)) {
  widest_.string = static_cast<std::uint32_t>(std::numeric_limits<std::uint32_t>::max() / rows);
  if (sort.depth == 0) {
    form_ = sort.base == Sort::Base::string ? Form::text : Form::number;
    if (form_ == Form::text) header_ = rows * sizeof(TextPlace);
    return;
  }
  if (!sort.integers()) return;
  const std::uint64_t largest = std::max(magnitude, rows * length);
  std::size_t width = sizeof(std::int64_t);
  if (holds<std::int16_t>(largest)) {
    form_ = Form::list16;
    width = sizeof(std::int16_t);
    widest_ = bounds_of<std::int16_t>(rows);
  } else if (holds<std::int32_t>(largest)) {
    form_ = Form::list32;
    width = sizeof(std::int32_t);
    widest_ = bounds_of<std::int32_t>(rows);
  } else {
    form_ = Form::list64;
    widest_ = bounds_of<std::int64_t>(rows);
  }
  header_ = (rows * width + 7) & ~std::size_t{7};
}

bool Packing::put_text(Open& column, std::size_t row, const Cell& cell) {
  if (cell.size > column.bounds.string) return false;
  append(column, cell.s, cell.size);
  column.count += cell.size;
  const TextPlace place{static_cast<std::uint32_t>(column.count), cell.chars};
  std::memcpy(column.bytes.room(column.used) + row * sizeof(place), &place, sizeof(place));
  return true;
}

bool Packing::put_nested(Open& column, Sort sort, const Cell& cell) {
  if (sort.depth == 0 && sort.base != Sort::Base::string) return put_number(column, cell);
  append(column, &cell.size, sizeof(cell.size));
  if (sort.depth == 0) {
    append(column, &cell.chars, sizeof(cell.chars));
    append(column, cell.s, cell.size);
    return cell.size <= column.bounds.string;
  }
  if (cell.size > column.bounds.list) return false;
  if (sort.integers()) {
    append(column, cell.v, cell.size * sizeof(std::int64_t));
    return std::all_of(cell.v, cell.v + cell.size, [&](std::int64_t i) {
      return i >= column.bounds.low && i <= column.bounds.high;
    });
  }
  for (std::uint32_t k = 0; k < cell.size; ++k)
    if (!put_nested(column, sort.element(), cell.c[k])) return false;
  return true;
}

template <class T>
void Packing::unpack_list(const char* column, Cell* out, std::size_t stride,
                          dsl::Arena& arena) const {
  const T* const ends = reinterpret_cast<const T*>(column);
  const T* const from = reinterpret_cast<const T*>(column + header_);
  const auto count = static_cast<std::size_t>(ends[rows_ - 1]);
  std::int64_t* const items = arena.integers(count + Narrow::kSlack);
  if constexpr (std::is_same_v<T, std::int16_t>)
    narrow_->widen(from, count, items);
  else
    std::copy(from, from + count, items);
  const std::int64_t* begin = items;
  for (std::size_t r = 0; r < rows_; ++r) {
    const std::int64_t* const end = items + ends[r];
    Cell& cell = out[r * stride];
    cell.v = begin;
    cell.size = static_cast<std::uint32_t>(end - begin);
    cell.chars = 0;
    begin = end;
  }
}

Cell Packing::text(const char* column, std::size_t rows, std::size_t row) {
  const TextPlace place = text_place(column, row);
  const std::uint32_t begin = row == 0 ? 0 : text_place(column, row - 1).end;
  Cell cell;
  cell.s = column + rows * sizeof(TextPlace) + begin;
  cell.size = place.end - begin;
  cell.chars = place.chars;
  return cell;
}

void Packing::unpack(const char* column, Cell* out, std::size_t stride, dsl::Arena& arena) const {
  switch (form_) {
    case Form::number:
      for (std::size_t r = 0; r < rows_; ++r) {
        out[r * stride] = Cell{};
        out[r * stride].i = numbers(column)[r];
      }
      break;
    case Form::list16:
      return unpack_list<std::int16_t>(column, out, stride, arena);
    case Form::list32:
      return unpack_list<std::int32_t>(column, out, stride, arena);
    case Form::list64:
      return unpack_list<std::int64_t>(column, out, stride, arena);
    case Form::text:
      for (std::size_t r = 0; r < rows_; ++r) out[r * stride] = text(column, rows_, r);
      break;
    case Form::nested:
      for (std::size_t r = 0; r < rows_; ++r) out[r * stride] = unpack_nested(sort_, column, arena);
      break;
  }
}

template <class T>
std::uint64_t Packing::list_agreement(const char* a, const char* b) const {
  std::uint64_t mask = 0;
  std::size_t a_begin = 0;
  std::size_t b_begin = 0;
  for (std::size_t r = 0; r < rows_; ++r) {
    const auto a_end = static_cast<std::size_t>(reinterpret_cast<const T*>(a)[r]);
    const auto b_end = static_cast<std::size_t>(reinterpret_cast<const T*>(b)[r]);
    if (a_end - a_begin == b_end - b_begin &&
        std::memcmp(a + header_ + a_begin * sizeof(T), b + header_ + b_begin * sizeof(T),
                    (a_end - a_begin) * sizeof(T)) == 0)
      mask |= std::uint64_t{1} << r;
    a_begin = a_end;
    b_begin = b_end;
  }
  return mask;
}

std::uint64_t Packing::agreement(const char* a, const char* b, dsl::Arena& scratch) const {
  if (form_ == Form::list16) return list_agreement<std::int16_t>(a, b);
  if (form_ == Form::list32) return list_agreement<std::int32_t>(a, b);
  if (form_ == Form::list64) return list_agreement<std::int64_t>(a, b);
  scratch.reset();
  Cell* const cells = scratch.cells(2 * rows_);
  unpack(a, cells, 1, scratch);
  unpack(b, cells + rows_, 1, scratch);
  std::uint64_t mask = 0;
  for (std::size_t r = 0; r < rows_; ++r)
    if (dsl::equal_cells(sort_, cells[r], cells[rows_ + r])) mask |= std::uint64_t{1} << r;
  return mask;
}

}  // namespace inkling::enumerate
