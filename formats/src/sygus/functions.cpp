#include "functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <inkling/dsl/operator_table.hpp>
#include <span>

#include "cells.hpp"

namespace inkling::sygus {
namespace {

using dsl::CallSite;
using dsl::Cell;
using dsl::EvalContext;
using dsl::SExpr;

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::int64_t kLargestCharacter = 0x2FFFF;

bool give(Cell& result, std::int64_t i) {
  result = integer(i);
  return i != dsl::kUndefined;
}

std::size_t bytes_of(const Cell& s, std::size_t chars) {
  if (one_byte(s)) return chars;
  std::size_t at = 0;
  while (chars > 0 && at < s.size) {
    ++at;
    while (at < s.size && (static_cast<unsigned char>(s.s[at]) & 0xC0U) == 0x80U) ++at;
    --chars;
  }
  return at;
}
std::size_t chars_of(const Cell& s, std::size_t bytes) {
  if (one_byte(s)) return bytes;
  return static_cast<std::size_t>(std::count_if(
      s.s, s.s + bytes, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

char* room(EvalContext& context, std::size_t bytes) {
  if (bytes > context.dialect.max_length || !context.spend(bytes)) return nullptr;
  return context.arena.chars(bytes == 0 ? 1 : bytes);
}
// Pieces one after the other.
bool join(EvalContext& context, std::initializer_list<std::string_view> pieces, std::size_t chars,
          Cell& result) {
  std::size_t bytes = 0;
  for (std::string_view piece : pieces) bytes += piece.size();
  char* const out = room(context, bytes);
  if (out == nullptr) return false;
  std::size_t at = 0;
  for (std::string_view piece : pieces) {
    if (!piece.empty()) std::memcpy(out + at, piece.data(), piece.size());
    at += piece.size();
  }
  result = text(out, bytes, chars);
  return true;
}

// --- strings -------------------------------------------------------------------------------------

bool concat(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return join(context, {view(a[0]), view(a[1])}, std::size_t{a[0].chars} + a[1].chars, result);
}
bool length(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].chars);
}
// The longest part that begins at `start` and has at most `count` characters; "" where one of them
// is out of range.
bool substr(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  const Cell& s = a[0];
  const std::int64_t start = a[1].i;
  const std::int64_t count = a[2].i;
  if (start < 0 || start >= s.chars || count <= 0) {
    result = text("", 0, 0);
    return true;
  }
  const auto from = static_cast<std::size_t>(start);
  const std::size_t chars = std::min<std::size_t>(s.chars - from, static_cast<std::size_t>(count));
  const std::size_t begin = bytes_of(s, from);
  const std::size_t end = one_byte(s) ? begin + chars : bytes_of(s, from + chars);
  result = text(s.s + begin, end - begin, chars);
  return true;
}
bool at(EvalContext& context, const CallSite& site, const Cell* a, Cell& result) {
  const Cell args[3] = {a[0], a[1], integer(1)};
  return substr(context, site, args, result);
}
bool prefix_of(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, view(a[1]).starts_with(view(a[0])) ? 1 : 0);
}
bool suffix_of(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, view(a[1]).ends_with(view(a[0])) ? 1 : 0);
}
bool contains(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  return give(result, view(a[0]).find(view(a[1])) != kNone ? 1 : 0);
}
// Where the second occurs in the first, at `from` or later; -1: nowhere, or `from` is out of range.
bool index_of(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const Cell& s = a[0];
  if (a[2].i < 0 || a[2].i > s.chars) return give(result, -1);
  if (!context.spend(s.size)) return false;
  const std::size_t found = view(s).find(view(a[1]), bytes_of(s, static_cast<std::size_t>(a[2].i)));
  return give(result, found == kNone ? -1 : static_cast<std::int64_t>(chars_of(s, found)));
}
// The first occurrence; "" occurs at the beginning.
bool replace(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const std::string_view s = view(a[0]);
  const std::size_t found = s.find(view(a[1]));
  if (!context.spend(s.size())) return false;
  if (found == kNone) {
    result = a[0];
    return true;
  }
  return join(context, {s.substr(0, found), view(a[2]), s.substr(found + a[1].size)},
              std::size_t{a[0].chars} - a[1].chars + a[2].chars, result);
}
// Every occurrence, from left to right; "" has none.
bool replace_all(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const std::string_view s = view(a[0]);
  const std::string_view what = view(a[1]);
  const std::string_view with = view(a[2]);
  if (!context.spend(s.size())) return false;
  std::size_t count = 0;
  if (!what.empty())
    for (std::size_t i = s.find(what); i != kNone; i = s.find(what, i + what.size())) ++count;
  if (count == 0) {
    result = a[0];
    return true;
  }
  const std::size_t bytes = s.size() - count * what.size() + count * with.size();
  char* out = room(context, bytes);
  if (out == nullptr) return false;
  result = text(out, bytes, a[0].chars - count * a[1].chars + count * a[2].chars);
  const auto put = [&out](std::string_view piece) {
    if (!piece.empty()) std::memcpy(out, piece.data(), piece.size());
    out += piece.size();
  };
  std::size_t from = 0;
  for (std::size_t i = s.find(what); i != kNone; i = s.find(what, from)) {
    put(s.substr(from, i - from));
    put(with);
    from = i + what.size();
  }
  put(s.substr(from));
  return true;
}
// -1 unless it is digits alone.
bool to_int(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  const std::string_view s = view(a[0]);
  std::int64_t value = 0;
  if (s.empty()) return give(result, -1);
  for (char c : s)
    if (c < '0' || c > '9') return give(result, -1);
  for (char c : s)
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, c - '0', &value))
      return false;
  return give(result, value);
}
// "" of a negative number.
bool from_int(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  std::array<char, 24> digits{};
  char* end = digits.data();
  if (a[0].i >= 0) end = std::to_chars(digits.data(), digits.data() + digits.size(), a[0].i).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  return join(context, {{digits.data(), count}}, count, result);
}
bool less_text(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, view(a[0]) < view(a[1]) ? 1 : 0);  // of UTF-8: that of code points
}
bool less_equal_text(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, view(a[0]) <= view(a[1]) ? 1 : 0);
}
std::int64_t code_point(std::string_view s) {
  const auto byte = [&](std::size_t i) { return std::int64_t{static_cast<unsigned char>(s[i])}; };
  if (s.size() == 1) return byte(0);
  std::int64_t code = byte(0) & (s.size() == 2 ? 0x1F : s.size() == 3 ? 0x0F : 0x07);
  for (std::size_t i = 1; i < s.size(); ++i) code = code * 64 + (byte(i) & 0x3F);
  return code;
}
std::string encoded(std::int64_t code) {
  std::string out;
  const auto put = [&out](std::int64_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
  return out;
}
// Whether a text of inkling can hold the character.
bool representable(std::int64_t code) {
  return code > 0 && code <= kLargestCharacter && (code < 0xD800 || code > 0xDFFF);
}
bool to_code(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].chars == 1 ? code_point(view(a[0])) : -1);
}
bool from_code(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].i < 0 || a[0].i > kLargestCharacter) {
    result = text("", 0, 0);
    return true;
  }
  return representable(a[0].i) && join(context, {encoded(a[0].i)}, 1, result);
}
bool is_digit(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].size == 1 && a[0].s[0] >= '0' && a[0].s[0] <= '9' ? 1 : 0);
}
bool equal_text(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, view(a[0]) == view(a[1]) ? 1 : 0);
}
bool distinct_text(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, view(a[0]) != view(a[1]) ? 1 : 0);
}

