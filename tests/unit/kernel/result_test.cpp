#include <gtest/gtest.h>

#include <inkling/result.hpp>

namespace inkling {
namespace {

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 3;
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 3);
  const Result<int> bad = Error{ErrorCode::parse, "no"};
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "no");
}

TEST(Result, ReadingAMissingValueThrowsTheError) {
  const Result<int> bad = Error{ErrorCode::device, "gone"};
  try {
    static_cast<void>(bad.value());
    FAIL() << "no exception";
  } catch (const Exception& e) {
    EXPECT_EQ(e.error().code, ErrorCode::device);
    EXPECT_STREQ(e.what(), "gone");
  }
}

TEST(Result, OfVoidIsOkByDefault) {
  EXPECT_TRUE(Result<void>{}.ok());
  EXPECT_FALSE(Result<void>(Error{}).ok());
}

TEST(Error, TextHasTheNotesInBrackets) {
  EXPECT_EQ(to_text(Error{ErrorCode::parse, "bad"}), "bad");
  EXPECT_EQ(to_text(Error{ErrorCode::parse, "bad", {"one", "two"}}), "bad (one; two)");
}

TEST(Error, EveryCodeHasItsOwnName) {
  EXPECT_EQ(to_text(ErrorCode::bad_param), "bad_param");
  EXPECT_EQ(to_text(ErrorCode::not_found), "not_found");
  EXPECT_EQ(to_text(ErrorCode::internal), "internal");
}

Error at(std::size_t begin, std::size_t end) {
  Error error{ErrorCode::parse, "bad"};
  error.span = SourceSpan{begin, end};
  return error;
}

TEST(RenderError, PutsACaretUnderTheSpan) {
  EXPECT_EQ(render_error(at(2, 5), "a bcd e"), "bad\n  a bcd e\n    ^^^");
}

TEST(RenderError, ShowsOnlyTheLineOfTheSpan) {
  EXPECT_EQ(render_error(at(3, 4), "a\nb c\nd"), "bad\n  b c\n   ^");
}

TEST(RenderError, CountsCodePointsAndReplacesTabs) {
  EXPECT_EQ(render_error(at(3, 5), "\t\xC3\xA9\xC3\xA9"), "bad\n   \xC3\xA9\xC3\xA9\n    ^");
}

TEST(RenderError, EndOfTextAndSpansBeyondIt) {
  EXPECT_EQ(render_error(at(2, 2), "ab"), "bad\n  ab\n    ^");
  EXPECT_EQ(render_error(at(90, 99), "ab"), "bad\n  ab\n    ^");
  EXPECT_EQ(render_error(at(0, 0), ""), "bad\n  \n  ^");
}

TEST(RenderError, CutsLongLinesAroundTheSpan) {
  const std::string text = render_error(at(500, 501), std::string(1000, 'x'));
  EXPECT_LT(text.size(), 300U);
  EXPECT_NE(text.find("...xxx"), std::string::npos);
  EXPECT_NE(text.find("xxx..."), std::string::npos);
  const std::size_t line = text.find('\n') + 1;
  const std::size_t next = text.find('\n', line) + 1;
  EXPECT_EQ(text[line + (text.find('^') - next)], 'x');
}

TEST(RenderError, AddsNotesLast) {
  Error error = at(0, 1);
  error.notes = {"hint"};
  EXPECT_EQ(render_error(error, "a"), "bad\n  a\n  ^\n  hint");
}

}  // namespace
}  // namespace inkling
