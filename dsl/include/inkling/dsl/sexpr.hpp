// S-expressions in the notation of SMT-LIB 2.6: what problem files of other tools are written in.
#pragma once

#include <inkling/dsl/export.hpp>
#include <inkling/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::dsl {

struct SExpr {
  enum class Kind : std::uint8_t {
    symbol,   // text: its name, without the bars of a quoted one
    keyword,  // text: with its colon
    numeral,  // text: digits
    decimal,  // text: digits, a point, digits
    bits,     // text: "#x1f", "#b01"
    string,   // text: its contents; "" inside stands for one quotation mark, \u{..} is left alone
    list,     // items
  };
  Kind kind = Kind::list;
  std::string text{};
  std::vector<SExpr> items{};
  SourceSpan span{};

  bool is_list() const { return kind == Kind::list; }
  bool is_symbol() const { return kind == Kind::symbol; }
  bool is_symbol(std::string_view name) const { return is_symbol() && text == name; }
  // The symbol that a list begins with, or "".
  INKLING_DSL_API std::string_view head() const;
  // Structure and text, not spans.
  friend bool operator==(const SExpr& a, const SExpr& b) {
    return a.kind == b.kind && a.text == b.text && a.items == b.items;
  }
};

inline constexpr std::size_t kMaxSExprDepth = 200;
inline constexpr std::size_t kMaxSExprBytes = std::size_t{64} << 20;

// Everything in a text; comments (; to the end of the line) are left out. Errors: parse, with a
// span.
INKLING_DSL_API Result<std::vector<SExpr>> read_sexprs(std::string_view text);
// One line; reads back as the same.
INKLING_DSL_API std::string to_text(const SExpr& expr);

}  // namespace inkling::dsl
