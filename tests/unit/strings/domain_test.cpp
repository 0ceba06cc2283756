#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>
#include <limits>
#include <set>

#include "strings_catalogue.hpp"
#include "strings_domain.hpp"

namespace inkling::strings {
namespace {

const Domain& domain() {
  static const std::unique_ptr<Domain> domain = make_domain();
  return *domain;
}

Task task_of(std::vector<Example> examples, std::vector<Query> queries = {}) {
  return {"t", "strings", std::move(examples), std::move(queries)};
}

TEST(StringsDomain, SaysWhatItIs) {
  const DomainInfo& info = domain().info();
  EXPECT_EQ(info.id, "strings");
  EXPECT_EQ(info.default_solvers, (std::vector<std::string>{"substring", "enumerate"}));
  EXPECT_EQ(info.language, "strings");
  EXPECT_TRUE(make_codec(domain(), "").ok());
  const Task samples = task_of(info.samples);
  EXPECT_TRUE(check_task(samples).ok());
  EXPECT_TRUE(domain().check(samples).ok());
}

TEST(StringsDomain, TakesStringsIntegersBooleansAndListsOfStrings) {
  const Value list(Value::List{Value("a"), Value("é")});
  EXPECT_TRUE(domain()
                  .check(task_of({{{Value("a"), Value(1), Value(true), list}, list}},
                                 {{{Value("a"), Value(1), Value(true), Value(Value::List{})}}}))
                  .ok());
}

TEST(StringsDomain, RefusesOtherValuesAndNamesThem) {
  const Value nested(Value::List{Value(Value::List{Value("a")})});
  const Value numbers(Value::List{Value(1)});
  const std::pair<Task, const char*> cases[] = {
      {task_of({{{Value("a")}, Value("b")}, {{numbers}, Value("b")}}), "example 2: input 1"},
      {task_of({{{Value("a")}, nested}}), "example 1: output"},
      {task_of({{{Value("a")}, Value()}}), "example 1: output"},
      {task_of({{{Value("a"), Value("\xFF")}, Value("b")}}), "example 1: input 2"},
      {task_of({{{Value("a")}, Value("b")}}, {{{Value(std::string(kMaxStringBytes + 1, 'a'))}}}),
       "query 1: input 1"},
      {task_of({{{Value("a")}, Value("b")}}, {{{Value("a")}, Value(Value::List{Value(true)})}}),
       "query 1: output"},
      {task_of({{{Value(std::numeric_limits<std::int64_t>::min())}, Value("b")}}),
       "example 1: input 1"}};
  for (const auto& [task, place] : cases) {
    const Result<void> ok = domain().check(task);
    ASSERT_FALSE(ok.ok()) << place;
    EXPECT_EQ(ok.error().code, ErrorCode::bad_input);
    EXPECT_TRUE(ok.error().message.starts_with(place)) << ok.error().message;
    EXPECT_LT(ok.error().message.size(), 300u);
  }
}

// The characters' kinds: digits 0, small letters a, capitals A, all else as it is; runs collapsed.
std::string shape(const std::string& text) {
  std::string shape;
  for (char c : text) {
    const bool digit = c >= '0' && c <= '9';
    const bool capital = c >= 'A' && c <= 'Z';
    const char kind = digit ? '0' : capital ? 'A' : c >= 'a' && c <= 'z' ? 'a' : c;
    if (shape.empty() || shape.back() != kind) shape += kind;
  }
  return shape;
}

TEST(StringsDomain, SampledInputsLookLikeTheGivenOnes) {
  const Task task = task_of({{{Value("Ada Lovelace <ada@x.org>, 1815-12-10")}, Value("A")},
                             {{Value("Alan Turing <alan@y.org>, 1912-06-23")}, Value("B")}});
  const std::string wanted = shape(task.examples[0].inputs[0].as_string());
  std::set<std::string> seen;
  std::size_t alike = 0;
  std::size_t with_org = 0;
  Rng rng(5);
  constexpr std::size_t kSamples = 200;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const std::vector<Value> row = domain().sample_inputs(task, rng);
    ASSERT_EQ(row.size(), 1u);
    const std::string& text = row[0].as_string();
    seen.insert(text);
    alike += shape(text) == wanted ? 1u : 0u;
    with_org += text.find(".org>") != std::string::npos ? 1u : 0u;
  }
  EXPECT_GT(seen.size(), kSamples * 9 / 10);
  EXPECT_GT(alike, kSamples / 2);
  EXPECT_LT(alike, kSamples);         // now and then a piece is left out or repeated
  EXPECT_GT(with_org, kSamples / 2);  // what all rows share mostly stays
}

TEST(StringsDomain, WhatArgumentsShareChangesAlike) {
  const Task task = task_of({{{Value("Dear Xenia, hello"), Value("Xenia")}, Value("a")}});
  Rng rng(9);
  std::size_t shared = 0;
  for (int i = 0; i < 100; ++i) {
    const std::vector<Value> row = domain().sample_inputs(task, rng);
    shared += row[0].as_string().find(row[1].as_string()) != std::string::npos ? 1u : 0u;
  }
  EXPECT_GT(shared, 60u);
}

TEST(StringsDomain, SampledInputsKeepTheirTypesAndSeed) {
  const Value list(Value::List{Value("ab"), Value("é1")});
  const Task task = task_of({{{Value("é→1"), Value(7), Value(true), list, Value("")}, Value("a")}});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    Rng again(seed);
    const std::vector<Value> row = domain().sample_inputs(task, rng);
    EXPECT_EQ(row, domain().sample_inputs(task, again));
    EXPECT_TRUE(domain().check(task_of({{row, Value("a")}})).ok());
    EXPECT_TRUE(row[0].as_string().starts_with("é→"));
    EXPECT_GE(row[1].as_int(), 0);
    EXPECT_TRUE(row[2].is_bool());
    EXPECT_EQ(row[3].as_list().size(), 2u);
    EXPECT_EQ(row[4], Value(""));
  }
}

TEST(StringsDomain, ItsLanguageRunsItsSample) {
  const auto language = dsl::make_language(strings_catalogue());
  const auto program =
      language->parse_typed(R"(upper(first_char(x0) ++ "." ++ first_char(after(x0, " ")) ++ "."))",
                            input_types(task_of(domain().info().samples)));
  ASSERT_TRUE(program.ok());
  for (const Example& sample : domain().info().samples)
    EXPECT_EQ(*language->run(*program, sample.inputs), sample.output);
}

// Of a long text only the beginning changes, so that a row of a million characters takes no longer.
TEST(StringsDomain, SampledLongTextsChangeAtTheirBeginning) {
  std::string text;
  while (text.size() < 100'000) text += "ab 12,";
  const Task task = task_of({{{Value(text)}, Value("a")}, {{Value("12 " + text)}, Value("b")}});
  Rng rng(3);
  std::set<std::string> beginnings;
  for (int i = 0; i < 20; ++i) {
    const std::vector<Value> row = domain().sample_inputs(task, rng);
    const std::string& changed = row[0].as_string();
    EXPECT_EQ(changed.substr(changed.size() - 90'000), text.substr(text.size() - 90'000));
    beginnings.insert(changed.substr(0, 1000));
  }
  EXPECT_GT(beginnings.size(), 15u);
}

}  // namespace
}  // namespace inkling::strings
