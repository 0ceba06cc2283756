#include <fmt/format.h>

#include <inkling/dsl/sexpr.hpp>
#include <inkling/value.hpp>
#include <tao/pegtl.hpp>

namespace inkling::dsl {
namespace {

namespace p = tao::pegtl;

// --- grammar: tokens one after the other; what belongs together is kept on a stack ---------------

struct comment : p::seq<p::one<';'>, p::until<p::eolf>> {};
struct blank : p::sor<p::space, comment> {};
struct open : p::one<'('> {};
struct close : p::one<')'> {};
struct quote : p::one<'"'> {};
struct string
    : p::seq<quote, p::star<p::sor<p::two<'"'>, p::not_one<'"'>>>, quote, p::not_at<quote>> {};
struct quoted : p::seq<p::one<'|'>, p::star<p::not_one<'|', '\\'>>, p::one<'|'>> {};
struct mark : p::one<'~', '!', '@', '$', '%', '^', '&', '*', '_', '-', '+', '=', '<', '>', '.', '?',
                     '/', ':'> {};
struct word_char : p::sor<p::alnum, mark> {};
struct end_of_word : p::not_at<p::sor<word_char, p::one<'#'>>> {};
struct numeral : p::seq<p::plus<p::digit>, end_of_word> {};
struct decimal : p::seq<p::plus<p::digit>, p::one<'.'>, p::plus<p::digit>, end_of_word> {};
struct bits : p::seq<p::one<'#'>,
                     p::sor<p::seq<p::one<'x'>, p::plus<p::xdigit>>,
                            p::seq<p::one<'b'>, p::plus<p::one<'0', '1'>>>>,
                     end_of_word> {};
struct keyword : p::seq<p::one<':'>, p::plus<word_char>> {};
struct symbol : p::seq<p::not_at<p::digit>, p::plus<word_char>> {};
struct token : p::sor<blank, open, close, string, quoted, decimal, numeral, bits, keyword, symbol> {
};
struct file : p::star<token> {};

// --- actions -------------------------------------------------------------------------------------

struct Stop {
  Error error;
};

class Builder {
 public:
  explicit Builder(std::string_view text) : text_(text) { stack_.emplace_back(); }

  std::size_t at(const char* where) const { return static_cast<std::size_t>(where - text_.data()); }
  void begin(const char* where) {
    if (stack_.size() > kMaxSExprDepth)
      throw Stop{{ErrorCode::parse,
                  fmt::format("brackets nest deeper than {} levels", kMaxSExprDepth),
                  {},
                  SourceSpan{at(where), at(where) + 1}}};
    stack_.emplace_back();
    stack_.back().span.begin = at(where);
  }
  void end(const char* where) {
    if (stack_.size() == 1)
      throw Stop{{ErrorCode::parse,
                  "')' closes nothing: there is no '(' before it",
                  {},
                  SourceSpan{at(where), at(where) + 1}}};
    SExpr done = std::move(stack_.back());
    stack_.pop_back();
    done.span.end = at(where) + 1;
    stack_.back().items.push_back(std::move(done));
  }
  void atom(SExpr::Kind kind, std::string text, const char* from, const char* to) {
    stack_.back().items.push_back({kind, std::move(text), {}, SourceSpan{at(from), at(to)}});
  }
  std::vector<SExpr> take() {
    if (stack_.size() > 1) {
      const std::size_t begin = stack_.back().span.begin;
      throw Stop{{ErrorCode::parse,
                  "'(' is not closed: expected ')' before the end",
                  {},
                  SourceSpan{begin, begin + 1}}};
    }
    return std::move(stack_.front().items);
  }

 private:
  std::string_view text_;
  std::vector<SExpr> stack_;
};

template <class Rule>
struct action {};
template <SExpr::Kind kind>
struct atom {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.atom(kind, in.string(), in.begin(), in.end());
  }
};
template <>
struct action<open> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.begin(in.begin());
  }
};
template <>
struct action<close> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.end(in.begin());
  }
};
template <>
struct action<string> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    std::string text;
    for (const char* c = in.begin() + 1; c + 1 < in.end(); ++c) {
      text += *c;
      if (*c == '"') ++c;
    }
    builder.atom(SExpr::Kind::string, std::move(text), in.begin(), in.end());
  }
};
template <>
struct action<quoted> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.atom(SExpr::Kind::symbol, std::string(in.begin() + 1, in.end() - 1), in.begin(),
                 in.end());
  }
};
template <>
struct action<numeral> : atom<SExpr::Kind::numeral> {};
template <>
struct action<decimal> : atom<SExpr::Kind::decimal> {};
template <>
struct action<bits> : atom<SExpr::Kind::bits> {};
template <>
struct action<keyword> : atom<SExpr::Kind::keyword> {};
template <>
struct action<symbol> : atom<SExpr::Kind::symbol> {};

Error unexpected(std::string_view text, std::size_t at) {
  const SourceSpan span{at, at + 1};
  if (text[at] == '"')
    return {ErrorCode::parse, "the string is not closed: expected '\"'", {}, span};
  if (text[at] == '|') return {ErrorCode::parse, "the name is not closed: expected '|'", {}, span};
  return {ErrorCode::parse,
          fmt::format("'{}' begins neither a name, a number, a string nor a bracket",
                      static_cast<unsigned char>(text[at]) < 0x80 ? text.substr(at, 1) : "\\x"),
          {},
          span};
}

bool plain_symbol(std::string_view name) {
  p::memory_input<> in(name.data(), name.data() + name.size(), "");
  return !name.empty() && name.front() != ':' && p::parse<p::seq<symbol, p::eof>>(in);
}

void write(const SExpr& expr, std::string& out) {
  switch (expr.kind) {
    case SExpr::Kind::list:
      out += '(';
      for (std::size_t i = 0; i < expr.items.size(); ++i) {
        if (i > 0) out += ' ';
        write(expr.items[i], out);
      }
      out += ')';
      return;
    case SExpr::Kind::string:
      out += '"';
      for (char c : expr.text) {
        out += c;
        if (c == '"') out += '"';
      }
      out += '"';
      return;
    case SExpr::Kind::symbol:
      out += plain_symbol(expr.text) ? expr.text : "|" + expr.text + "|";
      return;
    default:
      out += expr.text;
  }
}

}  // namespace

std::string_view SExpr::head() const {
  return is_list() && !items.empty() && items.front().is_symbol()
             ? std::string_view(items.front().text)
             : std::string_view();
}

Result<std::vector<SExpr>> read_sexprs(std::string_view text) {
  if (text.size() > kMaxSExprBytes)
    return Error{ErrorCode::parse, fmt::format("the text has {} bytes; at most {} are read",
                                               text.size(), kMaxSExprBytes)};
  if (const auto bad = find_invalid_utf8(text))
    return Error{ErrorCode::parse, "the text is not valid UTF-8", {}, SourceSpan{*bad, *bad + 1}};
  Builder builder(text);
  p::memory_input<p::tracking_mode::lazy> in(text.data(), text.data() + text.size(), "text");
  try {
    p::parse<file, action>(in, builder);
    if (!in.empty()) return unexpected(text, builder.at(in.current()));
    return builder.take();
  } catch (Stop& stop) {
    return std::move(stop.error);
  }
}

std::string to_text(const SExpr& expr) {
  std::string out;
  write(expr, out);
  return out;
}

}  // namespace inkling::dsl
