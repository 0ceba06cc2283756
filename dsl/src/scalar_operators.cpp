#include <cstdint>
#include <inkling/dsl/cells.hpp>
#include <inkling/dsl/scalar_operators.hpp>
#include <limits>
#include <numeric>
#include <string_view>

#include "kernels.hpp"

namespace inkling::dsl {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Add {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    // Branch-free, so that the loop around it vectorises.
    const auto sum =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    return ((a ^ sum) & (b ^ sum)) < 0 ? kUndefined : sum;
  }
};
struct Sub {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    const auto difference =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
    return ((a ^ b) & (a ^ difference)) < 0 ? kUndefined : difference;
  }
};
struct Mul {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    std::int64_t product = 0;
    return __builtin_mul_overflow(a, b, &product) ? kUndefined : product;
  }
};
struct Div {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect& dialect) {
    if (b == 0) return kUndefined;
    const std::int64_t quotient = a / b;
    const bool down = a % b != 0 && (a < 0) != (b < 0) && !dialect.truncating_division;
    return quotient - static_cast<std::int64_t>(down);
  }
};
struct Mod {  // takes the sign of b, as in Python
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    if (b == 0) return kUndefined;
    const std::int64_t rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  }
};
struct Pow {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t base, std::int64_t exponent, const Dialect&) {
    if (exponent < 0) return kUndefined;
    std::int64_t result = 1;
    while (true) {
      if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) return kUndefined;
      exponent >>= 1;
      if (exponent == 0) return result;
      if (__builtin_mul_overflow(base, base, &base)) return kUndefined;
    }
  }
};
struct Neg {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, const Dialect&) { return -a; }
};
struct Abs {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, const Dialect&) { return a < 0 ? -a : a; }
};
struct Square {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, const Dialect& dialect) {
    return Mul::apply(a, a, dialect);
  }
};
struct Sign {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, const Dialect&) { return (a > 0) - (a < 0); }
};
struct Min {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    return a < b ? a : b;
  }
};
struct Max {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    return a > b ? a : b;
  }
};
struct Gcd {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) {
    return std::gcd(a, b);
  }
};

struct Eq {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) { return a == b; }
};
struct Ne {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) { return a != b; }
};
struct Lt {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) { return a < b; }
};
struct Le {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) { return a <= b; }
};
struct Gt {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) { return a > b; }
};
struct Ge {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, std::int64_t b, const Dialect&) { return a >= b; }
};
struct IsEven {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, const Dialect&) { return (a & 1) == 0; }
};
struct IsOdd {  // also of negative numbers: is_odd(-3)
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, const Dialect&) { return a & 1; }
};
struct Not {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, const Dialect&) { return a == 0; }
};

__extension__ using Wide = unsigned __int128;

std::uint64_t power_modulo(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus) {
  std::uint64_t result = 1;
  for (base %= modulus; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result = static_cast<std::uint64_t>(Wide{result} * base % modulus);
    base = static_cast<std::uint64_t>(Wide{base} * base % modulus);
  }
  return result;
}

// Miller-Rabin; these twelve bases decide every 64-bit number (Sorenson and Webster, 2015).
struct IsPrime {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, const Dialect&) {
    if (a < 2) return 0;
    const auto n = static_cast<std::uint64_t>(a);
    constexpr std::uint64_t kBases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    for (const std::uint64_t base : kBases)
      if (n % base == 0) return n == base;
    std::uint64_t odd = n - 1;
    int twos = 0;
    for (; (odd & 1) == 0; odd >>= 1) ++twos;
    for (const std::uint64_t base : kBases) {
      std::uint64_t x = power_modulo(base, odd, n);
      if (x == 1 || x == n - 1) continue;
      int step = 1;
      for (; step < twos && x != n - 1; ++step) x = static_cast<std::uint64_t>(Wide{x} * x % n);
      if (x != n - 1) return 0;
    }
    return 1;
  }
};
struct IsSquare {
  static constexpr bool kBounded = false;
  static std::int64_t apply(std::int64_t a, const Dialect&) {
    if (a < 0) return 0;
    std::int64_t root = 0;  // largest integer whose square is at most a, bit by bit
    for (std::int64_t bit = std::int64_t{1} << 31; bit != 0; bit >>= 1)
      if ((root | bit) <= kMax / (root | bit) && (root | bit) * (root | bit) <= a) root |= bit;
    return root * root == a;
  }
};

// `and` and `or` look at their second argument only where the first leaves the answer open; `if`
// only at the branch that it takes.
void and_kernel(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
                const Dialect&) {
  for (std::size_t i = 0; i < n; ++i) result[i] = args[0][i] == 1 ? args[1][i] : args[0][i];
}
void or_kernel(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
               const Dialect&) {
  for (std::size_t i = 0; i < n; ++i) result[i] = args[0][i] == 0 ? args[1][i] : args[0][i];
}
void if_kernel(const std::int64_t* const* args, std::size_t n, std::int64_t* result,
               const Dialect&) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t condition = args[0][i];
    const std::int64_t chosen = condition != 0 ? args[1][i] : args[2][i];
    result[i] = condition == kUndefined ? kUndefined : chosen;
  }
}

