#include "domain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/imperative.hpp>

#include "codec.hpp"
#include "language.hpp"

namespace inkling::c {
namespace {

using testing::HasSubstr;

Result<GeneratedTask> generated(const std::string& text, std::uint64_t seed = 1) {
  const auto domain = make_domain();
  const auto params = Params::parse(domain->info().generator, text);
  Rng rng(seed);
  return domain->generate(params.value(), rng);
}

TEST(Check, NamesExampleAndReason) {
  const auto domain = make_domain();
  Task task{"t", "c", {}, {}, {}};
  task.examples.resize(1);
  task.examples[0].inputs.push_back(parse_value("[1,2]").value());
  task.examples[0].output = Value(3);
  EXPECT_THAT(domain->check(task).error().message, HasSubstr("example 1, output: this is 3"));
  task.examples[0].output = task.examples[0].inputs[0];
  EXPECT_TRUE(domain->check(task));
  task.examples[0].output = parse_value("[1]").value();
  EXPECT_THAT(domain->check(task).error().message,
              HasSubstr("example 1: the input has 2 elements and the output 1"));
}

TEST(Generate, ProgramsStayInRangeAndDoSomething) {
  const auto language = dsl::make_language(c_language());
  std::size_t loops = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const GeneratedTask made = generated("", seed).value();
    ASSERT_EQ(made.task.examples.size(), 5U);
    ASSERT_EQ(made.task.queries.size(), 5U);
    loops += made.program.find("for (") != std::string::npos ? 1U : 0U;
    const Program program = language->parse(made.program).value();
    EXPECT_EQ(program.text(), made.program);
    bool changed = false, varies = false;
    for (const Example& it : made.task.examples) {
      EXPECT_EQ(language->run(program, it.inputs).value(), it.output) << made.program;
      for (const Value& value : it.output.as_list()) {
        EXPECT_GE(value.as_int(), -4);
        EXPECT_LE(value.as_int(), 4);
      }
      changed = changed || it.inputs[0] != it.output;
      varies = varies || it.output != made.task.examples[0].output;
    }
    for (const Query& it : made.task.queries) {
      changed = changed || it.inputs[0] != *it.output;
      varies = varies || *it.output != made.task.examples[0].output;
    }
    EXPECT_TRUE(changed && varies) << made.program;
  }
  EXPECT_GE(loops, 30U);
}

TEST(Generate, LengthIsAsAskedFor) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto made = generated("declarations=1,min_statements=2,max_statements=2,loops=0", seed);
    const auto language = dsl::make_language(c_language());
    const auto block = dsl::block_of(*language, language->parse(made->program).value());
    EXPECT_EQ((*block)->size(), 3U) << made->program;
  }
  EXPECT_THAT(generated("min_statements=3,max_statements=2").error().message,
              HasSubstr("is more than"));
}

TEST(Tape, HoldsAnArrayWithoutLoss) {
  const auto codec = make_codec(5, -16, 16);
  EXPECT_EQ(codec->shape().alphabet, 34U);
  std::vector<int> tape(5);
  for (const char* text : {"[1,-16,16,0,4]", "[3]", "[]"}) {
    const Value value = parse_value(text).value();
    ASSERT_TRUE(codec->write_output(value, tape));
    EXPECT_EQ(codec->read_output(tape).value(), value);
  }
  EXPECT_FALSE(codec->write_output(parse_value("[17]").value(), tape));
  EXPECT_FALSE(codec->write_output(parse_value("[1,1,1,1,1,1]").value(), tape));
}

}  // namespace
}  // namespace inkling::c
