#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/base/screen.hpp>
#include <sstream>

namespace inkling::screen {
namespace {

std::string utf8(char32_t c) {
  std::string text;
  const auto add = [&](unsigned byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0U | (c >> 6U));
    add(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    add(0xE0U | (c >> 12U));
    add(0x80U | (c >> 6U & 0x3FU));
    add(0x80U | (c & 0x3FU));
  } else {
    add(0xF0U | (c >> 18U));
    add(0x80U | (c >> 12U & 0x3FU));
    add(0x80U | (c >> 6U & 0x3FU));
    add(0x80U | (c & 0x3FU));
  }
  return text;
}

TEST(Printable, OrdinaryTextStays) {
  const std::string text = "plain\ttext\nümläut 漢字 👩‍🚀 \\u001b é";
  EXPECT_EQ(printable(text), text);
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, ControlsAreWrittenOut) {
  EXPECT_EQ(printable("a\x1b]0;x\x07"), "a\\u001b]0;x\\u0007");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\u009b31m");
  EXPECT_EQ(printable("a\xE2\x80\xAE"
                      "b"),
            "a\\u202eb");
  EXPECT_EQ(printable("a\rb\r\n\x7F"), "a\\u000db\r\n\\u007f");
  EXPECT_EQ(printable(std::string(kStyleMark) + "31m"), "\\ufdd031m");
}

TEST(Printable, BytesThatAreNoUtf8AreWrittenOut) {
  EXPECT_EQ(printable("\x9B"
                      "31m"),
            "\\x9b31m");
  EXPECT_EQ(printable("a\xC2"), "a\\xc2");
  EXPECT_EQ(printable("\xE2\x80"), "\\xe2\\x80");
  EXPECT_EQ(printable("\xC0\x9B\xF5\xED\xA0\x80"), "\\xc0\\x9b\\xf5\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xE0\x82\x9B"), "\\xe0\\x82\\x9b");  // U+009B, longer than it should be
}

// Every character there is: none that is a control comes out, and the others come out as they are.
TEST(Printable, NoControlOfUnicodePasses) {
  std::size_t written_out = 0;
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = utf8(c);
    const std::string shown = printable(text);
    ASSERT_EQ(control_bytes(text), is_control(c) ? text.size() : 0) << std::hex << unsigned(c);
    if (!is_control(c)) {
      ASSERT_EQ(shown, text);
      continue;
    }
    ++written_out;
    ASSERT_TRUE(shown.starts_with("\\u")) << std::hex << unsigned(c);
    ASSERT_EQ(shown.size(), 6U);
  }
  EXPECT_EQ(written_out, 29U + 33U + 1U + 2U + 7U + 4U + 1U);
}

// However the text is cut into pieces.
TEST(Screen, IsPrintableInPieces) {
  const std::string text = std::string("a\x1b[31mé漢\xC2\x9B\r\n\xE2\x80\xAE\rx\xF0\x9F") +
                           "\x91\xA9" + std::string(kStyleMark) + "31mred" +
                           std::string(kStyleMark) + "0m\xC2";
  const std::string wanted =
      "a\\u001b[31mé漢\\u009b\r\n\\u202e\\u000dx\xF0\x9F\x91\xA9\x1b[31mred\x1b[0m\\xc2";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    std::ostringstream out;
    {
      const Screen screen(out);
      for (std::size_t at = 0; at < text.size(); at += piece) out << text.substr(at, piece);
    }
    ASSERT_EQ(out.str(), wanted) << piece;
    out << "\x1b";
    EXPECT_TRUE(out.str().ends_with("\x1b")) << "the stream has its own buffer back";
  }
}

TEST(Screen, StylesAreTheProgramsOwn) {
  std::ostringstream out;
  const Screen screen(out);
  const std::string mark(kStyleMark);
  out << mark << "1m|" << mark << "m|" << mark << "123m|" << mark << "2J|" << mark << std::flush;
  EXPECT_EQ(out.str(), "\x1b[1m|\\ufdd0m|\\ufdd0123m|\\ufdd02J|\\ufdd0");
}

TEST(Screen, RawBytesPass) {
  std::ostringstream plain;
  write_raw(plain, "\x1b[K");
  EXPECT_EQ(plain.str(), "\x1b[K");
  std::ostringstream out;
  const Screen screen(out);
  out << "a\r";
  write_raw(out, "\r\x1b[K");
  out << "b" << std::flush;
  EXPECT_EQ(out.str(), "a\\u000d\r\x1b[Kb");
}

TEST(Screen, FailuresAreSeen) {
  struct Full : std::streambuf {};
  Full full;
  std::ostream out(&full);
  const Screen screen(out);
  out << "text" << std::flush;
  EXPECT_FALSE(out);
}

}  // namespace
}  // namespace inkling::screen
