#include "guarded.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace inkling::detail {
namespace {

TEST(Guarded, PassesResultsThrough) {
  EXPECT_EQ(*guarded("p", [] { return 3; }), 3);
  EXPECT_EQ(*guarded("p", [] { return Result<int>(4); }), 4);
  EXPECT_TRUE(guarded("p", [] { return Result<void>(); }));
}

TEST(Guarded, NamesThePluginInItsErrors) {
  const Result<int> own = guarded("p", []() -> Result<int> { return Error{ErrorCode::type, "x"}; });
  EXPECT_EQ(own.error().plugin, "p");
  EXPECT_EQ(own.error().code, ErrorCode::type);
  Error named{ErrorCode::type, "x"};
  named.plugin = "other";
  EXPECT_EQ(guarded("p", [&]() -> Result<int> { return named; }).error().plugin, "other");
}

TEST(Guarded, TurnsExceptionsIntoErrors) {
  const Result<int> thrown = guarded("p", []() -> int { throw std::runtime_error("one\ntwo"); });
  EXPECT_EQ(thrown.error().code, ErrorCode::plugin);
  EXPECT_EQ(thrown.error().message, "exception: one");
  EXPECT_EQ(thrown.error().plugin, "p");
  const Result<int> known = guarded("p", []() -> int {
    throw Exception(Error{ErrorCode::device, "gone"});
  });
  EXPECT_EQ(known.error().code, ErrorCode::device);
  EXPECT_EQ(known.error().plugin, "p");
  const Result<int> odd = guarded("p", []() -> int { throw 1; });
  EXPECT_EQ(odd.error().message, "exception of unknown type");
  const Result<int> memory = guarded("p", []() -> int { throw std::bad_alloc(); });
  EXPECT_EQ(memory.error().message, "out of memory");
}

}  // namespace
}  // namespace inkling::detail
