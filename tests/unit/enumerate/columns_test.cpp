#include "columns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace inkling::enumerate {
namespace {

using dsl::Sort;
using Base = Sort::Base;

constexpr Sort kInt{Base::integer, 0, 0};
constexpr Sort kInts{Base::integer, 1, 0};
constexpr Sort kText{Base::string, 0, 0};

struct Column {
  Column(Sort sort, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      cells.emplace_back();
      EXPECT_TRUE(dsl::to_cell(*parse_value(text), sort, arena, cells.back())) << text;
    }
  }
  dsl::Arena arena;
  std::vector<Cell> cells;
};

// Behind what `bytes` holds; its size, 0 when it does not fit.
std::size_t pack(const Packing& packing, const Column& column, const Bounds& bounds, Bytes& bytes) {
  return packing.pack(bytes, bounds, column.cells.data());
}

struct Example {
  Sort sort;
  std::uint64_t magnitude;
  std::vector<std::string> values;
};
std::vector<Example> examples() {
  return {
      {kInt, 5, {"1", "-7", "9223372036854775807"}},
      {{Base::boolean, 0, 0}, 5, {"true", "false", "true"}},
      {kInts, 300, {"[1,-2,300]", "[]", "[-300,5]"}},
      {kInts, 300, {"[]", "[]", "[]"}},
      {kInts, 70'000, {"[70000]", "[1,2,3,4,5]", "[-70000,0]"}},
      {kInts, 1ULL << 40, {"[1099511627776]", "[-1]", "[2,3,4]"}},
      {{Base::boolean, 1, 0}, 1, {"[true,false]", "[]", "[true]"}},
      {kText, 0, {R"("")", R"("grüße")", R"("123456789")"}},
      {{Base::string, 1, 0}, 0, {R"(["ab","","ü"])", "[]", R"(["x"])"}},
      {{Base::integer, 2, 0}, 9, {"[[1,2],[],[3]]", "[]", "[[9]]"}},
  };
}

TEST(Columns, GiveBackWhatWasPacked) {
  for (const Example& example : examples()) {
    const Column column(example.sort, example.values);
    const Packing packing(example.sort, 3, example.magnitude, 20);
    Bytes bytes;
    std::vector<std::size_t> places;
    for (int copy = 0; copy < 100; ++copy) {  // bytes grow while a column is open
      places.push_back(bytes.size());
      ASSERT_GT(pack(packing, column, packing.widest(), bytes), 0U) << example.values[0];
    }
    for (std::size_t place : places) {
      dsl::Arena arena;
      Cell cells[6];
      packing.unpack(bytes.data() + place, cells, 2, arena);
      for (std::size_t r = 0; r < 3; ++r)
        ASSERT_EQ(dsl::to_value(cells[2 * r], example.sort), *parse_value(example.values[r]));
    }
  }
}

TEST(Columns, AreAsNarrowAsTheirNumbersAllow) {
  const auto size = [](std::uint64_t magnitude) {
    const Column column(kInts, {"[1,2,3,4,5]", "[6,7,8,9,10]", "[11,12,13,14,15]"});
    const Packing packing(kInts, 3, magnitude, 20);
    Bytes bytes;
    return pack(packing, column, packing.widest(), bytes);
  };
  EXPECT_EQ(size(32'767), 8U + 32U);
  EXPECT_EQ(size(32'768), 16U + 64U);
  EXPECT_EQ(size(1ULL << 31), 24U + 120U);
}

TEST(Columns, EveryWayToNarrowGivesTheSame) {
  for (std::size_t n = 0; n <= 40; ++n)
    for (std::size_t odd = 0; odd <= n; ++odd) {  // which number lies outside; n: none
      std::vector<std::int64_t> numbers;
      for (std::size_t k = 0; k < n; ++k)
        numbers.push_back(k == odd ? (n % 2 == 0 ? 301 : -1'000'000)
                                   : static_cast<std::int64_t>(37 * k % 601) - 300);
      std::vector<std::int16_t> narrow[2];
      for (int way = 0; way < 2; ++way) {
        const Narrow& functions = way == 0 ? Narrow::portable() : Narrow::best();
        narrow[way].resize(n + Narrow::kSlack);
        ASSERT_EQ(functions.shorten(numbers.data(), n, -300, 300, narrow[way].data()), odd == n);
        if (odd < n) continue;
        std::vector<std::int64_t> back(n + Narrow::kSlack);
        functions.widen(narrow[way].data(), n, back.data());
        ASSERT_TRUE(std::equal(numbers.begin(), numbers.end(), back.begin())) << n;
      }
    }
}

TEST(Columns, WhatIsOutOfBoundsLeavesNothing) {
  const Packing packing(kInts, 1, 300, 20);
  const Bounds bounds{-10, 10, 3, 0};
  Bytes bytes;
  EXPECT_GT(pack(packing, Column(kInts, {"[-10,10,0]"}), bounds, bytes), 0U);
  const std::size_t before = bytes.size();
  for (const char* list : {"[11]", "[0,-11]", "[1,1,1,1]"})
    EXPECT_EQ(pack(packing, Column(kInts, {list}), bounds, bytes), 0U) << list;
  EXPECT_EQ(bytes.size(), before);
  const Packing texts(kText, 1, 0, 0);
  EXPECT_GT(pack(texts, Column(kText, {R"("abc")"}), {0, 0, 0, 3}, bytes), 0U);
  EXPECT_EQ(pack(texts, Column(kText, {R"("abcd")"}), {0, 0, 0, 3}, bytes), 0U);
}

TEST(Columns, AgreeRowByRow) {
  for (const Example& example : examples()) {
    if (example.values[0] == example.values[2]) continue;
    const Packing packing(example.sort, 3, example.magnitude, 20);
    std::vector<std::string> turned = example.values;
    std::swap(turned[0], turned[2]);
    Bytes a;
    Bytes b;
    pack(packing, Column(example.sort, example.values), packing.widest(), a);
    pack(packing, Column(example.sort, turned), packing.widest(), b);
    dsl::Arena scratch;
    EXPECT_EQ(packing.agreement(a.data(), b.data(), scratch), 0b010U) << example.values[0];
    EXPECT_EQ(packing.agreement(a.data(), a.data(), scratch), 0b111U) << example.values[0];
  }
}

// Every way to cut five elements into three lists, and every column of small numbers, words that
// are alike among them.
TEST(Columns, FingerprintsTellThemApart) {
  std::set<std::uint64_t> hashes;
  std::size_t columns = 0;
  const auto note = [&](Sort sort, const std::vector<std::string>& values) {
    const Packing packing(sort, 3, 300, 20);
    Bytes bytes;
    pack(packing, Column(sort, values), packing.widest(), bytes);
    hashes.insert(hash_words(bytes.data(), bytes.size(), 1234));
    ++columns;
  };
  const auto list = [](int begin, int end) {
    std::string text = "[";
    for (int i = begin; i < end; ++i) text += (i > begin ? "," : "") + std::to_string(i);
    return text + "]";
  };
  for (int i = 0; i <= 5; ++i)
    for (int j = i; j <= 5; ++j) note(kInts, {list(0, i), list(i, j), list(j, 5)});
  for (int i = -9; i <= 9; ++i)
    for (int j = -9; j <= 9; ++j)
      for (int k = -9; k <= 9; ++k)
        note(kInt, {std::to_string(i), std::to_string(j), std::to_string(k)});
  for (const char* text : {"a", "aa", "12345678", "123456789", "1234567812345678"})
    note(kText, {"\"" + std::string(text) + "\"", "\"\"", "\"\""});
  EXPECT_EQ(hashes.size(), columns);
}

}  // namespace
}  // namespace inkling::enumerate