// --- integers and truth values -------------------------------------------------------------------

bool add(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  std::int64_t sum = 0;
  return !__builtin_add_overflow(a[0].i, a[1].i, &sum) && give(result, sum);
}
bool subtract(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  std::int64_t difference = 0;
  return !__builtin_sub_overflow(a[0].i, a[1].i, &difference) && give(result, difference);
}
bool negate(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, -a[0].i);
}
bool multiply(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  std::int64_t product = 0;
  return !__builtin_mul_overflow(a[0].i, a[1].i, &product) && give(result, product);
}
// Of a division whose remainder is never negative.
std::int64_t remainder_of(std::int64_t a, std::int64_t b) {
  if (b == 1 || b == -1) return 0;
  const std::int64_t r = a % b;
  return r < 0 ? r + (b < 0 ? -b : b) : r;
}
bool divide(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i == 0) return false;
  std::int64_t whole = 0;
  if (__builtin_sub_overflow(a[0].i, remainder_of(a[0].i, a[1].i), &whole)) return false;
  return give(result, whole / a[1].i);
}
bool modulo(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return a[1].i != 0 && give(result, remainder_of(a[0].i, a[1].i));
}
bool absolute(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].i < 0 ? -a[0].i : a[0].i);
}
template <class Compare>
bool compare(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, Compare{}(a[0].i, a[1].i) ? 1 : 0);
}
bool negation(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].i == 0 ? 1 : 0);
}
bool conjunction(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].i != 0 && a[1].i != 0 ? 1 : 0);
}
bool disjunction(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].i != 0 || a[1].i != 0 ? 1 : 0);
}
bool implication(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  return give(result, a[0].i == 0 || a[1].i != 0 ? 1 : 0);
}
bool choice(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = a[0].i != 0 ? a[1] : a[2];
  return true;
}

