#include <cstdint>
#include <cstdlib>
#include <inkling/dsl/cells.hpp>
#include <inkling/dsl/operator_table.hpp>
#include <inkling/dsl/scalar_operators.hpp>
#include <limits>
#include <numeric>

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
struct DigitSum {
  static constexpr bool kBounded = true;
  static std::int64_t apply(std::int64_t a, const Dialect&) {
    std::int64_t sum = 0;
    for (; a != 0; a /= 10) sum += std::abs(a % 10);
    return sum;
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

}  // namespace

void add_scalar_operators(Catalogue& catalogue) {
  const char* two = "(a: int, b: int) -> int";
  const char* one = "(n: int) -> int";
  const OperatorRow integers[] = {
      {.name = "add",
       .signature = two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} plus {1}",
       .summary = "sum of two integers",
       .aliases = {"Add"},
       .infix = "+",
       .precedence = kSum,
       .witness = witness_add,
       .witnessed = 3,
       .commutative = true,
       .kernel = binary_kernel<Add>},
      {.name = "sub",
       .signature = two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} minus {1}",
       .summary = "difference of two integers",
       .aliases = {"Subtract"},
       .infix = "-",
       .precedence = kSum,
       .witness = witness_sub,
       .witnessed = 3,
       .kernel = binary_kernel<Sub>},
      {.name = "mul",
       .signature = two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} times {1}",
       .summary = "product of two integers",
       .aliases = {"Multiply"},
       .infix = "*",
       .precedence = kTerm,
       .witness = witness_mul,
       .witnessed = 3,
       .commutative = true,
       .kernel = binary_kernel<Mul>},
      {.name = "div",
       .signature = two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} divided by {1}",
       .summary = "quotient rounded down (towards zero in some dialects); undefined for b = 0",
       .aliases = {"IntDivide"},
       .infix = "/",
       .precedence = kTerm,
       .kernel = binary_kernel<Div>},
      {.name = "mod",
       .signature = two,
       .eval = eval_kernel,
       .cost = 2,
       .words = "the remainder of {0} divided by {1}",
       .summary = "remainder, with the sign of b; undefined for b = 0",
       .aliases = {"Mod"},
       .infix = "%",
       .precedence = kTerm,
       .kernel = binary_kernel<Mod>},
      {.name = "pow",
       .signature = two,
       .eval = eval_kernel,
       .cost = 2,
       .words = "{0} to the power of {1}",
       .summary = "a to the power of b; undefined for b < 0",
       .aliases = {"Pow"},
       .infix = "**",
       .precedence = kPower,
       .right_associative = true,
       .kernel = binary_kernel<Pow>},
      {.name = "neg",
       .signature = one,
       .eval = eval_kernel,
       .cost = 2,
       .words = "minus {0}",
       .summary = "the integer with its sign changed",
       .aliases = {"Negate"},
       .witness = witness_neg,
       .witnessed = 1,
       .kernel = unary_kernel<Neg>},
      {.name = "abs",
       .signature = one,
       .eval = eval_kernel,
       .cost = 2,
       .words = "the absolute value of {0}",
       .summary = "absolute value",
       .aliases = {"Abs"},
       .kernel = unary_kernel<Abs>},
      {.name = "min",
       .signature = two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "the smaller of {0} and {1}",
       .summary = "the smaller of two integers",
       .aliases = {"Min"},
       .commutative = true,
       .kernel = binary_kernel<Min>},
      {.name = "max",
       .signature = two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "the larger of {0} and {1}",
       .summary = "the larger of two integers",
       .aliases = {"Max"},
       .commutative = true,
       .kernel = binary_kernel<Max>},
      {.name = "square",
       .signature = one,
       .eval = eval_kernel,
       .cost = 2,
       .words = "the square of {0}",
       .summary = "the integer times itself",
       .aliases = {"Square"},
       .kernel = unary_kernel<Square>},
      {.name = "sign",
       .signature = one,
       .eval = eval_kernel,
       .cost = 3,
       .words = "the sign of {0}",
       .summary = "-1, 0 or 1",
       .aliases = {"Sign"},
       .kernel = unary_kernel<Sign>},
      {.name = "gcd",
       .signature = two,
       .eval = eval_kernel,
       .cost = 3,
       .words = "the greatest common divisor of {0} and {1}",
       .summary = "greatest common divisor, never negative",
       .aliases = {"Gcd"},
       .commutative = true,
       .kernel = binary_kernel<Gcd>},
      {.name = "digit_sum",
       .signature = one,
       .eval = eval_kernel,
       .cost = 2,
       .words = "the sum of the digits of {0}",
       .summary = "sum of the decimal digits, without regard to the sign",
       .aliases = {"DigitSum"},
       .kernel = unary_kernel<DigitSum>},
  };
  add_operators(catalogue, "integers", integers);
  const char* compare_two = "(a: int, b: int) -> bool";
  const char* predicate = "(n: int) -> bool";
  const OperatorRow comparison[] = {
      {.name = "eq",
       .signature = "(a: a, b: a) -> bool",
       .eval = eval_eq,
       .cost = 1,
       .words = "{0} equals {1}",
       .summary = "whether two values are equal",
       .aliases = {"Equal"},
       .infix = "==",
       .precedence = kComparison,
       .commutative = true,
       .kernel = binary_kernel<Eq>},
      {.name = "ne",
       .signature = "(a: a, b: a) -> bool",
       .eval = eval_ne,
       .cost = 2,
       .words = "{0} differs from {1}",
       .summary = "whether two values differ",
       .aliases = {"NotEqual"},
       .infix = "!=",
       .precedence = kComparison,
       .commutative = true,
       .kernel = binary_kernel<Ne>},
      {.name = "lt",
       .signature = compare_two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} is less than {1}",
       .summary = "whether a is smaller than b",
       .aliases = {"Less"},
       .infix = "<",
       .precedence = kComparison,
       .kernel = binary_kernel<Lt>},
      {.name = "le",
       .signature = compare_two,
       .eval = eval_kernel,
       .cost = 2,
       .words = "{0} is at most {1}",
       .summary = "whether a is at most b",
       .aliases = {"LessEqual"},
       .infix = "<=",
       .precedence = kComparison,
       .kernel = binary_kernel<Le>},
      {.name = "gt",
       .signature = compare_two,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} is greater than {1}",
       .summary = "whether a is larger than b",
       .aliases = {"Greater"},
       .infix = ">",
       .precedence = kComparison,
       .kernel = binary_kernel<Gt>},
      {.name = "ge",
       .signature = compare_two,
       .eval = eval_kernel,
       .cost = 2,
       .words = "{0} is at least {1}",
       .summary = "whether a is at least b",
       .aliases = {"GreaterEqual"},
       .infix = ">=",
       .precedence = kComparison,
       .kernel = binary_kernel<Ge>},
      {.name = "is_even",
       .signature = predicate,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} is even",
       .summary = "whether the integer is even",
       .aliases = {"IsEven"},
       .kernel = unary_kernel<IsEven>},
      {.name = "is_odd",
       .signature = predicate,
       .eval = eval_kernel,
       .cost = 1,
       .words = "{0} is odd",
       .summary = "whether the integer is odd",
       .aliases = {"IsOdd"},
       .kernel = unary_kernel<IsOdd>},
      {.name = "is_prime",
       .signature = predicate,
       .eval = eval_kernel,
       .cost = 3,
       .words = "{0} is prime",
       .summary = "whether the integer is a prime number",
       .aliases = {"IsPrime"},
       .kernel = unary_kernel<IsPrime>},
      {.name = "is_square",
       .signature = predicate,
       .eval = eval_kernel,
       .cost = 3,
       .words = "{0} is a perfect square",
       .summary = "whether the integer is a perfect square",
       .aliases = {"IsSquare"},
       .kernel = unary_kernel<IsSquare>},
  };
  add_operators(catalogue, "comparison", comparison);
  const OperatorRow logic[] = {
      {.name = "and",
       .signature = "(p: bool, q: bool) -> bool",
       .eval = eval_kernel,
       .cost = 2,
       .words = "{0} and {1}",
       .summary = "whether both hold; q only if p holds",
       .aliases = {"And"},
       .infix = "&&",
       .precedence = kAnd,
       .lazy = true,
       .kernel = and_kernel},
      {.name = "or",
       .signature = "(p: bool, q: bool) -> bool",
       .eval = eval_kernel,
       .cost = 2,
       .words = "{0} or {1}",
       .summary = "whether one holds; q only if p does not",
       .aliases = {"Or"},
       .infix = "||",
       .precedence = kOr,
       .lazy = true,
       .kernel = or_kernel},
      {.name = "not",
       .signature = "(p: bool) -> bool",
       .eval = eval_kernel,
       .cost = 2,
       .words = "not {0}",
       .summary = "the opposite",
       .aliases = {"Not"},
       .witness = witness_not,
       .witnessed = 1,
       .kernel = unary_kernel<Not>},
      {.name = "if",
       .signature = "(p: bool, then: a, otherwise: a) -> a",
       .eval = eval_if,
       .cost = 2,
       .words = "{1} if {0}, otherwise {2}",
       .summary = "one value or the other; only the chosen one is computed",
       .aliases = {"If"},
       .role = Role::conditional,
       .lazy = true,
       .kernel = if_kernel},
  };
  add_operators(catalogue, "logic", logic);
}

}  // namespace inkling::dsl
