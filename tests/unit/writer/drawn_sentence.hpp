// What a mask allows, drawn at random.
#pragma once

#include <gtest/gtest.h>

#include <inkling/rng.hpp>
#include <span>
#include <vector>

#include "grammar.hpp"

namespace inkling::writer::test {

// A sentence of the grammar within so many tokens, every token that has room as likely. Fails the
// test, and is cut off, where nothing may stand.
inline std::vector<int> drawn_sentence(const Grammar& grammar, std::size_t room, Rng& rng) {
  Cursor cursor(grammar);
  std::vector<int> sentence;
  while (!cursor.done()) {
    std::vector<int> allowed;
    for (const int token : cursor.choices())
      if (sentence.size() + cursor.length_with(token) <= room) allowed.push_back(token);
    EXPECT_FALSE(allowed.empty());
    if (allowed.empty()) return sentence;
    sentence.push_back(rng.pick(std::span<const int>(allowed)));
    EXPECT_TRUE(cursor.take(sentence.back()));
  }
  EXPECT_LE(sentence.size(), room);
  return sentence;
}

}  // namespace inkling::writer::test
