// Store: what a search works on and what it has found so far. The space, the examples as columns
// (rows are the examples that the search runs on), the values of every sort, the functions, and
// the table of fingerprints that tells what has been seen. All parts of the search share one.
#pragma once

#include <deque>
#include <inkling/dsl/verifier.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bank.hpp"
#include "lambdas.hpp"
#include "prices.hpp"
#include "space.hpp"

namespace inkling::enumerate {

inline constexpr std::int64_t kFuel = 1 << 20;  // work of one candidate
inline constexpr std::size_t kMaxRows = 64;

// What is searched in; everything referred to outlives the search.
struct Setting {
  const dsl::Catalogue& catalogue;
  const dsl::Dialect& dialect;
  const Prices& prices;
  const dsl::Verifier& verifier;
};

// Bounds of intermediate values and of the functions.
struct Limits {
  std::int64_t value = 0;    // largest magnitude of an integer; 0: from the examples
  int body_cost = 0;         // of a function's body; 0: the catalogue's functions only
  std::size_t lambdas = 64;  // bodies per parameter list
};

class Store {
 public:
  // `rows`: examples of the setting's verifier, at most kMaxRows.
  Store(const Setting& setting, SearchSpace space, const std::vector<std::size_t>& rows,
        const Limits& limits);

  const dsl::Catalogue& catalogue() const { return setting_.catalogue; }
  const dsl::Dialect& dialect() const { return setting_.dialect; }
  int price(const dsl::Operator& op) const {
    return setting_.prices.operators[static_cast<std::size_t>(op.id)];
  }
  const SearchSpace& space() const { return space_; }
  const Site& site(std::uint32_t number) const { return space_.sites[number]; }
  dsl::Sort sort(int id) const { return space_.sorts[static_cast<std::size_t>(id)]; }
  std::size_t rows() const { return rows_; }
  std::uint64_t all_rows() const { return ~std::uint64_t{0} >> (kMaxRows - rows_); }  // as a mask
  const std::vector<Cell>& input(std::size_t i) const { return inputs_[i]; }          // by row
  const std::vector<Cell>& target() const { return target_; }                         // by row

  const Bank& bank(int sort) const { return banks_[static_cast<std::size_t>(sort)]; }
  const Bank& goal_bank() const { return bank(space_.goal); }
  const FingerprintTable& table() const { return table_; }
  const BodyBank& bodies(int kind) const {
    return *body_banks_[static_cast<std::size_t>(kinds_[static_cast<std::size_t>(kind)].first)];
  }
  const Lambda& lambda(int kind, std::uint32_t i) const {
    return bodies(kind).lambdas(boolean_kind(kind))[i];
  }
  // Values or functions that may stand in a slot at that cost.
  std::pair<std::uint32_t, std::uint32_t> slot_range(const Site& site, std::size_t slot,
                                                     int cost) const;
  const Packing& packing(int sort) const { return packings_[static_cast<std::size_t>(sort)]; }
  // Of a packed column; never 0.
  std::uint64_t fingerprint(int sort, const char* column, std::size_t bytes) const {
    const std::uint64_t h = hash_words(column, bytes, sort_seeds_[static_cast<std::size_t>(sort)]);
    return h + (h == 0);
  }
  // Packs a column in place of what `packed` holds; false when no column of the bank can be it.
  bool pack(int sort, const Cell* cells, Bytes& packed) const;
  std::uint64_t fingerprint(int sort, const Bytes& packed) const {
    return fingerprint(sort, packed.data(), packed.size());
  }

  // Whether the search goes on from such a value: as the bounds of its sort say.
  const Bounds& bounds(int sort) const { return bounds_[static_cast<std::size_t>(sort)]; }
  bool acceptable(dsl::Sort sort, const Cell& cell) const;
  // Every row of one application; false when one is undefined or not acceptable.
  bool compute(const Site& site, const Cell* args, dsl::EvalContext& context, Cell* out) const {
    for (std::size_t r = 0; r < rows_; ++r) {
      out[r] = Cell{};
      if (!site.call.op->eval(context, site.call, args + r * site.arity, out[r])) return false;
      if (!acceptable(site.call.result, out[r])) return false;
    }
    return true;
  }

