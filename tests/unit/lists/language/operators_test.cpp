// Every operator of the list language: a table of programs, inputs and results.
#include <map>
#include <set>

#include "run.hpp"

namespace inkling::dsl::test {
namespace {

struct Row {
  const char* op;  // the operator that the row is about
  const char* program;
  const char* inputs;
  const char* result;
};

constexpr const char* kMaxText = "9223372036854775807";
const std::string kMaxSquared = "[3037000500]";

const std::vector<Row>& table() {
  static const std::vector<Row> rows = {
      // parts of lists
      {"head", "head(x0)", "[7,8]", "7"},
      {"head", "head(x0)", "[]", "undefined"},
      {"head", "head(x0)", "[[1,2],[3]]", "[1,2]"},
      {"head", "head(x0)", "[true,false]", "true"},
      {"last", "last(x0)", "[7,8]", "8"},
      {"last", "last(x0)", "[]", "undefined"},
      {"last", "last(x0)", "[[1,2],[]]", "[]"},
      {"take", "take(2, x0)", "[5,6,7]", "[5,6]"},
      {"take", "take(9, x0)", "[5,6,7]", "[5,6,7]"},
      {"take", "take(0, x0)", "[5,6,7]", "[]"},
      {"take", "take(-1, x0)", "[5,6,7]", "[5,6]"},
      {"take", "take(-9, x0)", "[5,6,7]", "[]"},
      {"take", "take(1, x0)", "[[5],[6]]", "[[5]]"},
      {"drop", "drop(1, x0)", "[5,6,7]", "[6,7]"},
      {"drop", "drop(9, x0)", "[5,6,7]", "[]"},
      {"drop", "drop(-1, x0)", "[5,6,7]", "[7]"},
      {"drop", "drop(-9, x0)", "[5,6,7]", "[5,6,7]"},
      {"drop", "drop(1, x0)", "[[5],[6]]", "[[6]]"},
      {"access", "access(1, x0)", "[5,6,7]", "6"},
      {"access", "access(-1, x0)", "[5,6,7]", "7"},
      {"access", "access(3, x0)", "[5,6,7]", "undefined"},
      {"access", "access(-4, x0)", "[5,6,7]", "undefined"},
      {"access", "access(0, x0)", "[[5],[6]]", "[5]"},
      {"tail", "tail(x0)", "[5,6,7]", "[6,7]"},
      {"tail", "tail(x0)", "[]", "undefined"},
      {"tail", "tail(x0)", "[[1],[2]]", "[[2]]"},
      {"init", "init(x0)", "[5,6,7]", "[5,6]"},
      {"init", "init(x0)", "[]", "undefined"},
      {"slice", "slice(x0, 1, 3)", "[5,6,7,8]", "[6,7]"},
      {"slice", "slice(x0, -2, 9)", "[5,6,7,8]", "[7,8]"},
      {"slice", "slice(x0, 3, 1)", "[5,6,7,8]", "[]"},
      {"slice", "slice(x0, 1, -1)", "[5,6,7,8]", "[6,7]"},
      {"step", "step(x0, 2)", "[5,6,7,8,9]", "[5,7,9]"},
      {"step", "step(x0, 1)", "[5,6]", "[5,6]"},
      {"step", "step(x0, 0)", "[5,6]", "undefined"},
      {"step", "step(x0, -1)", "[5,6]", "undefined"},
      // lists to numbers
      {"minimum", "minimum(x0)", "[3,-1,2]", "-1"},
      {"minimum", "minimum(x0)", "[]", "undefined"},
      {"maximum", "maximum(x0)", "[3,-1,2]", "3"},
      {"maximum", "maximum(x0)", "[]", "undefined"},
      {"sum", "sum(x0)", "[3,-1,2]", "4"},
      {"sum", "sum(x0)", "[]", "0"},
      {"mean", "mean(x0)", "[3,-1,3]", "1"},
      {"mean", "mean(x0)", "[-1,-2]", "-2"},
      {"mean", "mean(x0)", "[]", "undefined"},
      {"median", "median(x0)", "[9,1,5]", "5"},
      {"median", "median(x0)", "[9,1,5,7]", "5"},
      {"median", "median(x0)", "[]", "undefined"},
      {"mode", "mode(x0)", "[4,7,7,4,1]", "4"},
      {"mode", "mode(x0)", "[4,7,7]", "7"},
      {"mode", "mode(x0)", "[]", "undefined"},
      {"sum", "sum(x0)", "[9223372036854775807,1]", "undefined"},
      {"sum", "sum(x0)", "[-9223372036854775807,-1]", "undefined"},
      {"product", "product(x0)", "[3,-1,2]", "-6"},
      {"product", "product(x0)", "[]", "1"},
      {"product", "product(x0)", "[4294967296,4294967296]", "undefined"},
      {"length", "length(x0)", "[3,-1,2]", "3"},
      {"length", "length(x0)", "[[1,2,3]]", "1"},
      {"is_empty", "is_empty(x0)", "[]", "true"},
      {"is_empty", "is_empty(x0)", "[0]", "false"},
      {"contains", "contains(x0, 2)", "[3,-1,2]", "true"},
      {"contains", "contains(x0, 4)", "[3,-1,2]", "false"},
      {"contains", "contains(x0, x1)", "[[1],[2,3]],[2,3]", "true"},
      {"contains", "contains(x0, x1)", "[[1],[2,3]],[2]", "false"},
      {"count_of", "count_of(x0, 2)", "[2,3,2]", "2"},
      {"count_of", "count_of(x0, true)", "[true,false,true]", "2"},
      {"index_of", "index_of(x0, 2)", "[3,2,2]", "1"},
      {"index_of", "index_of(x0, 9)", "[3,2,2]", "undefined"},
      {"min_index", "min_index(x0)", "[3,1,1]", "1"},
      {"min_index", "min_index(x0)", "[]", "undefined"},
      {"max_index", "max_index(x0)", "[3,9,9]", "1"},
      {"max_index", "max_index(x0)", "[]", "undefined"},
      // lists to lists
      {"reverse", "reverse(x0)", "[1,2,3]", "[3,2,1]"},
      {"reverse", "reverse(x0)", "[]", "[]"},
      {"reverse", "reverse(x0)", "[[1],[2,3]]", "[[2,3],[1]]"},
      {"sort", "sort(x0)", "[3,1,2,1]", "[1,1,2,3]"},
      {"sort", "sort(x0)", "[]", "[]"},
      {"sort", "sort(x0)", "[[2],[1,5],[1],[]]", "[[],[1],[1,5],[2]]"},
      {"sort", "sort(x0)", "[20,3,17,9,1,15,4,12,8,19,2,16,6,13,10,5,18,7,14,11,0]",
       "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"},
      {"sort_desc", "sort_desc(x0)", "[3,1,2,1]", "[3,2,1,1]"},
      {"sort_desc", "sort_desc(x0)", "[]", "[]"},
      {"unique", "unique(x0)", "[3,1,3,2,1]", "[3,1,2]"},
      {"unique", "unique(x0)", "[[1],[2],[1]]", "[[1],[2]]"},
      {"unique", "unique(x0)", "[9,8,7,6,5,4,3,2,1,0,9,8,7,6,5,4,3,2,1,0,9,8,7,6,5,4,3,2,1,0,11]",
       "[9,8,7,6,5,4,3,2,1,0,11]"},
      {"append", "append(x0, 4)", "[1,2]", "[1,2,4]"},
      {"append", "append(x0, 4)", "[]", "[4]"},
      {"append", "append(x0, x1)", "[[1]],[2,3]", "[[1],[2,3]]"},
      {"prepend", "prepend(4, x0)", "[1,2]", "[4,1,2]"},
      {"prepend", "prepend(x1, x0)", "[[1]],[2,3]", "[[2,3],[1]]"},
      {"concat", "concat(x0, x1)", "[1,2],[3]", "[1,2,3]"},
      {"concat", "x0 ++ x0", "[1,2]", "[1,2,1,2]"},
      {"concat", "concat(x0, x1)", "[],[]", "[]"},
      {"insert", "insert(x0, 1, 9)", "[1,2]", "[1,9,2]"},
      {"insert", "insert(x0, 2, 9)", "[1,2]", "[1,2,9]"},
      {"insert", "insert(x0, 3, 9)", "[1,2]", "undefined"},
      {"insert", "insert(x0, -1, 9)", "[1,2]", "[1,2,9]"},
      {"set_at", "set_at(x0, 1, 9)", "[1,2]", "[1,9]"},
      {"set_at", "set_at(x0, 2, 9)", "[1,2]", "undefined"},
      {"remove_at", "remove_at(x0, 1)", "[1,2,3]", "[1,3]"},
      {"remove_at", "remove_at(x0, -1)", "[1,2,3]", "[1,2]"},
      {"remove_at", "remove_at(x0, 3)", "[1,2,3]", "undefined"},
      {"remove", "remove(x0, 2)", "[2,1,2,3]", "[1,3]"},
      {"remove", "remove(x0, 9)", "[2,1]", "[2,1]"},
      {"remove_first", "remove_first(x0, 2)", "[1,2,3,2]", "[1,3,2]"},
      {"remove_first", "remove_first(x0, 9)", "[2,1]", "[2,1]"},
      {"replace", "replace(x0, 2, 9)", "[1,2,3,2]", "[1,9,3,9]"},
      {"replace", "replace(x0, 9, 2)", "[1]", "[1]"},
      {"swap", "swap(x0, 0, 2)", "[1,2,3]", "[3,2,1]"},
      {"swap", "swap(x0, 0, 3)", "[1,2,3]", "undefined"},
      {"rotate", "rotate(x0, 1)", "[1,2,3]", "[2,3,1]"},
      {"rotate", "rotate(x0, -1)", "[1,2,3]", "[3,1,2]"},
      {"rotate", "rotate(x0, 7)", "[1,2,3]", "[2,3,1]"},
      {"rotate", "rotate(x0, 7)", "[]", "[]"},
      {"diff", "diff(x0)", "[1,4,2]", "[3,-2]"},
      {"diff", "diff(x0)", "[]", "[]"},
      {"diff", "diff(x0)", "[-9223372036854775807,2]", "undefined"},
      {"intersperse", "intersperse(x0, 0)", "[1,2,3]", "[1,0,2,0,3]"},
      {"intersperse", "intersperse(x0, 0)", "[]", "[]"},
      {"intersect", "intersect(x0, x1)", "[1,2,3,2],[2,9]", "[2,2]"},
      {"intersect", "intersect(x0, range(0, 30))", "[40,3,29,30,-1]", "[3,29]"},
      {"difference", "difference(x0, x1)", "[1,2,3,2],[2,9]", "[1,3]"},
      {"difference", "difference(x0, range(0, 30))", "[40,3,29,30,-1]", "[40,30,-1]"},
      // making lists
      {"singleton", "singleton(x0)", "3", "[3]"},
      {"singleton", "singleton(x0)", "[3]", "[[3]]"},
      {"digits", "digits(x0)", "4095", "[4,0,9,5]"},
      {"digits", "digits(x0)", "0", "[0]"},
      {"digits", "digits(x0)", "-70", "[7,0]"},
      {"digits", "length(digits(x0))", kMaxText, "19"},
      {"range", "range(2, 5)", "", "[2,3,4]"},
      {"range", "range(5, 2)", "", "[]"},
      {"range", "range(0, 9223372036854775807)", "", "undefined"},
      {"range", "range(-9223372036854775807, 9223372036854775807)", "", "undefined"},
      {"repeat", "repeat(x0, 3)", "7", "[7,7,7]"},
      {"repeat", "repeat(x0, -3)", "7", "[]"},
      {"repeat", "repeat(x0, 2)", "[1]", "[[1],[1]]"},
      {"repeat", "repeat(x0, 0)", "[1]", "[]"},
      {"repeat", "repeat(x0, 9223372036854775807)", "7", "undefined"},
      {"cycle", "cycle(x0, 2)", "[1,2]", "[1,2,1,2]"},
      {"cycle", "cycle(x0, 0)", "[1,2]", "[]"},
      {"cycle", "cycle(x0, 9223372036854775807)", "[1,2]", "undefined"},
      {"cycle", "cycle(x0, 9223372036854775807)", "[]", "[]"},
      {"indices", "indices(x0)", "[7,8]", "[0,1]"},
      {"indices", "indices(x0)", "[]", "[]"},
      // lists of lists
      {"zip", "zip(x0, x1)", "[1,2,3],[4,5]", "[[1,4],[2,5]]"},
      {"zip", "zip(x0, x1)", "[[1]],[[4,5]]", "[[[1],[4,5]]]"},
      {"flatten", "flatten(x0)", "[[1,2],[],[3]]", "[1,2,3]"},
      {"flatten", "flatten(x0)", "[[[1]],[[2],[3]]]", "[[1],[2],[3]]"},
      {"group", "group(x0)", "[1,1,2,1]", "[[1,1],[2],[1]]"},
      {"group", "group(x0)", "[]", "[]"},
      {"chunk", "chunk(x0, 2)", "[1,2,3]", "[[1,2],[3]]"},
      {"chunk", "chunk(x0, 2)", "[]", "[]"},
      {"chunk", "chunk(x0, 9223372036854775807)", "[1,2]", "[[1,2]]"},
      {"chunk", "chunk(x0, 0)", "[1]", "undefined"},
      {"windows", "windows(x0, 2)", "[1,2,3]", "[[1,2],[2,3]]"},
      {"windows", "windows(x0, 4)", "[1,2,3]", "[]"},
      {"windows", "windows(x0, 9223372036854775807)", "[1,2,3]", "[]"},
      {"windows", "windows(x0, 0)", "[1]", "undefined"},
      {"transpose", "transpose(x0)", "[[1,2,3],[4,5]]", "[[1,4],[2,5]]"},
      {"transpose", "transpose(x0)", "[]", "[]"},
      // functions on lists
      {"map", "map(x -> 2*x, x0)", "[1,2]", "[2,4]"},
      {"map", "map(x -> x, x0)", "[]", "[]"},
      {"map", "map(x -> 1 / x, x0)", "[1,0]", "undefined"},
      {"map", "map(x -> x > 1, x0)", "[1,2]", "[false,true]"},
      {"map", "map(xs -> sum(xs), x0)", "[[1,2],[]]", "[3,0]"},
      {"map", "map(x -> range(0, x), x0)", "[1,3]", "[[0],[0,1,2]]"},
      {"map", "map(x -> x - minimum(x0), x0)", "[5,3]", "[2,0]"},
      {"map", "map(x -> if x == 0 then 0 else 6 / x, x0)", "[0,2]", "[0,3]"},
      {"filter", "filter(x -> x > 1, x0)", "[1,2,3]", "[2,3]"},
      {"filter", "filter(xs -> length(xs) > 1, x0)", "[[1],[1,2]]", "[[1,2]]"},
      {"filter", "filter(x -> 1 / x > 0, x0)", "[1,0]", "undefined"},
      {"count", "count(x -> x > 1, x0)", "[1,2,3]", "2"},
      {"count", "count(x -> x, x0)", "[true,false,true]", "2"},
      {"count", "count(x -> 1 / x > 0, x0)", "[1,0]", "undefined"},
      {"zip_with", "zip_with((x, y) -> x - y, x0, x1)", "[5,6,7],[1,2]", "[4,4]"},
      {"zip_with", "zip_with((x, ys) -> x * sum(ys), x0, x1)", "[2,3],[[1,1],[5]]", "[4,15]"},
      {"zip_with", "zip_with((x, y) -> x / y, x0, x1)", "[5],[0]", "undefined"},
      {"zip_with", "zip_with((x, y) -> x == y, x0, x1)", "[5,1],[5,2]", "[true,false]"},
      {"scanl1", "scanl1((a, x) -> a - x, x0)", "[10,1,2]", "[10,9,7]"},
      {"scanl1", "scanl1((a, x) -> a + x, x0)", "[]", "[]"},
      {"scanl1", "scanl1((a, x) -> a ++ x, x0)", "[[1],[2],[3]]", "[[1],[1,2],[1,2,3]]"},
      {"scanl1", "scanl1((a, x) -> a / x, x0)", "[4,0]", "undefined"},
      {"fold", "fold((a, x) -> a * 10 + x, 0, x0)", "[1,2,3]", "123"},
      {"fold", "fold((a, x) -> prepend(x, a), [], x0)", "[1,2,3]", "[3,2,1]"},
      {"fold", "fold((a, x) -> a + x, 7, x0)", "[]", "7"},
      {"fold", "fold((a, x) -> a && x > 0, true, x0)", "[1,-1]", "false"},
      {"any", "any(x -> x > 2, x0)", "[1,3]", "true"},
      {"any", "any(x -> x > 2, x0)", "[]", "false"},
      {"any", "any(x -> 6 / x > 2, x0)", "[1,0]", "true"},
      {"any", "any(x -> 6 / x > 2, x0)", "[9,0]", "undefined"},
      {"any", "any(xs -> is_empty(xs), x0)", "[[1],[]]", "true"},
      {"all", "all(x -> x > 2, x0)", "[1,3]", "false"},
      {"all", "all(x -> x > 2, x0)", "[]", "true"},
      {"all", "all(x -> 6 / x > 2, x0)", "[9,0]", "false"},
      {"all", "all(x -> 6 / x > 2, x0)", "[1,0]", "undefined"},
      {"mapi", "mapi((i, x) -> i * x, x0)", "[5,6,7]", "[0,6,14]"},
      {"mapi", "mapi((i, xs) -> i + length(xs), x0)", "[[1],[]]", "[1,1]"},
      {"filteri", "filteri((i, x) -> i % 2 == 0, x0)", "[5,6,7]", "[5,7]"},
      {"filteri", "filteri((i, x) -> i == x, x0)", "[0,5,2]", "[0,2]"},
      {"find", "find(x -> x > 1, x0)", "[1,2,3]", "2"},
      {"find", "find(x -> x > 9, x0)", "[1,2,3]", "undefined"},
      {"find", "find(xs -> length(xs) == 2, x0)", "[[1],[1,2]]", "[1,2]"},
      {"find_index", "find_index(x -> x > 1, x0)", "[1,2,3]", "1"},
      {"find_index", "find_index(x -> x > 9, x0)", "[1,2,3]", "undefined"},
      {"take_while", "take_while(x -> x > 1, x0)", "[3,2,1,9]", "[3,2]"},
      {"take_while", "take_while(x -> 6 / x > 1, x0)", "[3,9,0]", "[3]"},
      {"drop_while", "drop_while(x -> x > 1, x0)", "[3,2,1,9]", "[1,9]"},
      {"drop_while", "drop_while(xs -> is_empty(xs), x0)", "[[],[1],[]]", "[[1],[]]"},
      {"sort_by", "sort_by(x -> -x, x0)", "[1,3,2]", "[3,2,1]"},
      {"sort_by", "sort_by(xs -> length(xs), x0)", "[[1,2],[3],[],[4]]", "[[],[3],[4],[1,2]]"},
      {"sort_by", "sort_by(x -> 1 / x, x0)", "[1,0]", "undefined"},
      {"max_by", "max_by(x -> x * x, x0)", "[1,-3,3]", "-3"},
      {"max_by", "max_by(x -> x, x0)", "[]", "undefined"},
      {"min_by", "min_by(xs -> length(xs), x0)", "[[1,2],[3],[4]]", "[3]"},
      {"min_by", "min_by(x -> x, x0)", "[]", "undefined"},
      // integers
      {"add", "x0 + x1", "2,3", "5"},
      {"add", "x0 + 1", kMaxText, "undefined"},
      {"add", "x0 + x0", "-4611686018427387904", "undefined"},
      {"sub", "x0 - x1", "2,3", "-1"},
      {"sub", "x0 - 2", "-9223372036854775806", "undefined"},
      {"mul", "x0 * x1", "2,3", "6"},
      {"mul", "x0 * x0", "4294967296", "undefined"},
      {"div", "x0 / 2", "7", "3"},
      {"div", "x0 / 2", "-7", "-4"},
      {"div", "x0 / -2", "7", "-4"},
      {"div", "x0 / -2", "-7", "3"},
      {"div", "x0 / 0", "7", "undefined"},
      {"mod", "x0 % 3", "7", "1"},
      {"mod", "x0 % 3", "-7", "2"},
      {"mod", "x0 % -3", "7", "-2"},
      {"mod", "x0 % 0", "7", "undefined"},
      {"pow", "x0 ** 3", "-5", "-125"},
      {"pow", "x0 ** 0", "0", "1"},
      {"pow", "x0 ** -1", "2", "undefined"},
      {"pow", "x0 ** 62", "2", "4611686018427387904"},
      {"pow", "x0 ** 63", "2", "undefined"},
      {"pow", "x0 ** 9223372036854775807", "-1", "-1"},
      {"neg", "neg(x0)", "5", "-5"},
      {"neg", "-x0", "-5", "5"},
      {"abs", "abs(x0)", "-5", "5"},
      {"abs", "abs(x0)", "5", "5"},
      {"min", "min(x0, 3)", "5", "3"},
      {"min", "min(x0, 3)", "-5", "-5"},
      {"max", "max(x0, 3)", "5", "5"},
      {"max", "max(x0, 3)", "-5", "3"},
      {"square", "square(x0)", "-5", "25"},
      {"square", "map(x -> square(x), x0)", kMaxSquared.c_str(), "undefined"},
      {"sign", "map(x -> sign(x), x0)", "[-5,0,5]", "[-1,0,1]"},
      {"sign", "sign(x0)", kMaxText, "1"},
      {"gcd", "gcd(x0, x1)", "12,-18", "6"},
      {"gcd", "gcd(x0, x1)", "0,0", "0"},
      {"digit_sum", "map(x -> digit_sum(x), x0)", "[0,7,-49,1200]", "[0,7,13,3]"},
      {"digit_sum", "digit_sum(x0)", kMaxText, "88"},
      // comparison
      {"eq", "x0 == 3", "3", "true"},
      {"eq", "x0 == x1", "[1,2],[1,2]", "true"},
      {"eq", "x0 == x1", "[[1],[2]],[[1],[3]]", "false"},
      {"eq", "x0 == x1", "true,true", "true"},
      {"ne", "x0 != 3", "3", "false"},
      {"ne", "x0 != x1", "[1,2],[1]", "true"},
      {"lt", "x0 < 3", "2", "true"},
      {"lt", "x0 < 3", "3", "false"},
      {"le", "x0 <= 3", "3", "true"},
      {"le", "x0 <= 3", "4", "false"},
      {"gt", "x0 > 3", "4", "true"},
      {"gt", "x0 > 3", "3", "false"},
      {"ge", "x0 >= 3", "3", "true"},
      {"ge", "x0 >= 3", "2", "false"},
      {"is_even", "map(x -> is_even(x), x0)", "[-3,-2,0,1]", "[false,true,true,false]"},
      {"is_even", "is_even(x0)", kMaxText, "false"},
      {"is_odd", "map(x -> is_odd(x), x0)", "[-3,-2,0,1]", "[true,false,false,true]"},
      {"is_odd", "is_odd(x0)", kMaxText, "true"},
      {"is_prime", "filter(x -> is_prime(x), range(-2, 60))", "",
       "[2,3,5,7,11,13,17,19,23,29,31,37,41,43,47,53,59]"},
      {"is_prime", "is_prime(x0)", "9223372036854775783", "true"},
      {"is_prime", "is_prime(x0)", "9223372036854775781", "false"},
      {"is_prime", "is_prime(x0)", "3215031751", "false"},
      {"is_square", "filter(x -> is_square(x), range(-2, 50))", "", "[0,1,4,9,16,25,36,49]"},
      {"is_square", "is_square(x0)", "9223372030926249001", "true"},
      {"is_square", "is_square(x0)", kMaxText, "false"},
      // logic
      {"and", "x0 && x1", "true,false", "false"},
      {"and", "and(x0 != 0, 6 / x0 > 2)", "0", "false"},
      {"and", "and(6 / x0 > 2, x0 != 0)", "0", "undefined"},
      {"and", "map(x -> x != 0 && 6 / x > 2, x0)", "[0,1]", "[false,true]"},
      {"or", "x0 || x1", "true,false", "true"},
      {"or", "or(x0 == 0, 6 / x0 > 2)", "0", "true"},
      {"or", "map(x -> x == 0 || 6 / x > 2, x0)", "[0,9]", "[true,false]"},
      {"not", "not(x0)", "true", "false"},
      {"not", "map(x -> not(x), x0)", "[true,false]", "[false,true]"},
      {"if", "if x0 > 0 then x0 else 0", "-3", "0"},
      {"if", "if(x0 == 0, 0, 6 / x0)", "0", "0"},
      {"if", "if(x0 > 1, x1, [])", "2,[1]", "[1]"},
      {"if", "if(6 / x0 > 1, 1, 2)", "0", "undefined"},
  };
  return rows;
}

bool uses(const Expr& expr, const std::string& op) {
  if (expr.kind == Expr::Kind::call && expr.op->name == op) return true;
  for (const ExprPtr& arg : expr.args)
    if (uses(*arg, op)) return true;
  return false;
}

TEST(ListOperators, GiveTheResultsOfTheTable) {
  for (const Row& row : table())
    EXPECT_EQ(run(row.program, row.inputs), row.result) << row.program << " on " << row.inputs;
}

TEST(ListOperators, EveryRowUsesItsOperator) {
  for (const Row& row : table()) {
    const std::vector<Sort> sorts = sorts_of(values(row.inputs));
    const Dialect* dialect = nullptr;
    const auto expr = parse(*lists::lists_catalogue(), row.program, &sorts, &dialect);
    ASSERT_TRUE(expr.ok()) << row.program << ": " << to_text(expr.error());
    EXPECT_TRUE(uses(**expr, row.op)) << row.program << " does not use " << row.op;
  }
}

TEST(ListOperators, HaveAtLeastTwoRowsEach) {
  std::map<std::string, int> rows;
  for (const Row& row : table()) ++rows[row.op];
  for (const Operator& op : lists::lists_catalogue()->operators())
    EXPECT_GE(rows[op.name], 2) << op.name << " has too few rows in the table";
  EXPECT_EQ(rows.size(), lists::lists_catalogue()->operators().size());
}

// The same results when a program is printed and parsed again.
TEST(ListOperators, SurvivePrinting) {
  for (const Row& row : table()) {
    const std::vector<Sort> sorts = sorts_of(values(row.inputs));
    const Dialect* dialect = nullptr;
    const auto expr = parse(*lists::lists_catalogue(), row.program, &sorts, &dialect);
    ASSERT_TRUE(expr.ok()) << row.program;
    const std::string printed = print(*lists::lists_catalogue(), **expr);
    EXPECT_EQ(run(printed, row.inputs), row.result) << row.program << " printed as " << printed;
  }
}

// With ever less fuel a program gives its result or undefined, and nothing else.
TEST(ListOperators, StopWhenTheFuelIsSpent) {
  for (const Row& row : table())
    for (std::int64_t fuel = 0; fuel < 40; fuel += 3) {
      const std::string result = run(row.program, row.inputs, fuel);
      EXPECT_TRUE(result == "undefined" || result == row.result)
          << row.program << " with fuel " << fuel << " gives " << result;
    }
}

TEST(ListOperators, DescribeThemselves) {
  std::set<std::string> names;
  for (const Operator& op : lists::lists_catalogue()->operators()) {
    EXPECT_FALSE(op.summary.empty()) << op.name;
    EXPECT_FALSE(op.group.empty()) << op.name;
    EXPECT_NE(op.eval, nullptr) << op.name;
    EXPECT_GE(op.cost, 0) << op.name;
    for (std::size_t i = 0; i < op.params.size(); ++i)
      EXPECT_NE(op.words.find("{" + std::to_string(i) + "}"), std::string::npos)
          << op.name << " does not speak of its argument " << i;
    EXPECT_TRUE(names.insert(op.name).second) << op.name;
    for (const std::string& alias : op.aliases) {
      EXPECT_TRUE(names.insert(alias).second) << alias;
      EXPECT_EQ(lists::lists_catalogue()->find(alias).size(), 1u) << alias;
    }
  }
}

}  // namespace
}  // namespace inkling::dsl::test
