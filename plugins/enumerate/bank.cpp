#include "bank.hpp"

#include <algorithm>

namespace inkling::enumerate {

std::uint64_t hash_cell(dsl::Sort sort, const Cell& cell, std::uint64_t h) {
  using Base = dsl::Sort::Base;
  if (sort.depth > 0) {
    h = mix(h, cell.size);
    if (sort.integers()) {
      for (std::uint32_t k = 0; k < cell.size; ++k)
        h = mix(h, static_cast<std::uint64_t>(cell.v[k]));
    } else {
      for (std::uint32_t k = 0; k < cell.size; ++k) h = hash_cell(sort.element(), cell.c[k], h);
    }
    return h;
  }
  if (sort.base == Base::string) {
    h = mix(h, cell.size);
    std::uint32_t k = 0;
    for (; k + 8 <= cell.size; k += 8) {
      std::uint64_t word;
      std::memcpy(&word, cell.s + k, 8);
      h = mix(h, word);
    }
    if (k < cell.size) {
      std::uint64_t word = 0;
      std::memcpy(&word, cell.s + k, cell.size - k);
      h = mix(h, word);
    }
    return h;
  }
  return mix(h, static_cast<std::uint64_t>(cell.i));
}

Cell copy_cell(dsl::Sort sort, const Cell& cell, dsl::Arena& arena) {
  Cell copy = cell;
  if (sort.depth > 0) {
    if (cell.size == 0) return copy;
    if (sort.integers()) {
      std::int64_t* items = arena.integers(cell.size);
      std::copy(cell.v, cell.v + cell.size, items);
      copy.v = items;
    } else {
      Cell* items = arena.cells(cell.size);
      for (std::uint32_t k = 0; k < cell.size; ++k)
        items[k] = copy_cell(sort.element(), cell.c[k], arena);
      copy.c = items;
    }
  } else if (sort.base == dsl::Sort::Base::string && cell.size > 0) {
    char* text = arena.chars(cell.size);
    std::memcpy(text, cell.s, cell.size);
    copy.s = text;
  }
  return copy;
}

std::uint32_t Bank::add(const Entry& entry, const Cell* cells) {
  const std::uint32_t i = size();
  if (i % kChunk == 0) chunks_.push_back(std::make_unique_for_overwrite<Cell[]>(kChunk * rows_));
  std::copy(cells, cells + rows_, chunks_.back().get() + (i % kChunk) * rows_);
  entries_.push_back(entry);
  return i;
}

std::uint32_t Bank::begin(int cost) const {
  const auto level = static_cast<std::size_t>(cost);
  return level < levels_.size() ? levels_[level] : size();
}

void Bank::open_level(int cost) {
  while (levels_.size() <= static_cast<std::size_t>(cost)) levels_.push_back(size());
}

std::size_t Bank::bytes() const {
  return chunks_.size() * kChunk * rows_ * sizeof(Cell) + entries_.capacity() * sizeof(Entry);
}

FingerprintTable::FingerprintTable() : keys_(1024), values_(1024), mask_(1023), shift_(64 - 10) {}

void FingerprintTable::insert(std::uint64_t h, std::uint32_t value) {
  if (8 * (size_ + 1) > 5 * keys_.size()) grow();
  std::size_t i = slot(h);
  while (keys_[i] != 0) i = (i + 1) & mask_;
  keys_[i] = h;
  values_[i] = value;
  ++size_;
}

void FingerprintTable::grow() {
  std::vector<std::uint64_t> keys(keys_.size() * 2);
  std::vector<std::uint32_t> values(values_.size() * 2);
  keys.swap(keys_);
  values.swap(values_);
  mask_ = keys_.size() - 1;
  --shift_;
  for (std::size_t k = 0; k < keys.size(); ++k) {
    if (keys[k] == 0) continue;
    std::size_t i = slot(keys[k]);
    while (keys_[i] != 0) i = (i + 1) & mask_;
    keys_[i] = keys[k];
    values_[i] = values[k];
  }
}

}  // namespace inkling::enumerate
