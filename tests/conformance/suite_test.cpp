// The suite passes a sound world and finds each flaw that is put into it, under the right name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/conformance.hpp>

#include "plus_world.hpp"

namespace inkling {
namespace {

using test::Flaw;

RegistryOptions no_plugins() {
  RegistryOptions options;
  options.use_environment = false;
  options.use_default_dir = false;
  return options;
}

Result<ConformanceReport> run_on(Flaw flaw, std::string_view id) {
  Registry registry(no_plugins());
  const auto added =
      registry.add("plus", [flaw](Registrar& registrar) { register_plus(registrar, flaw); });
  if (!added) return added.error();
  ConformanceOptions options;
  options.tasks = 8;
  options.searches = 1;
  options.evaluations = 2000;
  return run_conformance(registry, id, options);
}

std::vector<std::string> failed(const ConformanceReport& report) {
  std::vector<std::string> names;
  for (const ConformanceCheck& check : report.checks)
    if (check.verdict == Verdict::failed) names.push_back(check.name);
  return names;
}

TEST(Conformance, PassesASoundWorld) {
  const auto report = run_on(Flaw::none, "plus");
  ASSERT_TRUE(report) << to_text(report.error());
  EXPECT_TRUE(report->passed()) << to_text(*report);
  EXPECT_GT(report->count(Verdict::passed), 30U);
  EXPECT_EQ(report->count(Verdict::skipped), 0U) << to_text(*report, false);
}

TEST(Conformance, AnIdStandsForEveryKindThatHasIt) {
  const auto report = run_on(Flaw::none, "plus");
  ASSERT_TRUE(report);
  std::vector<Kind> kinds;
  for (const ConformanceCheck& check : report->checks)
    if (kinds.empty() || kinds.back() != check.subject.kind) kinds.push_back(check.subject.kind);
  EXPECT_THAT(kinds,
              testing::ElementsAre(Kind::domain, Kind::language, Kind::searcher, Kind::solver));
}

TEST(Conformance, AKindNarrowsItDown) {
  const auto report = run_on(Flaw::none, "searcher:plus");
  ASSERT_TRUE(report);
  for (const ConformanceCheck& check : report->checks)
    EXPECT_EQ(check.subject.kind, Kind::searcher);
}

TEST(Conformance, AnUnknownIdIsNotFound) {
  const auto report = run_on(Flaw::none, "pluss");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::not_found);
  EXPECT_THAT(to_text(report.error()), testing::HasSubstr("did you mean 'plus'"));
}

TEST(Conformance, NothingCheckedIsNotPassed) {
  EXPECT_FALSE(ConformanceReport{}.passed());
  ConformanceReport skipped;
  skipped.checks.push_back(
      ConformanceCheck{Provided{Kind::domain, "d"}, "name", Verdict::skipped, "why"});
  EXPECT_FALSE(skipped.passed());
}

TEST(Conformance, TheTextListsEveryCheckAndCounts) {
  ConformanceReport report;
  report.checks.push_back(
      ConformanceCheck{Provided{Kind::domain, "d"}, "one", Verdict::passed, ""});
  report.checks.push_back(
      ConformanceCheck{Provided{Kind::domain, "d"}, "two", Verdict::failed, "3 is not 4"});
  EXPECT_EQ(to_text(report),
            "passed   domain d: one\n"
            "FAILED   domain d: two: 3 is not 4\n"
            "1 checks passed, 1 failed, 0 skipped\n");
  EXPECT_EQ(to_text(report, false),
            "FAILED   domain d: two: 3 is not 4\n"
            "1 checks passed, 1 failed, 0 skipped\n");
}

struct Known {
  Flaw flaw;
  std::string subject;
  std::string check;  // part of the name of the check that must fail
};

void PrintTo(const Known& known, std::ostream* os) {
  *os << known.subject << ": " << known.check;
}

class Flawed : public testing::TestWithParam<Known> {};

TEST_P(Flawed, IsFound) {
  const auto report = run_on(GetParam().flaw, GetParam().subject);
  ASSERT_TRUE(report) << to_text(report.error());
  EXPECT_FALSE(report->passed());
  EXPECT_THAT(failed(*report), testing::Contains(testing::HasSubstr(GetParam().check)))
      << to_text(*report, false);
}

const std::vector<Known> kKnown = {
    {Flaw::no_title, "domain:plus", "its texts are complete"},
    {Flaw::no_summary, "searcher:plus", "its texts are complete"},
    {Flaw::bad_default, "domain:plus", "parameter defaults"},
    {Flaw::invalid_tasks, "domain:plus", "the generator gives valid tasks"},
    {Flaw::invalid_tasks, "domain:plus", "every choice"},
    {Flaw::unseeded, "domain:plus", "same seed, same task"},
    {Flaw::constant_generator, "domain:plus", "same seed, same task"},
    {Flaw::wrong_program, "domain:plus", "hidden programs"},
    {Flaw::invalid_inputs, "domain:plus", "sampled inputs"},
    {Flaw::reads_otherwise, "domain:plus", "text forms of values"},
    {Flaw::lossy_codec, "domain:plus", "tape is read back"},
    {Flaw::same_tokens, "domain:plus", "alphabet"},
    {Flaw::unsorted_words, "language:plus", "completes words"},
    {Flaw::no_place, "language:plus", "errors say where"},
    {Flaw::shifting_text, "language:plus", "programs' text form"},
    {Flaw::wrong_trace, "language:plus", "trace"},
    {Flaw::throws, "language:plus", "explained"},
    {Flaw::no_answer, "solver:plus", "it answers"},
    {Flaw::late, "solver:plus", "keeps to its time"},
    {Flaw::busy, "solver:plus", "keeps to its time"},
    {Flaw::deaf, "solver:plus", "stops when told"},
    {Flaw::greedy, "solver:plus", "memory"},
    {Flaw::uncounted, "solver:plus", "evaluations"},
    {Flaw::thread_dependent, "solver:plus", "same outcome"},
};
INSTANTIATE_TEST_SUITE_P(All, Flawed, testing::ValuesIn(kKnown));

}  // namespace
}  // namespace inkling
