#include "bank.hpp"

#include <gtest/gtest.h>

#include <inkling/dsl/expr.hpp>

namespace inkling::enumerate {
namespace {

using dsl::Sort;
using Base = Sort::Base;

Cell cell_of(const Value& value, Sort sort, dsl::Arena& arena) {
  Cell cell;
  EXPECT_TRUE(dsl::to_cell(value, sort, arena, cell));
  return cell;
}

TEST(Cells, HashAndEqualityFollowTheContent) {
  dsl::Arena arena;
  const Sort lists{Base::integer, 2, 0};
  const Value value = *parse_value("[[1,2],[],[3]]");
  const Cell a = cell_of(value, lists, arena);
  const Cell b = cell_of(value, lists, arena);
  const Cell c = cell_of(*parse_value("[[1,2],[3],[]]"), lists, arena);
  EXPECT_TRUE(equal_cells(lists, a, b));
  EXPECT_EQ(hash_cell(lists, a, 1), hash_cell(lists, b, 1));
  EXPECT_FALSE(equal_cells(lists, a, c));
  EXPECT_NE(hash_cell(lists, a, 1), hash_cell(lists, c, 1));
}

TEST(Cells, StringsOfDifferentLengthWithZeroPaddingDiffer) {
  dsl::Arena arena;
  const Sort text{Base::string, 0, 0};
  std::vector<std::uint64_t> hashes;
  for (const char* s : {"", "a", "aa", "12345678", "123456789", "1234567812345678"})
    hashes.push_back(hash_cell(text, cell_of(Value(s), text, arena), 7));
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

TEST(Cells, CopyOwnsItsMemory) {
  const Sort sort{Base::string, 1, 0};
  dsl::Arena kept;
  Cell copy;
  {
    dsl::Arena passing;
    copy = copy_cell(sort, cell_of(*parse_value(R"(["ab","","cde"])"), sort, passing), kept);
  }
  EXPECT_EQ(dsl::to_value(copy, sort), *parse_value(R"(["ab","","cde"])"));
}

TEST(Bank, LevelsAreContiguous) {
  Bank bank(2);
  Cell cells[2];
  Entry entry;
  bank.open_level(1);
  for (int i = 0; i < 5000; ++i) {
    cells[0].i = i;
    cells[1].i = -i;
    entry.cost = 1;
    bank.add(entry, cells);
  }
  bank.open_level(2);
  bank.open_level(3);
  entry.cost = 3;
  cells[0].i = 77;
  bank.add(entry, cells);
  EXPECT_EQ(bank.begin(1), 0U);
  EXPECT_EQ(bank.begin(2), 5000U);
  EXPECT_EQ(bank.begin(3), 5000U);
  EXPECT_EQ(bank.begin(4), 5001U);
  EXPECT_EQ(bank.cells(4500)[1].i, -4500);  // beyond the first chunk
  EXPECT_EQ(bank.cells(5000)[0].i, 77);
}

TEST(FingerprintTable, FindsWhatWasInsertedThroughGrowth) {
  FingerprintTable table;
  std::uint64_t h = 1;
  std::vector<std::uint64_t> keys;
  for (std::uint32_t i = 0; i < 100000; ++i) {
    h = mix(h, i);
    keys.push_back(h);
    ASSERT_FALSE(table.contains(h));
    table.insert(h, i);
  }
  for (std::uint32_t i = 0; i < keys.size(); ++i) ASSERT_EQ(table.find(keys[i]), i);
  EXPECT_EQ(table.find(keys[0] ^ 1), FingerprintTable::kNone);
  EXPECT_EQ(table.size(), keys.size());
}

}  // namespace
}  // namespace inkling::enumerate
