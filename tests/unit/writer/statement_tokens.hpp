// Programs of a language of statements as sentences: what holds for every such language.
#pragma once

#include <gtest/gtest.h>

#include <inkling/domain.hpp>
#include <inkling/language.hpp>
#include <map>
#include <string>
#include <vector>

#include "drawn_sentence.hpp"
#include "token_language.hpp"

namespace inkling::writer::test {

inline std::shared_ptr<const TokenLanguage> tokens_of(const Domain& domain,
                                                      const Language& language,
                                                      const std::string& tape = "") {
  auto made = make_token_language(domain, &language, tape);
  EXPECT_TRUE(made.ok()) << to_text(made.error());
  return *made;
}

inline std::string show(const TokenLanguage& of, const std::vector<int>& sentence) {
  std::string text;
  for (const int token : sentence)
    text += (text.empty() ? "" : " ") + of.grammar().names()[static_cast<std::size_t>(token)];
  return text;
}

// Every program that the generator draws comes back from its tokens, which the grammar allows.
inline void expect_round_trips(const Domain& domain, const Language& language,
                               const std::vector<std::string>& params, std::uint64_t seeds) {
  const auto of = tokens_of(domain, language);
  for (const std::string& param : params)
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Rng rng(seed);
      const auto task = domain.generate(*Params::parse(domain.info().generator, param), rng);
      ASSERT_TRUE(task.ok()) << to_text(task.error());
      const auto sentence = of->read(*language.parse(task->program));
      ASSERT_TRUE(sentence.ok()) << task->program << to_text(sentence.error());
      Cursor cursor(of->grammar());
      for (const int token : *sentence) {
        ASSERT_FALSE(cursor.done());
        ASSERT_TRUE(cursor.take(token)) << show(*of, *sentence);
      }
      EXPECT_TRUE(cursor.done());
      EXPECT_EQ(sentence->back(), kEnd);
      const auto back = of->write(*sentence);
      ASSERT_TRUE(back.ok()) << to_text(back.error());
      EXPECT_EQ(back->text(), task->program);
    }
}

// Sentences drawn through the mask, every token that has room as likely: how many have a program,
// and of the others what the language's reader says. Those that do are read back.
inline std::map<std::string, int> draw_sentences(const Domain& domain, const Language& language,
                                                 int count) {
  const auto of = tokens_of(domain, language);
  std::map<std::string, int> found;
  Rng rng(1);
  for (int i = 0; i < count; ++i) {
    const auto room = static_cast<std::size_t>(rng.uniform(4, 40));
    const std::vector<int> sentence = drawn_sentence(of->grammar(), room, rng);
    const auto program = of->write(sentence);
    ++found[program.ok() ? "" : program.error().message];
    if (!program.ok()) {
      EXPECT_EQ(program.error().code, ErrorCode::parse);
      continue;
    }
    const auto back = of->read(*program);
    EXPECT_TRUE(back.ok()) << program->text();
    if (!back.ok()) continue;
    EXPECT_EQ(of->write(*back)->text(), program->text());
  }
  return found;
}

inline std::string refusal(const TokenLanguage& of, const std::vector<int>& sentence) {
  const auto program = of.write(sentence);
  EXPECT_FALSE(program.ok());
  return program.ok() ? std::string() : program.error().message;
}

}  // namespace inkling::writer::test
