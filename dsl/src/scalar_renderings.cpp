// How the shared operators on integers and booleans are written in other languages.
#include <inkling/dsl/renderings.hpp>

namespace inkling::dsl {
namespace {

Renderings python() {
  return {"python",
          {{"add", "int64({0} + {1})"},
           {"sub", "int64({0} - {1})"},
           {"mul", "int64({0} * {1})"},
           {"div", "int_div({0}, {1})"},
           {"mod", "int_mod({0}, {1})"},
           {"pow", "int_pow({0}, {1})"},
           {"neg", "(-{0})"},
           {"abs", "abs({0})"},
           {"min", "min({0}, {1})"},
           {"max", "max({0}, {1})"},
           {"square", "int_square({0})"},
           {"sign", "int_sign({0})"},
           {"gcd", "math.gcd({0}, {1})"},
           {"digit_sum", "sum(map(int, str(abs({0}))))"},
           {"eq", "({0} == {1})"},
           {"ne", "({0} != {1})"},
           {"lt", "({0} < {1})"},
           {"le", "({0} <= {1})"},
           {"gt", "({0} > {1})"},
           {"ge", "({0} >= {1})"},
           {"is_even", "({0} % 2 == 0)"},
           {"is_odd", "({0} % 2 == 1)"},
           {"is_prime", "is_prime({0})"},
           {"is_square", "is_square({0})"},
           {"and", "({0} and {1})"},
           {"or", "({0} or {1})"},
           {"not", "(not {0})"},
           {"if", "({1} if {0} else {2})"}},
          R"py(
class Undefined(Exception):
    """There is no result."""

def int64(n):
    if abs(n) > 9223372036854775807:
        raise Undefined
    return n

def int_div(a, b):
    if b == 0:
        raise Undefined
    return a // b

def int_mod(a, b):
    if b == 0:
        raise Undefined
    return a % b

def int_pow(a, b):
    if b < 0 or (abs(a) > 1 and b > 63):
        raise Undefined
    return int64(a**b) if abs(a) > 1 else a ** (b if b < 2 else 2 + b % 2)

def int_square(n):
    return int64(n * n)

def int_sign(n):
    return (n > 0) - (n < 0)

def is_prime(n):
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    if n < 2:
        return False
    for base in bases:
        if n % base == 0:
            return n == base
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in bases:
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True

def is_square(n):
    return n >= 0 and math.isqrt(n) ** 2 == n
)py"};
}

// Beyond 64 bits SQLite goes on with floating point; NULL stands for undefined.
#define INKLING_INT64(expression)                                        \
  "CASE WHEN typeof(" expression ") = 'integer' THEN nullif(" expression \
  ", -9223372036854775807 - 1) END"

Renderings sql() {
  return {
      "sql",
      {{"add", INKLING_INT64("{0} + {1}")},
       {"sub", INKLING_INT64("{0} - {1}")},
       {"mul", INKLING_INT64("{0} * {1}")},
       {"div", "({0} / {1} - ({0} % {1} <> 0 AND ({0} < 0) <> ({1} < 0)))"},
       {"mod",
        "({0} % {1} + CASE WHEN {0} % {1} <> 0 AND ({0} < 0) <> ({1} < 0) THEN {1} ELSE 0 END)"},
       {"pow",
        "?CASE WHEN {1} >= 0 THEN (WITH RECURSIVE p(i, v) AS (SELECT 0, 1 UNION ALL SELECT i + "
        "1, CASE WHEN typeof(v * {0}) = 'integer' THEN v * {0} END FROM p WHERE v IS NOT NULL "
        "AND i < CASE WHEN {1} > 64 THEN 64 + {1} % 2 ELSE {1} END) SELECT nullif(v, "
        "-9223372036854775807 - 1) FROM p ORDER BY i DESC LIMIT 1) END"},
       {"neg", "(-{0})"},
       {"abs", "abs({0})"},
       {"min", "min({0}, {1})"},
       {"max", "max({0}, {1})"},
       {"square", INKLING_INT64("{0} * {0}")},
       {"sign", "(({0} > 0) - ({0} < 0))"},
       {"gcd",
        "?(WITH RECURSIVE g(a, b) AS (SELECT abs({0}), abs({1}) UNION ALL SELECT b, a % b FROM g "
        "WHERE b <> 0) SELECT a FROM g WHERE b = 0)"},
       {"digit_sum",
        "?(WITH RECURSIVE d(n, s) AS (SELECT abs({0}), 0 UNION ALL SELECT n / 10, s + n % 10 FROM "
        "d "
        "WHERE n > 0) SELECT max(s) FROM d)"},
       {"eq", "({0} = {1})"},
       {"ne", "({0} <> {1})"},
       {"lt", "({0} < {1})"},
       {"le", "({0} <= {1})"},
       {"gt", "({0} > {1})"},
       {"ge", "({0} >= {1})"},
       {"is_even", "({0} % 2 = 0)"},
       {"is_odd", "({0} % 2 <> 0)"},
       {"is_prime", nullptr},
       {"is_square",
        "?(WITH RECURSIVE r(bit, root) AS (SELECT 2147483648, 0 UNION ALL SELECT bit / 2, CASE "
        "WHEN (root | bit) <= 3037000499 AND (root | bit) * (root | bit) <= {0} THEN root | bit "
        "ELSE root END FROM r WHERE bit > 0) SELECT root * root = {0} FROM r WHERE bit = 0)"},
       {"and", "CASE {0} WHEN 1 THEN {1} WHEN 0 THEN 0 END"},
       {"or", "CASE {0} WHEN 0 THEN {1} WHEN 1 THEN 1 END"},
       {"not", "(1 - {0})"},
       {"if", "CASE {0} WHEN 1 THEN {1} WHEN 0 THEN {2} END"}}};
}

Renderings excel() {
  return {"excel",
          {{"add", "({0}+{1})"},
           {"sub", "({0}-{1})"},
           {"mul", "({0}*{1})"},
           {"div", "INT({0}/{1})"},
           {"mod", "MOD({0},{1})"},
           {"pow", "IF({1}<0,NA(),{0}^{1})"},
           {"neg", "(-{0})"},
           {"abs", "ABS({0})"},
           {"min", "MIN({0},{1})"},
           {"max", "MAX({0},{1})"},
           {"square", "({0}^2)"},
           {"sign", "SIGN({0})"},
           {"gcd", "GCD(ABS({0}),ABS({1}))"},
           {"digit_sum", nullptr},
           {"eq:text", "EXACT({0},{1})"},
           {"eq:list", nullptr},
           {"eq", "({0}={1})"},
           {"ne:text", "NOT(EXACT({0},{1}))"},
           {"ne:list", nullptr},
           {"ne", "({0}<>{1})"},
           {"lt:text", nullptr},  // a spreadsheet orders text by the user's language
           {"le:text", nullptr},
           {"gt:text", nullptr},
           {"ge:text", nullptr},
           {"lt", "({0}<{1})"},
           {"le", "({0}<={1})"},
           {"gt", "({0}>{1})"},
           {"ge", "({0}>={1})"},
           {"is_even", "(MOD({0},2)=0)"},
           {"is_odd", "(MOD({0},2)=1)"},
           {"is_prime", nullptr},
           {"is_square", "IF({0}<0,FALSE,INT(SQRT({0}))^2={0})"},
           {"and", "IF({0},{1},FALSE)"},
           {"or", "IF({0},TRUE,{1})"},
           {"not", "NOT({0})"},
           {"if", "IF({0},{1},{2})"}}};
}

}  // namespace

std::vector<Renderings> scalar_renderings() {
  return {python(), sql(), excel()};
}

}  // namespace inkling::dsl