// --- backwards -----------------------------------------------------------------------------------

std::size_t concat_witness(EvalContext&, const CallSite&, std::size_t unknown, const Cell* a,
                           const Cell& result, Cell* values) {
  const Cell& known = a[1 - unknown];
  if (known.size > result.size || known.chars > result.chars) return 0;
  const std::size_t rest = result.size - known.size;
  if (unknown == 1 ? !view(result).starts_with(view(known)) : !view(result).ends_with(view(known)))
    return 0;
  values[0] = text(result.s + (unknown == 1 ? known.size : 0), rest, result.chars - known.chars);
  return 1;
}
std::size_t add_witness(EvalContext& context, const CallSite& site, std::size_t unknown,
                        const Cell* a, const Cell& result, Cell* values) {
  const Cell args[2] = {result, a[1 - unknown]};
  return subtract(context, site, args, values[0]) ? 1 : 0;
}
std::size_t subtract_witness(EvalContext& context, const CallSite& site, std::size_t unknown,
                             const Cell* a, const Cell& result, Cell* values) {
  const Cell args[2] = {unknown == 0 ? result : a[0], unknown == 0 ? a[1] : result};
  return (unknown == 0 ? add : subtract)(context, site, args, values[0]) ? 1 : 0;
}
std::size_t from_int_witness(EvalContext& context, const CallSite& site, std::size_t, const Cell*,
                             const Cell& result, Cell* values) {
  return to_int(context, site, &result, values[0]) && values[0].i >= 0 ? 1 : 0;
}
std::size_t to_int_witness(EvalContext& context, const CallSite& site, std::size_t, const Cell*,
                           const Cell& result, Cell* values) {
  return result.i >= 0 && from_int(context, site, &result, values[0]) ? 1 : 0;
}
// Where the character stands, from the left; no text is told from a position.
std::size_t at_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                       const Cell& result, Cell* values) {
  if (result.chars != 1) return 0;
  std::size_t count = 0;
  for (std::size_t i = view(a[0]).find(view(result)); i != kNone && count < dsl::kMaxWitnesses;
       i = view(a[0]).find(view(result), i + 1))
    values[count++] = integer(static_cast<std::int64_t>(chars_of(a[0], i)));
  return count;
}

// What a function has of an operator's row: nobody reads words of it, and what it costs is
// cost_of().
struct Row {
  const char* name;
  const char* signature;
  dsl::Eval eval;
  dsl::Witness witness = nullptr;
  std::uint32_t witnessed = 0;
  std::vector<std::string> aliases{};
};
void add_rows(dsl::Catalogue& catalogue, const char* group, std::span<const Row> rows) {
  std::vector<dsl::OperatorRow> full;
  for (const Row& row : rows)
    full.push_back({.name = row.name,
                    .signature = row.signature,
                    .eval = row.eval,
                    .cost = 1,
                    .words = "",
                    .summary = "",
                    .aliases = row.aliases,
                    .witness = row.witness,
                    .witnessed = row.witnessed});
  dsl::add_operators(catalogue, group, full);
}

