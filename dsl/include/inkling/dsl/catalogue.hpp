// Catalogue: the one table of a language's operators. Parser, type checker, executor, symbolic
// search, completion, explanations and the generated reference all read it.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <inkling/catalogue.hpp>
#include <inkling/dsl/runtime.hpp>
#include <inkling/value.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::dsl {

// The static type of an expression: a base in `depth` lists. `variable` (numbered by index) occurs
// in operator signatures only; `enumeration` is a closed set of names such as RobustFill's regex
// types.
struct Sort {
  enum class Base : std::uint8_t { any, boolean, integer, string, mixed, variable, enumeration };
  Base base = Base::any;
  std::uint8_t depth = 0;
  std::uint8_t index = 0;
  friend auto operator<=>(const Sort&, const Sort&) = default;
  bool scalar() const { return depth == 0 && (base == Base::boolean || base == Base::integer); }
  // Element storage of a list of this sort: integers (v) or cells (c).
  bool integers() const { return depth == 1 && (base == Base::boolean || base == Base::integer); }
  Sort element() const { return {base, static_cast<std::uint8_t>(depth - 1), index}; }
};
INKLING_DSL_API Sort to_sort(Type type);
INKLING_DSL_API Type to_type(Sort sort);  // enumerations and variables become any

struct Param {
  std::string name;
  Sort sort{};                 // of the argument, or of the result when it is a function
  std::vector<Sort> lambda{};  // parameters of a function argument; empty: a plain value
  bool is_function() const { return !lambda.empty(); }
};

inline constexpr std::size_t kMaxArity = 8;

struct Operator;

// A monomorphic use of an operator: every variable replaced.
struct CallSite {
  const Operator* op = nullptr;
  std::array<Sort, kMaxArity> args{};  // of a function argument: the sort of its result
  Sort result{};
};

// Computes one application; false = undefined. Pure: depends on nothing but its arguments. May
// share memory with the arguments and allocates from context.arena only.
using Eval = bool (*)(EvalContext& context, const CallSite& site, const Cell* args, Cell& result);
// The same for n applications of an operator on scalars, column by column; kUndefined in,
// kUndefined out (but `if`, `and`, `or` look only at what they need).
using ScalarKernel = void (*)(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
                              const Dialect& dialect);
// Values of argument `unknown` for which the operator gives `result`, the other arguments being
// args: fills values[0..n), n at most kMaxWitnesses, and returns n; 0: nothing can be said. A
// search runs forwards what it is told, so guesses and a choice among many values are allowed.
// Contents may share memory with args and result and are else allocated from context.arena. An
// operator that takes functions runs them backwards by Closure::witness.
using Witness = std::size_t (*)(EvalContext& context, const CallSite& site, std::size_t unknown,
                                const Cell* args, const Cell& result, Cell* values);
inline constexpr std::size_t kMaxWitnesses = 4;

// What a search may rely on beyond signature and witness.
enum class Role : std::uint8_t {
  none,
  concatenation,  // (a, b): a followed by b, both of the result's sort; associative
  conditional,    // (condition, then, otherwise): one of the last two
};

struct Operator {
  std::string name;
  std::vector<std::string> aliases{};  // other spellings that parse ("Map", "zip_with")
  std::vector<Param> params{};
  Sort result{};
  std::string summary{};  // one line for help and reference
  std::string words{};    // explanation template: "the first {0} elements of {1}"
  std::string group{};    // heading in the reference
  std::string infix{};    // "+", "==" ...: also written between its two arguments
  std::string
      compact{};  // name in the RobustFill form, where the first argument is left out ("GetSpan")
  int precedence = 0;              // of the infix form, higher binds tighter
  bool right_associative = false;  // a ** b ** c is a ** (b ** c)
  Eval eval = nullptr;
  ScalarKernel kernel = nullptr;  // all-scalar operators; eval is then derived from it
  Witness witness = nullptr;
  std::uint32_t witnessed = 0;  // bit per parameter that the witness speaks of
  Role role = Role::none;
  int cost = 1;                        // in symbolic search; 0: not searched
  bool commutative = false;            // in its first two arguments
  bool lazy = false;                   // evaluates only the arguments it needs (if, and, or)
  int id = -1;                         // position in the catalogue
  std::shared_ptr<const void> data{};  // of `eval`, which reads it at site.op->data; may be null
  bool has_witness(std::size_t parameter) const { return ((witnessed >> parameter) & 1U) != 0; }
};

// A named constant of an enumeration: NUMBER, WORD, START ...
struct EnumName {
  std::string name;
  std::uint8_t enumeration = 0;
  std::int64_t value = 0;
  std::string summary{};
};

struct Enumeration {
  std::string name;  // "regex"
  bool accepts_char =
      false;  // a one-character string literal stands for it: value = 256 + code point
};

// A function worth trying first in search, as text: {"x -> x + 1", 1}; DeepCoder's 19 lambdas.
struct LambdaSeed {
  std::string text;
  int cost = 1;
};

// A program of several operators that a search takes as one, since people mean it as one: the price
// of its parts would put it behind programs that nobody means. A text over x0, x1 ..., which are
// the parameters of the signature: {"(xs: list int, ys: list int) -> list int", "flatten(zip(x0,
// x1))", 2}. No variables of sorts.
struct Idiom {
  std::string signature;
  std::string text;
  int cost = 2;
};

