// Laws of the language of HNPS, over random programs and texts; beside the language of strings,
// where both say the same.
#include <inkling/dsl/language.hpp>
#include <inkling/faults.hpp>

#include "generators.hpp"
#include "hnps_language.hpp"
#include "sampler.hpp"
#include "strings_catalogue.hpp"

namespace inkling::hnps {
namespace {

char pick(std::string_view from, Rng& rng) {
  return rng.pick(std::span<const char>(from.data(), from.size()));
}

// Runs of characters of one class, at least so long, and marks.
std::string random_text(std::int64_t shortest_run, Rng& rng) {
  std::string text;
  for (auto left = rng.uniform(0, 12); left > 0; --left) {
    const std::string_view classes[] = {"ABC", "abc", "123"};
    if (rng.bernoulli(0.4)) {
      text += pick(kCharacters, rng);
      continue;
    }
    const std::string_view from = rng.pick(std::span<const std::string_view>(classes));
    for (auto length = rng.uniform(shortest_run, 3); length > 0; --length) text += pick(from, rng);
  }
  return text;
}

Program random_program(Rng& rng) {
  Program program;
  program.single = rng.bernoulli(0.5);
  for (auto left = rng.uniform(1, 4); left > 0; --left)
    program.expressions.push_back(random_expression(rng.bernoulli(0.2), 0.6, rng));
  return program;
}

// A position in the language of strings, where X has a token that matches the same.
std::optional<std::string> in_strings(const Position& it, bool single) {
  static constexpr std::array<const char*, 8> kTokens{"WORD",      "NUMBER", "ALPHANUM", "ALL_CAPS",
                                                      "PROP_CASE", "LOWER",  "DIGIT",    ""};
  if (it.constant) return std::to_string(it.number);
  std::string token = to_text(it.pattern);
  if (it.pattern.is_type()) {
    token = kTokens[it.pattern.number];
    // RobustFill's CHAR takes marks, too; its words and capitals are as short as one.
    if (token.empty() || (single && (token == "WORD" || token == "ALL_CAPS"))) return std::nullopt;
  }
  const std::string which =
      "(x0, " + token + ", " + std::to_string(it.number >= 0 ? it.number + 1 : it.number) + "))";
  return it.end ? "length(up_to_token" + which + " - 1" : "length(before_token" + which;
}

std::optional<std::string> in_strings(const Expression& it, bool single) {
  if (it.constant) return std::string("\"") + kCharacters[it.character] + '"';
  const auto from = in_strings(it.from, single), to = in_strings(it.to, single);
  if (!from || !to) return std::nullopt;
  return "slice(x0, " + *from + ", " + *to + ")";
}

RC_GTEST_PROP(Hnps, WhatIsPrintedParsesBack, (std::uint64_t seed)) {
  Rng rng(seed);
  const Program program = random_program(rng);
  const auto again = make_language()->parse(to_text(program));
  RC_ASSERT(again.ok());
  RC_ASSERT(again->text() == to_text(program));
  RC_ASSERT(**program_of(*again) == program);
}

RC_GTEST_PROP(Hnps, ProgramsGiveATextOrAReason, (std::uint64_t seed)) {
  Rng rng(seed);
  const auto language = make_language();
  const inkling::Program program = make_program(random_program(rng));
  const std::vector<Value> inputs{Value(random_text(1, rng))};
  const auto result = language->run(program, inputs);
  RC_ASSERT(result.ok());
  RC_ASSERT(result->is_undefined() != faults_of(*language)->why_undefined(program, inputs).empty());
  RC_ASSERT(language->trace(program, inputs)->back().value == *result);
}

// Every expression beside its translation. On texts whose runs are of two or more, types that take
// two or more are those of RobustFill; the others are on all texts.
RC_GTEST_PROP(Hnps, AgreesWithTheLanguageOfStrings, (std::uint64_t seed)) {
  static const auto strings = dsl::make_language(strings::strings_catalogue());
  Rng rng(seed);
  const Program program = random_program(rng);
  const std::string text = random_text(program.single ? 1 : 2, rng);
  for (const Expression& it : program.expressions) {
    const auto translated = in_strings(it, program.single);
    if (!translated) continue;
    const auto other = strings->parse(*translated);
    RC_ASSERT(other.ok());
    const Value value = *strings->run(*other, std::vector<Value>{Value(text)});
    const auto part = run(it, Subject(text), program.single);
    // Nothing is a text there, and undefined here.
    const bool nothing = value.is_undefined() || value.as_string().empty();
    RC_ASSERT(nothing == !part);
    if (!nothing) RC_ASSERT(value.as_string() == *part);
  }
}

}  // namespace
}  // namespace inkling::hnps