  // Values that are added from now on have this cost.
  void open_level(int cost);
  // The column of a leaf, or nullopt when the language has no value for it.
  std::optional<std::vector<Cell>> leaf_column(const Leaf& leaf);
  // The number of the new value; kNone when its fingerprint is known. The column is copied.
  static constexpr std::uint32_t kNone = FingerprintTable::kNone;
  std::uint32_t add(int sort, const Entry& entry, std::uint64_t fingerprint, const char* column,
                    std::size_t bytes) {
    if (table_.contains(fingerprint)) return kNone;
    const std::uint32_t number = banks_[static_cast<std::size_t>(sort)].add(entry, column, bytes);
    table_.insert(fingerprint, number);
    return number;
  }
  // The functions that may stand in programs of that cost, with what they may capture.
  void grow_functions(int level);
  dsl::ExprPtr build(int sort, const Entry& entry) const;
  dsl::ExprPtr build(int sort, std::uint32_t entry) const;
  dsl::ExprPtr build_lambda(int kind, std::uint32_t lambda) const;
  std::size_t bytes() const;
  std::size_t growth() const { return table_.growth(); }  // bytes that will soon be needed besides
  // Bytes of the largest column that the examples give: what one step of a search may have to move.
  std::size_t volume() const { return volume_; }

 private:
  void set_limits(const Limits& limits);
  void set_packings(std::uint64_t magnitude, std::uint64_t length);
  void make_body_banks();
  void capture_scalars();
  bool boolean_kind(int kind) const { return kinds_[static_cast<std::size_t>(kind)].second; }
  std::vector<std::int64_t> probe_points() const;
  dsl::ExprPtr build_call(const Site& site, const Entry& entry) const;
  dsl::ExprPtr build_body(const BodyBank& bank, std::uint32_t node) const;

  Setting setting_;
  SearchSpace space_;
  Limits limits_;
  std::uint32_t length_limit_ = 0;  // elements of a list
  std::uint32_t string_limit_ = 0;  // bytes of a string

  std::size_t rows_;
  std::vector<std::vector<Cell>> inputs_;  // [input][row]
  std::vector<Cell> target_;               // [row]
  dsl::Arena values_;                      // of the language's constants
  std::size_t volume_ = 0;                 // bytes

  std::vector<std::uint64_t> sort_seeds_;
  std::vector<Bounds> bounds_;     // per sort
  std::vector<Packing> packings_;  // per sort
  std::deque<Bank> banks_;         // per sort
  FingerprintTable table_;
  std::vector<std::unique_ptr<BodyBank>> body_banks_;
  std::vector<std::pair<int, bool>> kinds_;  // lambda kind -> body bank, boolean result
  std::deque<Captured> captured_;
  std::vector<std::uint32_t> captured_until_;  // per sort: bank entries looked at
};

inline bool Store::acceptable(dsl::Sort sort, const Cell& cell) const {
  using Base = dsl::Sort::Base;
  if (sort.depth == 0) {
    if (sort.base == Base::integer) {
      const std::int64_t v = cell.i;
      return v <= limits_.value && v >= -limits_.value && v >= dialect().min_int &&
             v <= dialect().max_int;
    }
    return sort.base != Base::string || cell.size <= string_limit_;
  }
  if (cell.size > length_limit_) return false;
  if (sort.integers()) {
    if (sort.base != Base::integer) return true;
    const std::int64_t low = std::max(-limits_.value, dialect().min_int);
    const std::int64_t high = std::min(limits_.value, dialect().max_int);
    bool inside = true;
    for (std::uint32_t k = 0; k < cell.size; ++k) inside &= cell.v[k] >= low && cell.v[k] <= high;
    return inside;
  }
  for (std::uint32_t k = 0; k < cell.size; ++k)
    if (!acceptable(sort.element(), cell.c[k])) return false;
  return true;
}

}  // namespace inkling::enumerate