// What a deductive search may do with the values of a language: a function whose parameters are
// holes, "(x, d) -> before(x, d)". Names say what a hole takes: x, y a text, xs pieces of one; d
// what separates pieces of inputs, e of outputs; t text of several inputs, u of several outputs, c
// a character that outputs repeat; i a position counted from either end, n a number of characters,
// w the length of what is wanted, r a constant of the first enumeration, k the value that the
// operator's witness names for what is wanted. Other names take one of the move's choices.
struct Move {
  enum class Kind : std::uint8_t {
    cut,        // a part of x
    change,     // x with characters changed or left out
    split,      // x in pieces
    arrange,    // pieces in another order, or some of them
    each,       // a function of every piece: in place of the body of the move's lambda
    join,       // pieces to one text
    read,       // what is found in the text x, in its plain form
    calculate,  // a plain form of others
    write,      // a plain form in the form that is wanted
    format,     // what is found in the text x, in the form that the last hole names; forms may be
                // joined
    test,       // a condition on x, y
    combine,    // a condition made of others
    measure,    // an integer about x, y
    show,       // an integer as text
    value,      // the integer that a text spells
    choose,     // one of two values, by a condition
    append,     // two texts one after the other
  };
  std::string text{};
  Kind kind = Kind::cut;
  double bits = 0;  // what it adds to the description of a program, holes apart
  std::vector<std::vector<Value>> choices{};  // of the holes with other names, in their order
};

// What programs are made of, by name, and how often it occurs, or its bits (prior.hpp).
using Features = std::map<std::string, double, std::less<>>;

// Built once, then immutable, shared and thread-safe. Operators keep their address and must be
// complete before the first look-up. Without a dialect of its own a language has the plain one.
class INKLING_DSL_API Catalogue : public inkling::Catalogue,
                                  public std::enable_shared_from_this<Catalogue> {
 public:
  Catalogue(std::string id, std::string title);
  ~Catalogue() override;
  const std::string& id() const { return id_; }
  const std::string& title() const { return title_; }
  const std::deque<Operator>& operators() const { return operators_; }
  // By name or alias; all overloads, in the order they were added. Empty when unknown.
  const std::vector<const Operator*>& find(std::string_view name) const;
  const std::vector<const Operator*>& find_infix(std::string_view symbol) const;
  // Operators whose RobustFill form has this name.
  const std::vector<const Operator*>& find_compact(std::string_view name) const;
  // The first of that name. Two enumerations may share one (ALL_CAPS is a regex and a case): where
  // the expected enumeration is known, use the other overload.
  const EnumName* find_constant(std::string_view name) const;
  const EnumName* find_constant(std::string_view name, std::uint8_t enumeration) const;
  const EnumName* constant(std::uint8_t enumeration, std::int64_t value) const;
  const std::vector<EnumName>& constants() const { return constants_; }
  const std::vector<Enumeration>& enumerations() const { return enumerations_; }
  const std::vector<Dialect>& dialects() const { return dialects_; }  // the first is the default
  const Dialect* dialect(std::string_view name) const;
  const std::vector<Value>& search_constants() const { return search_constants_; }
  const std::vector<LambdaSeed>& lambda_seeds() const { return lambda_seeds_; }
  const std::vector<Move>& moves() const { return moves_; }
  // Each as an operator that runs its text; `data` is its tree (a const Expr). They belong to no
  // program: what is found stands in the operators of the text.
  const std::deque<Operator>& idioms() const { return idioms_; }
  const Features& prior() const { return prior_; }  // bits beyond costs, by name; may be empty
  std::vector<std::string> operator_names() const override;
  std::vector<std::string> constant_texts() const override;
  std::vector<std::string> function_texts() const override;
  std::string to_text(Sort sort) const;
  std::string signature(const Operator& op) const;  // "(f: a -> b, xs: list of a) -> list of b"

  // Building. The signature is text: "(f: a -> b, xs: list a) -> list b", "(s: string, i: int) ->
  // string", with a function of two as "(a, b -> c)"; lower-case a..d are variables, other names
  // base types or enumerations. Returns the new operator to be completed. An ill-formed signature
  // or a duplicate is a bug of the catalogue: Exception.
  Operator& add(std::string name, std::string_view signature);
  std::uint8_t add_enumeration(Enumeration enumeration);
  void add_constant(EnumName constant);
  void add_dialect(Dialect dialect);
  void set_search_constants(std::vector<Value> constants);
  void set_lambda_seeds(std::vector<LambdaSeed> seeds);
  void set_moves(std::vector<Move> moves);
  // When all operators are complete. Replaces those of before.
  void set_idioms(const std::vector<Idiom>& idioms);
  void set_prior(Features prior) { prior_ = std::move(prior); }

 private:
  std::string id_;
  std::string title_;
  std::deque<Operator> operators_;
  using Index = std::map<std::string, std::vector<const Operator*>, std::less<>>;
  void update_index() const;
  mutable std::mutex index_mutex_;
  mutable std::atomic<std::size_t> indexed_ = 0;  // operators that are in the indexes
  mutable Index by_name_;
  mutable Index by_infix_;
  mutable Index by_compact_;
  std::vector<EnumName> constants_;
  std::vector<Enumeration> enumerations_;
  std::vector<Dialect> dialects_;
  std::vector<Value> search_constants_;
  std::vector<LambdaSeed> lambda_seeds_;
  std::vector<Move> moves_;
  std::deque<Operator> idioms_;
  Features prior_;
};

}  // namespace inkling::dsl
