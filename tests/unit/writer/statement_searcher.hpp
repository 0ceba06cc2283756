// The searcher over the weights that ship, in a domain of statements.
#pragma once

#include <gtest/gtest.h>

#include <inkling/dsl/imperative.hpp>

#include "searcher.hpp"
#include "shape.hpp"

namespace inkling::writer::test {

struct Asking {
  const Domain& domain;
  const Language& language;
  const char* id = kRobustFill;
  const char* format = kRobustFillFormat;
  std::unique_ptr<Searcher> searcher =
      make_searcher(id, "a network", format,
                    std::make_shared<const common::ModelShelf>(
                        common::ModelShelf::of_folders({}, format, {INKLING_MODELS})));

  // Rows as people write them: input and output.
  Task task(std::initializer_list<std::pair<const char*, const char*>> rows) const {
    Task made;
    made.domain = domain.info().id;
    for (const auto& [before, after] : rows)
      made.examples.push_back({*domain.read_inputs(before), *domain.read_output(after)});
    return made;
  }
  Result<Outcome> ask(const Task& about, const std::string& params = "beam=100") const {
    const Toolbox tools{&domain, nullptr, &language, &language};
    return searcher->search(about, tools, *Params::parse(searcher->info().params, params), 1,
                            Budget(), nullptr);
  }
  std::string refused(const Task& about) const {
    const auto outcome = ask(about);
    EXPECT_FALSE(outcome.ok());
    return outcome.ok() ? std::string() : outcome.error().message;
  }
  bool fits(const Task& about, const Program& program) const {
    for (const Example& it : about.examples)
      if (*language.run(program, it.inputs) != it.output) return false;
    return true;
  }
};

// What is solved fits, and comes in the order of the bits that other searches rank by.
inline void expect_solved(const Asking& asking, const Task& about) {
  const auto outcome = asking.ask(about);
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  EXPECT_GT(outcome->evaluations, 0u);
  ASSERT_FALSE(outcome->candidates.empty());
  const dsl::Imperative& machine = *dsl::imperative_of(asking.language);
  double before = 0;
  for (const Candidate& it : outcome->candidates) {
    EXPECT_TRUE(asking.fits(about, it.program)) << it.program.text();
    EXPECT_EQ(it.score,
              dsl::description_bits(
                  machine, dsl::cost(machine, **dsl::block_of(asking.language, it.program))));
    EXPECT_GE(it.score, before);
    before = it.score;
  }
}

// What no program does is answered with the programs that do most of it.
inline void expect_unsolved(const Asking& asking, const Task& about) {
  const auto outcome = asking.ask(about);
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::exhausted);
  ASSERT_FALSE(outcome->candidates.empty());
  for (const Candidate& it : outcome->candidates) EXPECT_FALSE(asking.fits(about, it.program));
}

}  // namespace inkling::writer::test