bool eval_kernel(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  const std::int64_t* columns[kMaxArity] = {};
  for (std::size_t i = 0; i < site.op->params.size(); ++i) columns[i] = &args[i].i;
  std::int64_t value = kUndefined;
  site.op->kernel(columns, 1, &value, context.dialect);
  return give(result, value);
}
bool eval_if(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  result = args[0].i != 0 ? args[1] : args[2];
  return true;
}
bool eval_eq(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  give(result, compare(context, site.args[0], args[0], args[1]) == 0);
  return context.fuel >= 0;
}
bool eval_ne(EvalContext& context, const CallSite& site, const Cell* args, Cell& result) {
  give(result, compare(context, site.args[0], args[0], args[1]) != 0);
  return context.fuel >= 0;
}

std::size_t witness_add(EvalContext& context, const CallSite&, std::size_t unknown,
                        const Cell* args, const Cell& result, Cell* values) {
  return give(*values, Sub::apply(result.i, args[1 - unknown].i, context.dialect));
}
std::size_t witness_sub(EvalContext& context, const CallSite&, std::size_t unknown,
                        const Cell* args, const Cell& result, Cell* values) {
  if (unknown == 0) return give(*values, Add::apply(result.i, args[1].i, context.dialect));
  return give(*values, Sub::apply(args[0].i, result.i, context.dialect));
}
std::size_t witness_mul(EvalContext&, const CallSite&, std::size_t unknown, const Cell* args,
                        const Cell& result, Cell* values) {
  const std::int64_t other = args[1 - unknown].i;
  if (other == 0 || result.i % other != 0) return false;
  return give(*values, result.i / other);
}
std::size_t witness_neg(EvalContext&, const CallSite&, std::size_t, const Cell*, const Cell& result,
                        Cell* values) {
  return give(*values, -result.i);
}
std::size_t witness_not(EvalContext&, const CallSite&, std::size_t, const Cell*, const Cell& result,
                        Cell* values) {
  return give(*values, result.i == 0);
}

struct Infix {
  const char* symbol = "";
  int precedence = 0;
};

struct Scalar {
  const char* name;
  const char* signature;
  std::vector<std::string> aliases;
  const char* summary;
  const char* words;
  int cost;
  ScalarKernel kernel;
  Infix infix{};
  bool commutative = false;
};

void add_scalars(Catalogue& catalogue, const char* group, const std::vector<Scalar>& rows) {
  for (const Scalar& row : rows) {
    Operator& op = catalogue.add(row.name, row.signature);
    op.aliases = row.aliases;
    op.summary = row.summary;
    op.words = row.words;
    op.group = group;
    op.cost = row.cost;
    op.kernel = row.kernel;
    op.eval = eval_kernel;
    op.infix = row.infix.symbol;
    op.precedence = row.infix.precedence;
    op.commutative = row.commutative;
    // Those that a search may run backwards, and those that work on every sort.
    const std::string_view name = row.name;
    if (name == "add") op.witness = witness_add, op.witnessed = 3;
    if (name == "sub") op.witness = witness_sub, op.witnessed = 3;
    if (name == "mul") op.witness = witness_mul, op.witnessed = 3;
    if (name == "neg") op.witness = witness_neg, op.witnessed = 1;
    if (name == "not") op.witness = witness_not, op.witnessed = 1;
    if (name == "eq") op.eval = eval_eq;
    if (name == "ne") op.eval = eval_ne;
    if (name == "if") op.eval = eval_if, op.role = Role::conditional;
    op.right_associative = name == "pow";
    op.lazy = name == "if" || name == "and" || name == "or";
  }
}

}  // namespace

