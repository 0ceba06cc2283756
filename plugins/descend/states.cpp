#include "states.hpp"

namespace inkling::descend {
namespace {

constexpr std::size_t kEntryBytes = 64;  // of a table, beside what it holds

std::size_t mix(std::size_t h, std::uint64_t more) {
  h ^= more + 0x9e3779b97f4a7c15U + (h << 6U) + (h >> 2U);
  return h;
}

std::size_t size_of(const Value& value) {
  std::size_t size = sizeof(Value);
  if (value.is_string()) size += value.as_string().size();
  if (value.is_list())
    for (const Value& item : value.as_list()) size += size_of(item);
  return size;
}

}  // namespace

std::size_t States::Hash::operator()(const std::vector<Value>& row) const {
  std::size_t h = row.size();
  for (const Value& value : row) h = mix(h, hash(value));
  return h;
}

std::size_t States::Hash::operator()(const std::vector<int>& tape) const {
  std::size_t h = tape.size();
  for (const int symbol : tape) h = mix(h, static_cast<std::uint64_t>(symbol));
  return h;
}

// Number 0 is nothing.
States::States() : rows_(1), tapes_(1) {}

int States::row(std::vector<Value> values) {
  const auto [at, fresh] =
      row_numbers_.try_emplace(std::move(values), static_cast<int>(rows_.size()));
  if (fresh) {
    rows_.push_back(at->first);
    for (const Value& value : at->first) bytes_ += 2 * size_of(value);
    bytes_ += kEntryBytes;
  }
  return at->second;
}

int States::tape(std::size_t model, std::span<const int> tape) {
  std::vector<int> key{static_cast<int>(model)};
  key.insert(key.end(), tape.begin(), tape.end());
  const auto [at, fresh] =
      tape_numbers_.try_emplace(std::move(key), static_cast<int>(tapes_.size()));
  if (fresh) {
    tapes_.push_back(at->first);
    bytes_ += 2 * at->first.size() * sizeof(int) + kEntryBytes;
  }
  return at->second;
}

std::span<const int> States::tape_of(std::size_t model, int tape) const {
  const std::vector<int>& stored = tapes_[static_cast<std::size_t>(tape)];
  if (stored.empty() || stored[0] != static_cast<int>(model)) return {};
  return std::span(stored).subspan(1);
}

}  // namespace inkling::descend
