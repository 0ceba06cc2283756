// BLEU by hand, and that the functions are what their docstrings are about.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "bleu.hpp"
#include "functions.hpp"

namespace inkling::docstrings {
namespace {

Words words(const std::string& text) {
  Words all;
  for (const char c : text) all.push_back(std::string(1, c));
  return all;
}

TEST(Bleu, IsThatOfThePaper) {
  Bleu same;
  same.add(words("abcde"), words("abcde"));
  EXPECT_DOUBLE_EQ(same.score(), 1);
  // Runs of one to four: 4 of 5, 3 of 4, 2 of 3, 1 of 2.
  Bleu near;
  near.add(words("abcdx"), words("abcde"));
  EXPECT_NEAR(near.score(), std::pow(0.8 * 0.75 * (2.0 / 3) * 0.5, 0.25), 1e-12);
  // Shorter than what was meant: exp(1 - 5 / 4).
  Bleu brief;
  brief.add(words("abcd"), words("abcde"));
  EXPECT_NEAR(brief.score(), std::exp(-0.25), 1e-12);
  // "the the the": a token counts as often as it was meant to stand there.
  Bleu often;
  often.add(words("aaaaa"), words("abcda"));
  EXPECT_DOUBLE_EQ(often.score(), 0);
  // Counts of a corpus add up: 9 of 10, 7 of 8, 5 of 6, 3 of 4.
  Bleu both;
  both.add(words("abcde"), words("abcde"));
  both.add(words("abcdx"), words("abcde"));
  EXPECT_NEAR(both.score(), std::pow(0.9 * 0.875 * (5.0 / 6) * 0.75, 0.25), 1e-12);
  EXPECT_DOUBLE_EQ(Bleu().score(), 0);
  EXPECT_DOUBLE_EQ(sentence_bleu(words("ab"), words("ab")), 1);
  EXPECT_DOUBLE_EQ(sentence_bleu({}, words("ab")), 0);
}

TEST(Functions, AreManyAndNameTheirParameters) {
  Rng rng(3);
  std::set<std::string> seen;
  std::size_t kept = 0;
  constexpr std::size_t kCount = 2000;
  for (std::size_t i = 0; i < kCount; ++i) {
    const Function function = random_function(rng);
    seen.insert(to_python(function));
    kept += is_kept_back(function);
    // The docstring or the code speaks of every parameter.
    std::set<std::string> spoken(function.docstring.begin(), function.docstring.end());
    spoken.insert(function.body.begin(), function.body.end());
    bool inside = false;
    for (const std::string& word : function.signature) {
      if (inside && word != "," && word != ")") {
        EXPECT_EQ(spoken.count(word), 1u) << to_python(function);
      }
      inside |= word == "(";
    }
  }
  EXPECT_GT(seen.size(), kCount * 95 / 100);
  EXPECT_NEAR(static_cast<double>(kept) / kCount, 0.1, 0.03);
}

TEST(Functions, AreWrittenEvenIfTheyAreNone) {
  Function function;
  function.signature = words("f()");
  function.body = {kDedent, kDedent, kDedent, "return", kNewLine, kIndent, "7"};
  EXPECT_EQ(to_python(function), "def f():\n    \"\"\"\"\"\"\nreturn\n    7");
}

}  // namespace
}  // namespace inkling::docstrings
