#include <gmock/gmock.h>

#include "domain.hpp"
#include "language.hpp"
#include "statement_searcher.hpp"

namespace inkling::writer {
namespace {

using testing::HasSubstr;

const std::unique_ptr<Domain> kDomain = karel::make_domain();
const std::unique_ptr<Language> kLanguage = dsl::make_language(karel::karel_language());
const test::Asking kAsking{*kDomain, *kLanguage};

TEST(KarelSearcher, WritesProgramsThatFitTheShortestFirst) {
  test::expect_solved(
      kAsking, kAsking.task({{">..../....x/..1../...../.....", ".>.../....x/..1../...../....."},
                             {".x.../.v.../...../1..../.....", ".x.../...../.v.../1..../....."},
                             {"...../...../..^../...../....x", "...../..^../...../...../....x"}}));
  // No program moves a wall.
  test::expect_unsolved(kAsking, kAsking.task({{">x/..", ">./x."}, {">x/..", ">./x."}}));
}

TEST(KarelSearcher, WorldsThatItsTapeDoesNotTakeAreRefused) {
  EXPECT_THAT(kAsking.refused(kAsking.task({{">.....", "....>."}})),
              HasSubstr("robustfill: example 1: a world of 1 x 6 does not fit the tape"));
  EXPECT_THAT(kAsking.refused(kAsking.task({})), HasSubstr("the task has none"));
}

}  // namespace
}  // namespace inkling::writer