std::shared_ptr<const dsl::Catalogue> make_functions() {
  const Row strings[] = {
      {"str.++", "(s: string, t: string) -> string", concat, concat_witness, 3},
      {"str.len", "(s: string) -> int", length},
      {"str.at", "(s: string, i: int) -> string", at, at_witness, 2},
      {"str.substr", "(s: string, i: int, n: int) -> string", substr},
      {"str.prefixof", "(s: string, t: string) -> bool", prefix_of},
      {"str.suffixof", "(s: string, t: string) -> bool", suffix_of},
      {"str.contains", "(s: string, t: string) -> bool", contains},
      {"str.indexof", "(s: string, t: string, i: int) -> int", index_of},
      {"str.replace", "(s: string, t: string, u: string) -> string", replace},
      {"str.replace_all", "(s: string, t: string, u: string) -> string", replace_all},
      {"str.to_int", "(s: string) -> int", to_int, to_int_witness, 1, {"str.to.int", "str.to-int"}},
      {"str.from_int",
       "(i: int) -> string",
       from_int,
       from_int_witness,
       1,
       {"int.to.str", "int.to-str"}},
      {"str.<", "(s: string, t: string) -> bool", less_text},
      {"str.<=", "(s: string, t: string) -> bool", less_equal_text},
      {"str.to_code", "(s: string) -> int", to_code},
      {"str.from_code", "(i: int) -> string", from_code},
      {"str.is_digit", "(s: string) -> bool", is_digit},
      {"=", "(s: string, t: string) -> bool", equal_text},
      {"distinct", "(s: string, t: string) -> bool", distinct_text},
      {"ite", "(c: bool, s: string, t: string) -> string", choice},
  };
  const Row integers[] = {
      {"+", "(a: int, b: int) -> int", add, add_witness, 3},
      {"-", "(a: int, b: int) -> int", subtract, subtract_witness, 3},
      {"-", "(a: int) -> int", negate},
      {"*", "(a: int, b: int) -> int", multiply},
      {"div", "(a: int, b: int) -> int", divide},
      {"mod", "(a: int, b: int) -> int", modulo},
      {"abs", "(a: int) -> int", absolute},
      {"<", "(a: int, b: int) -> bool", compare<std::less<>>},
      {"<=", "(a: int, b: int) -> bool", compare<std::less_equal<>>},
      {">", "(a: int, b: int) -> bool", compare<std::greater<>>},
      {">=", "(a: int, b: int) -> bool", compare<std::greater_equal<>>},
      {"=", "(a: int, b: int) -> bool", compare<std::equal_to<>>},
      {"distinct", "(a: int, b: int) -> bool", compare<std::not_equal_to<>>},
      {"ite", "(c: bool, a: int, b: int) -> int", choice},
  };
  const Row logic[] = {
      {"not", "(a: bool) -> bool", negation},
      {"and", "(a: bool, b: bool) -> bool", conjunction},
      {"or", "(a: bool, b: bool) -> bool", disjunction},
      {"xor", "(a: bool, b: bool) -> bool", compare<std::not_equal_to<>>},
      {"=>", "(a: bool, b: bool) -> bool", implication},
      {"=", "(a: bool, b: bool) -> bool", compare<std::equal_to<>>},
      {"distinct", "(a: bool, b: bool) -> bool", compare<std::not_equal_to<>>},
      {"ite", "(c: bool, a: bool, b: bool) -> bool", choice},
  };
  auto catalogue = std::make_shared<dsl::Catalogue>("smtlib", "SMT-LIB's functions");
  add_rows(*catalogue, "strings", strings);
  add_rows(*catalogue, "integers", integers);
  add_rows(*catalogue, "truth values", logic);
  return catalogue;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct Escape {
  std::int64_t code = 0;
  std::size_t length = 0;  // 0: none
};
// \ud3d2d1d0 or \u{d..} with one to five digits, in front of `s`.
Escape read_escape(std::string_view s) {
  if (!s.starts_with("\\u")) return {};
  const bool braces = s.size() > 2 && s[2] == '{';
  std::size_t i = braces ? 3 : 2;
  const std::size_t first = i;
  Escape escape;
  while (i < s.size() && i - first < (braces ? 5U : 4U) && hex_value(s[i]) >= 0)
    escape.code = escape.code * 16 + hex_value(s[i++]);
  if (braces ? i == first || i >= s.size() || s[i] != '}' : i - first != 4) return {};
  if (escape.code > kLargestCharacter) return {};
  escape.length = braces ? i + 1 : i;
  return escape;
}

Result<std::optional<Value>> text_literal(const SExpr& expr) {
  std::string out;
  for (std::size_t i = 0; i < expr.text.size();) {
    const Escape escape = read_escape(std::string_view(expr.text).substr(i));
    if (escape.length == 0) {
      out += expr.text[i++];
      continue;
    }
    if (!representable(escape.code))
      return Error{ErrorCode::unsupported,
                   fmt::format("the string {} has the character \\u{{{:x}}}, which texts here "
                               "cannot hold",
                               dsl::to_text(expr), escape.code),
                   {"every character but U+0000 and surrogates can stand in a string"},
                   expr.span};
    out += encoded(escape.code);
    i += escape.length;
  }
  if (out.size() > kMaxStringBytes)
    return Error{
        ErrorCode::bad_input,
        fmt::format("a string of {} bytes; at most {} are possible", out.size(), kMaxStringBytes),
        {},
        expr.span};
  return std::optional<Value>(Value(std::move(out)));
}

// -5, as older files write it: a symbol by the rules of SMT-LIB.
bool negative_numeral(const SExpr& expr) {
  return expr.is_symbol() && expr.text.size() > 1 && expr.text[0] == '-' &&
         std::all_of(expr.text.begin() + 1, expr.text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

const dsl::Catalogue& functions() {
  static const std::shared_ptr<const dsl::Catalogue> catalogue = make_functions();
  return *catalogue;
}

bool is_function(std::string_view name) {
  return !functions().find(name).empty();
}

bool same_function(std::string_view a, std::string_view b) {
  return a == b || (is_function(a) && standard_name(a) == standard_name(b));
}

std::string standard_name(std::string_view name) {
  const auto& found = functions().find(name);
  return found.empty() ? std::string(name) : found.front()->name;
}

const std::vector<FunctionUse>& usual_functions() {
  static const std::vector<FunctionUse> uses = {
      {"str.++", "SS", 'S'},
      {"str.substr", "SII", 'S'},
      {"str.at", "SI", 'S'},
      {"str.replace", "SSS", 'S'},
      {"str.from_int", "I", 'S'},
      {"ite", "BSS", 'S'},
      {"str.replace_all", "SSS", 'S'},
      {"str.len", "S", 'I'},
      {"str.indexof", "SSI", 'I'},
      {"str.to_int", "S", 'I'},
      {"+", "II", 'I'},
      {"-", "II", 'I'},
      {"*", "II", 'I'},
      {"div", "II", 'I'},
      {"mod", "II", 'I'},
      {"ite", "BII", 'I'},
      {"str.prefixof", "SS", 'B'},
      {"str.suffixof", "SS", 'B'},
      {"str.contains", "SS", 'B'},
      {"=", "SS", 'B'},
      {"=", "II", 'B'},
      {"<=", "II", 'B'},
      {"<", "II", 'B'},
      {"and", "BB", 'B'},
      {"or", "BB", 'B'},
      {"not", "B", 'B'},
      {"ite", "BBB", 'B'},
      {"str.is_digit", "S", 'B'},
  };
  return uses;
}

int cost_of(std::string_view name) {
  static const std::vector<std::pair<std::string_view, int>> dear = {{"ite", 3},
                                                                     {"str.replace", 2},
                                                                     {"str.replace_all", 2},
                                                                     {"div", 2},
                                                                     {"mod", 2},
                                                                     {"*", 2},
                                                                     {"str.to_code", 2},
                                                                     {"str.from_code", 2},
                                                                     {"str.from_int", 2},
                                                                     {"str.to_int", 2},
                                                                     {"or", 2},
                                                                     {"xor", 2},
                                                                     {"=>", 2}};
  const std::string standard = standard_name(name);
  const auto found = std::find_if(dear.begin(), dear.end(),
                                  [&](const auto& entry) { return entry.first == standard; });
  return found == dear.end() ? 1 : found->second;
}

std::optional<dsl::Sort> sort_named(std::string_view name) {
  if (name == "String") return dsl::Sort{dsl::Sort::Base::string};
  if (name == "Int") return dsl::Sort{dsl::Sort::Base::integer};
  if (name == "Bool") return dsl::Sort{dsl::Sort::Base::boolean};
  return std::nullopt;
}

std::string_view name_of(dsl::Sort sort) {
  switch (sort.base) {
    case dsl::Sort::Base::string:
      return "String";
    case dsl::Sort::Base::integer:
      return "Int";
    default:
      return "Bool";
  }
}

dsl::Sort sort_of(char letter) {
  return {letter == 'S'   ? dsl::Sort::Base::string
          : letter == 'I' ? dsl::Sort::Base::integer
                          : dsl::Sort::Base::boolean};
}

Result<std::optional<Value>> literal(const SExpr& expr) {
  switch (expr.kind) {
    case SExpr::Kind::string:
      return text_literal(expr);
    case SExpr::Kind::symbol:
      if (expr.text == "true" || expr.text == "false")
        return std::optional<Value>(Value(expr.text == "true"));
      if (!negative_numeral(expr)) return std::optional<Value>();
      break;
    case SExpr::Kind::numeral:
      break;
    case SExpr::Kind::list:
      if (expr.items.size() == 2 && expr.items[0].is_symbol("-") &&
          expr.items[1].kind == SExpr::Kind::numeral) {
        SExpr negative = expr.items[1];
        negative.text.insert(0, "-");
        negative.kind = SExpr::Kind::symbol;
        return literal(negative);
      }
      return std::optional<Value>();
    default:
      return std::optional<Value>();
  }
  std::int64_t value = 0;
  const auto [end, fault] =
      std::from_chars(expr.text.data(), expr.text.data() + expr.text.size(), value);
  if (fault != std::errc() || value == dsl::kUndefined)
    return Error{ErrorCode::unsupported,
                 fmt::format("the integer {} does not fit 64 bits", expr.text),
                 {"integers lie between -(2^63-1) and 2^63-1"},
                 expr.span};
  return std::optional<Value>(Value(value));
}

SExpr to_sexpr(const Value& value) {
  SExpr expr;
  if (value.is_bool()) {
    expr.kind = SExpr::Kind::symbol;
    expr.text = value.as_bool() ? "true" : "false";
  } else if (value.is_int()) {
    expr.kind = SExpr::Kind::numeral;
    expr.text = std::to_string(value.as_int());
    if (value.as_int() < 0) {
      SExpr negative;
      negative.items.push_back({SExpr::Kind::symbol, "-", {}, {}});
      expr.text.erase(0, 1);
      negative.items.push_back(std::move(expr));
      return negative;
    }
  } else {
    expr.kind = SExpr::Kind::string;
    const std::string& s = value.as_string();
    for (std::size_t i = 0; i < s.size();) {
      std::size_t end = i + 1;
      while (end < s.size() && (static_cast<unsigned char>(s[end]) & 0xC0U) == 0x80U) ++end;
      const std::int64_t code = code_point(std::string_view(s).substr(i, end - i));
      // What could be read as an escape, too.
      const bool escape = code == '\\' && i + 1 < s.size() && s[i + 1] == 'u';
      if (code < 0x20 || code > 0x7E || escape)
        expr.text += fmt::format("\\u{{{:x}}}", code);
      else
        expr.text += s[i];
      i = end;
    }
  }
  return expr;
}

}  // namespace inkling::sygus
