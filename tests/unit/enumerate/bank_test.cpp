#include "bank.hpp"

#include <gtest/gtest.h>

namespace inkling::enumerate {
namespace {

TEST(Bank, LevelsAreContiguous) {
  Bank bank;
  std::int64_t numbers[2] = {};
  const auto add = [&](const Entry& entry) {
    bank.add(entry, reinterpret_cast<const char*>(numbers), sizeof(numbers));
  };
  Entry entry;
  bank.open_level(1);
  for (int i = 0; i < 5000; ++i) {
    numbers[0] = i;
    numbers[1] = -i;
    entry.cost = 1;
    add(entry);
  }
  bank.open_level(2);
  bank.open_level(3);
  entry.cost = 3;
  numbers[0] = 77;
  add(entry);
  EXPECT_EQ(bank.begin(1), 0U);
  EXPECT_EQ(bank.begin(2), 5000U);
  EXPECT_EQ(bank.begin(3), 5000U);
  EXPECT_EQ(bank.begin(4), 5001U);
  EXPECT_EQ(Packing::numbers(bank.column(4500))[1], -4500);  // beyond the first chunk
  EXPECT_EQ(Packing::numbers(bank.column(5000))[0], 77);
  EXPECT_EQ(bank.entry(5000).cost, 3);
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

TEST(FingerprintTable, FullBucketsGoOnInTheNextAndFromTheLastInTheFirst) {
  FingerprintTable table;
  const std::uint64_t last = ~std::uint64_t{0} - 100;
  for (std::uint32_t i = 0; i < 40; ++i) {
    ASSERT_FALSE(table.contains(last + i));
    table.insert(last + i, i);
  }
  for (std::uint32_t i = 0; i < 40; ++i) ASSERT_EQ(table.find(last + i), i);
  EXPECT_EQ(table.find(last + 40), FingerprintTable::kNone);
}

TEST(Pages, AreZeroAlignedAndWhole) {
  for (const std::size_t bytes : {std::size_t{100}, Pages::kHuge, 2 * Pages::kHuge + 1}) {
    const Pages pages(bytes);
    const std::size_t unit = bytes < Pages::kHuge ? Pages::kLine : Pages::kHuge;
    ASSERT_GE(pages.size(), bytes);
    EXPECT_EQ(pages.size() % unit, 0U);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages.data()) % unit, 0U);
    for (std::size_t i = 0; i < pages.size(); i += 61) ASSERT_EQ(pages.data()[i], 0);
    pages.data()[pages.size() - 1] = 1;
  }
}

}  // namespace
}  // namespace inkling::enumerate
