// The dictionary in the metadata of weights.
#include <gtest/gtest.h>

#include <inkling/nn/dictionary.hpp>

namespace inkling::nn {
namespace {

TEST(Dictionary, IsReadBackAsItWasWritten) {
  const std::string text = write_dictionary(
      {{14, "shift_left(x0, 1)", 0.998}, {3, "sort(x0)", 0.996, "most_equal<=4", 0.95}, {5}});
  EXPECT_EQ(text, "14 0.998 shift_left(x0, 1)\n3 0.996 sort(x0)\t0.950 most_equal<=4\n");
  const auto entries = read_dictionary(text);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].meaning, "shift_left(x0, 1)");
  EXPECT_EQ(entries[0].where, "");
  EXPECT_EQ(entries[0].covered, 1.0);
  EXPECT_EQ(entries[1].meaning, "sort(x0)");
  EXPECT_EQ(entries[1].where, "most_equal<=4");
  EXPECT_NEAR(entries[1].covered, 0.95, 1e-9);
  EXPECT_EQ(find_token(entries, 3), &entries[1]);
  EXPECT_EQ(find_token(entries, 4), nullptr);
}

TEST(Dictionary, WhatIsNoLineOfItIsLeftOut) {
  EXPECT_TRUE(read_dictionary("nonsense\n5 0.9\n\n6 x y\n7 1.0 f(x0)\tbroken\n").empty());
}

}  // namespace
}  // namespace inkling::nn