void add_scalar_operators(Catalogue& catalogue) {
  const char* two = "(a: int, b: int) -> int";
  const char* one = "(n: int) -> int";
  add_scalars(catalogue, "integers",
              {
                  {"add",
                   two,
                   {"Add"},
                   "sum of two integers",
                   "{0} plus {1}",
                   1,
                   binary_kernel<Add>,
                   {"+", kSum},
                   true},
                  {"sub",
                   two,
                   {"Subtract"},
                   "difference of two integers",
                   "{0} minus {1}",
                   1,
                   binary_kernel<Sub>,
                   {"-", kSum}},
                  {"mul",
                   two,
                   {"Multiply"},
                   "product of two integers",
                   "{0} times {1}",
                   1,
                   binary_kernel<Mul>,
                   {"*", kTerm},
                   true},
                  {"div",
                   two,
                   {"IntDivide"},
                   "quotient rounded down (towards zero in some dialects); undefined for b = 0",
                   "{0} divided by {1}",
                   1,
                   binary_kernel<Div>,
                   {"/", kTerm}},
                  {"mod",
                   two,
                   {"Mod"},
                   "remainder, with the sign of b; undefined for b = 0",
                   "the remainder of {0} divided by {1}",
                   1,
                   binary_kernel<Mod>,
                   {"%", kTerm}},
                  {"pow",
                   two,
                   {"Pow"},
                   "a to the power of b; undefined for b < 0",
                   "{0} to the power of {1}",
                   2,
                   binary_kernel<Pow>,
                   {"**", kPower}},
                  {"neg",
                   one,
                   {"Negate"},
                   "the integer with its sign changed",
                   "minus {0}",
                   2,
                   unary_kernel<Neg>},
                  {"abs",
                   one,
                   {"Abs"},
                   "absolute value",
                   "the absolute value of {0}",
                   2,
                   unary_kernel<Abs>},
                  {"min",
                   two,
                   {"Min"},
                   "the smaller of two integers",
                   "the smaller of {0} and {1}",
                   1,
                   binary_kernel<Min>,
                   {},
                   true},
                  {"max",
                   two,
                   {"Max"},
                   "the larger of two integers",
                   "the larger of {0} and {1}",
                   1,
                   binary_kernel<Max>,
                   {},
                   true},
                  {"square",
                   one,
                   {"Square"},
                   "the integer times itself",
                   "the square of {0}",
                   2,
                   unary_kernel<Square>},
                  {"sign", one, {"Sign"}, "-1, 0 or 1", "the sign of {0}", 3, unary_kernel<Sign>},
                  {"gcd",
                   two,
                   {"Gcd"},
                   "greatest common divisor, never negative",
                   "the greatest common divisor of {0} and {1}",
                   3,
                   binary_kernel<Gcd>,
                   {},
                   true},
              });
  const char* compare_two = "(a: int, b: int) -> bool";
  const char* predicate = "(n: int) -> bool";
  add_scalars(catalogue, "comparison",
              {
                  {"eq",
                   "(a: a, b: a) -> bool",
                   {"Equal"},
                   "whether two values are equal",
                   "{0} equals {1}",
                   1,
                   binary_kernel<Eq>,
                   {"==", kComparison},
                   true},
                  {"ne",
                   "(a: a, b: a) -> bool",
                   {"NotEqual"},
                   "whether two values differ",
                   "{0} differs from {1}",
                   2,
                   binary_kernel<Ne>,
                   {"!=", kComparison},
                   true},
                  {"lt",
                   compare_two,
                   {"Less"},
                   "whether a is smaller than b",
                   "{0} is less than {1}",
                   1,
                   binary_kernel<Lt>,
                   {"<", kComparison}},
                  {"le",
                   compare_two,
                   {"LessEqual"},
                   "whether a is at most b",
                   "{0} is at most {1}",
                   2,
                   binary_kernel<Le>,
                   {"<=", kComparison}},
                  {"gt",
                   compare_two,
                   {"Greater"},
                   "whether a is larger than b",
                   "{0} is greater than {1}",
                   1,
                   binary_kernel<Gt>,
                   {">", kComparison}},
                  {"ge",
                   compare_two,
                   {"GreaterEqual"},
                   "whether a is at least b",
                   "{0} is at least {1}",
                   2,
                   binary_kernel<Ge>,
                   {">=", kComparison}},
                  {"is_even",
                   predicate,
                   {"IsEven"},
                   "whether the integer is even",
                   "{0} is even",
                   1,
                   unary_kernel<IsEven>},
                  {"is_odd",
                   predicate,
                   {"IsOdd"},
                   "whether the integer is odd",
                   "{0} is odd",
                   1,
                   unary_kernel<IsOdd>},
                  {"is_prime",
                   predicate,
                   {"IsPrime"},
                   "whether the integer is a prime number",
                   "{0} is prime",
                   3,
                   unary_kernel<IsPrime>},
                  {"is_square",
                   predicate,
                   {"IsSquare"},
                   "whether the integer is a perfect square",
                   "{0} is a perfect square",
                   3,
                   unary_kernel<IsSquare>},
              });
  add_scalars(
      catalogue, "logic",
      {
          {"and",
           "(p: bool, q: bool) -> bool",
           {"And"},
           "whether both hold; q only if p holds",
           "{0} and {1}",
           2,
           and_kernel,
           {"&&", kAnd}},
          {"or",
           "(p: bool, q: bool) -> bool",
           {"Or"},
           "whether one holds; q only if p does not",
           "{0} or {1}",
           2,
           or_kernel,
           {"||", kOr}},
          {"not", "(p: bool) -> bool", {"Not"}, "the opposite", "not {0}", 2, unary_kernel<Not>},
          {"if",
           "(p: bool, then: a, otherwise: a) -> a",
           {"If"},
           "one value or the other; only the chosen one is computed",
           "{1} if {0}, otherwise {2}",
           2,
           if_kernel},
      });
}

}  // namespace inkling::dsl
