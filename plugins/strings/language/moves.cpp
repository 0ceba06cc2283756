// What a deductive search does with text: the moves of the strings language, with their description
// lengths.
#include "moves.hpp"

#include <initializer_list>

namespace inkling::strings {
namespace {

using dsl::Move;
using Kind = Move::Kind;

constexpr double kNear = 2.0;    // what a person would say in one word
constexpr double kUsual = 3.0;   // everyday
constexpr double kSeldom = 5.0;  // known, but seldom meant

void add_cuts(std::vector<Move>& moves) {
  const auto add = [&](const char* text, double bits) { moves.push_back({text, Kind::cut, bits}); };
  add("(x, i) -> word(x, i)", kNear);
  add("(x, d, i) -> part(x, d, i)", kNear + 0.5);
  add("(x, t, i) -> part(x, t, i)", kUsual);
  add("(x, d) -> before(x, d)", kUsual);
  add("(x, d) -> after(x, d)", kUsual);
  add("(x, t) -> before(x, t)", kUsual);
  add("(x, t) -> after(x, t)", kUsual);
  add("(x, d) -> before_last(x, d)", kUsual + 0.5);
  add("(x, d) -> after_last(x, d)", kUsual + 0.3);
  add("(x, d, i) -> before(x, d, i)", kUsual + 0.7);
  add("(x, d, i) -> after(x, d, i)", kUsual + 0.7);
  add("(x, d, g) -> between(x, d, g)", kUsual + 0.5);
  add("(x, h, g) -> between(x, h, g)", kUsual + 0.5);
  add("(x, d, h) -> between(x, d, h)", kUsual + 0.5);
  add("(x, d, g) -> inside(x, d, g)", kUsual + 1);
  add("(x, d, i) -> from(x, d, i)", kUsual + 1.5);
  add("(x, d, i) -> up_to(x, d, i)", kUsual + 1.5);
  add("(x, t) -> from(x, t, 1)", kUsual + 2);
  add("(x, t) -> up_to(x, t, 1)", kUsual + 2);
  add("(x, r, i) -> before_token(x, r, i)", kUsual + 2);
  add("(x, r, i) -> after_token(x, r, i)", kUsual + 2);
  add("(x, r, i) -> from_token(x, r, i)", kUsual + 2);
  add("(x, r, i) -> up_to_token(x, r, i)", kUsual + 2);
  add("(x, y) -> before(x, y)", kUsual + 1);
  add("(x, y) -> after(x, y)", kUsual + 1);
  add("(x, y) -> remove_prefix(x, y)", kUsual + 1);
  add("(x, y) -> remove_suffix(x, y)", kUsual + 1);
  add("(x, t) -> remove_prefix(x, t)", kSeldom);
  add("(x, t) -> remove_suffix(x, t)", kSeldom);
  add("(x, r, i) -> get_token(x, r, i)", kUsual + 0.5);
  add("(x, r) -> get_all(x, r)", kUsual + 1.5);
  add("(x, r, i) -> get_first(x, r, i)", kSeldom);
  add("(x, n) -> left(x, n)", kUsual);
  add("(x, n) -> right(x, n)", kUsual);
  add("(x, n) -> drop_left(x, n)", kUsual + 1);
  add("(x, n) -> drop_right(x, n)", kUsual + 1);
}

void add_changes(std::vector<Move>& moves) {
  const auto add = [&](const char* text, double bits) {
    moves.push_back({text, Kind::change, bits});
  };
  add("(x) -> lower(x)", kUsual);
  add("(x) -> upper(x)", kUsual);
  add("(x) -> proper(x)", kUsual + 0.5);
  add("(x) -> capitalize(x)", kUsual + 1);
  add("(x) -> swap_case(x)", kSeldom + 1);
  add("(x) -> reverse(x)", kSeldom);
  add("(x) -> trim(x)", kUsual);
  add("(x) -> squeeze(x)", kUsual + 1);
  add("(x) -> digits_only(x)", kUsual + 0.5);
  add("(x) -> letters_only(x)", kUsual + 1.5);
  add("(x) -> alphanumeric_only(x)", kUsual + 1.5);
  add("(x) -> capitals_only(x)", kUsual + 2);
  add("(x) -> small_only(x)", kSeldom + 1);
  add("(x) -> without_digits(x)", kSeldom);
  add("(x) -> without_letters(x)", kSeldom + 1);
  add("(x) -> without_spaces(x)", kUsual + 1);
  add("(x) -> without_punctuation(x)", kUsual + 0.5);
  add("(x, d) -> remove(x, d)", kUsual);
  add("(x, t) -> remove(x, t)", kUsual + 1);
  add("(x, d, e) -> replace_all(x, d, e)", kUsual);
  add("(x, r) -> remove_tokens(x, r)", kSeldom);
  add("(x, r, i) -> remove_token(x, r, i)", kSeldom);
  add("(x) -> initials(x)", kUsual + 2);
  add("(x) -> uncapitalize(x)", kUsual + 1.5);
  add("(x, y) -> remove(x, y)", kUsual + 1);
  add("(x, d, y) -> replace_all(x, d, y)", kUsual + 1);
  add("(x, t, y) -> replace_all(x, t, y)", kUsual + 1);
  add("(x, t, u) -> replace_all(x, t, u)", kUsual + 1);
  add("(x, c) -> repeat(c, len(x))", kSeldom);
  add("(x, j) -> remove_characters(x, j)", kUsual + 1);
  moves.push_back(
      {"(x, s) -> shift_letters(x, s)", Kind::change, kSeldom + 2, {{1, -1, 13, 3, 2, -3, -2}}});
}

void add_pieces(std::vector<Move>& moves) {
  moves.push_back({"(x) -> words(x)", Kind::split, kUsual});
  moves.push_back({"(x, d) -> split(x, d)", Kind::split, kUsual});
  moves.push_back({"(x) -> chars(x)", Kind::split, kUsual + 1.5});
  moves.push_back({"(x) -> split_case(x)", Kind::split, kUsual + 1.5});
  moves.push_back({"(x, r) -> tokens(x, r)", Kind::split, kUsual + 3});
  moves.push_back({"(xs) -> reverse(xs)", Kind::arrange, kUsual});
  moves.push_back({"(xs) -> sort(xs)", Kind::arrange, kUsual});
  moves.push_back({"(xs) -> unique(xs)", Kind::arrange, kUsual});
  moves.push_back({"(xs, n) -> take(xs, n)", Kind::arrange, kUsual + 1});
  moves.push_back({"(xs, n) -> drop(xs, n)", Kind::arrange, kUsual + 1});
  moves.push_back({"(xs, d) -> filter(y -> contains(y, d), xs)", Kind::arrange, kUsual});
  moves.push_back({"(xs) -> filter(y -> not(digits_only(y) == \"\"), xs)", Kind::arrange, kUsual});
  moves.push_back({"(xs) -> map(y -> y, xs)", Kind::each, kUsual - 0.5});
  moves.push_back({"(xs, e) -> join(xs, e)", Kind::join, kUsual});
  moves.push_back({"(xs) -> total(xs)", Kind::join, kUsual + 0.5});
  moves.push_back({"(xs) -> int_to_string(len(xs))", Kind::join, kUsual + 0.5});
}

void add_tests(std::vector<Move>& moves) {
  const auto add = [&](const char* text, double bits) {
    moves.push_back({text, Kind::test, bits});
  };
  add("(x, d) -> contains(x, d)", kUsual);
  add("(x, t) -> contains(x, t)", kUsual);
  add("(x, y) -> contains(x, y)", kUsual);
  add("(x, y) -> contains(lower(x), lower(y))", kSeldom);
  add("(x, t) -> prefix_of(t, x)", kUsual + 1);
  add("(x, t) -> suffix_of(t, x)", kUsual + 1);
  add("(x, y) -> x == y", kUsual);
  add("(x, y) -> lower(x) == lower(y)", kSeldom);
  add("(x, q) -> x == q", kUsual);
  add("(x, z) -> at_least(x, z)", kUsual + 1);
  add("(x) -> is_numeric(x)", kUsual + 1);
  add("(x) -> is_alphabetic(x)", kSeldom);
  add("(x) -> is_upper(x)", kUsual + 1);
  add("(x) -> is_lower(x)", kUsual + 1);
  add("(x) -> x == lower(x)", kUsual + 1);
  add("(x) -> x == upper(x)", kUsual + 1);
  add("(x) -> digits_only(x) == \"\"", kUsual + 1.5);
  add("(x) -> letters_only(x) == \"\"", kUsual + 2);
  add("(x) -> is_numeric(left(x, 1))", kSeldom);
  add("(x) -> is_numeric(right(x, 1))", kSeldom);
  add("(x, m) -> len(x) > m", kSeldom);
  add("(x, m) -> count_words(x) > m", kUsual + 2);
  add("(x, d, m) -> count_of(x, d) > m", kUsual + 2.5);
}

void add_measures(std::vector<Move>& moves) {
  const auto add = [&](const char* text, double bits) {
    moves.push_back({text, Kind::measure, bits});
  };
  add("(x) -> len(x)", kUsual);
  add("(x, d) -> count_of(x, d)", kUsual);
  add("(x, t) -> count_of(x, t)", kUsual + 1);
  add("(x, y) -> count_of(x, y)", kNear);
  add("(x) -> count_words(x)", kUsual + 1);
  add("(x, d) -> find(d, x)", kUsual + 1);
  add("(x, y) -> find(y, x)", kUsual + 1);
  add("(x) -> len(digits_only(x))", kSeldom + 1);
  add("(x) -> len(letters_only(x))", kSeldom + 1);
  add("(x) -> len(capitals_only(x))", kSeldom + 1);
}

std::vector<Value> texts(std::initializer_list<const char*> list) {
  return {list.begin(), list.end()};
}

void add_numbers(std::vector<Move>& moves) {
  const std::vector<Value> steps{10, 5, 100, 1000, 2, 20, 25, 50, 15, 30, 500, 5000, 10000};
  const std::vector<Value> decimals{2, 0, 1, 3, 4};
  moves.push_back({"(x) -> number(x)", Kind::read, kUsual + 1.5});
  for (const char* text : {"(x, k) -> plus(x, k)", "(x, k) -> times(x, k)"})
    moves.push_back({text, Kind::calculate, kUsual});
  for (const char* text :
       {"(x, k) -> minus(x, k)", "(x, k) -> over(x, k)", "(x, k) -> minus(k, x)"})
    moves.push_back({text, Kind::calculate, kUsual + 1});
  for (const char* text : {"(x, b) -> plus(x, b)", "(x, b) -> minus(x, b)", "(x, b) -> times(x, b)",
                           "(x, b) -> over(x, b)"})
    moves.push_back({text, Kind::calculate, kUsual});
  moves.push_back({"(x, s) -> floor_to(x, s)", Kind::calculate, kUsual + 1, {steps}});
  moves.push_back({"(x, s) -> ceil_to(x, s)", Kind::calculate, kSeldom + 1, {steps}});
  moves.push_back({"(x, s) -> round_to(x, s)", Kind::calculate, kSeldom + 1, {steps}});
  moves.push_back({"(x, s) -> round(x, s)", Kind::write, kUsual, {decimals}});
  moves.push_back({"(x, s) -> round_down(x, s)", Kind::write, kUsual + 1, {decimals}});
  moves.push_back({"(x, s) -> round_up(x, s)", Kind::write, kUsual + 1.5, {decimals}});
  moves.push_back(
      {"(x, s) -> thousands(x, s)", Kind::write, kUsual, {texts({",", ".", " ", "'"})}});
  moves.push_back({"(x, w, s) -> pad_left(x, w, s)", Kind::write, kUsual, {texts({"0", " "})}});
  moves.push_back(
      {"(x, w, s) -> pad_right(x, w, s)", Kind::write, kUsual + 1, {texts({"0", " "})}});
  moves.push_back({"(x) -> clock(x)", Kind::write, kSeldom});
  moves.push_back({"(x) -> ordinal(x)", Kind::write, kSeldom});
  moves.push_back({"(x) -> roman(x)", Kind::write, kSeldom});
}

void add_dates(std::vector<Move>& moves) {
  moves.push_back(
      {"(x, o, f) -> date(x, o, f)",
       Kind::format,
       kSeldom,
       {texts({"dmy", "mdy", "ymd"}), texts({"yyyy", "mm", "dd", "yyyy-mm-dd", "mmm", "mmmm", "d",
                                             "m", "dddd", "ddd", "yy", "o", "q", "w", "j", "l"})}});
  moves.push_back({"(x, f) -> time(x, f)",
                   Kind::format,
                   kSeldom,
                   {texts({"hh", "mm", "h", "k", "kk", "ss", "A", "a"})}});
  moves.push_back({"(x, s) -> floor_time(x, s)", Kind::read, kSeldom + 4, {{15, 30, 60}}});
  moves.push_back({"(x) -> from_clock(x)", Kind::read, kUsual + 2});
  const std::vector<Value> orders = texts({"dmy", "mdy", "ymd"});
  const std::vector<Value> periods = texts({"month", "year", "week", "quarter"});
  // Days that happen to begin or end something are many, so that these are dear: a date written in
  // another format is no end of its month.
  moves.push_back({"(x, o, f) -> start_of(x, o, f)", Kind::read, kSeldom + 6, {orders, periods}});
  moves.push_back({"(x, o, f) -> end_of(x, o, f)", Kind::read, kSeldom + 6, {orders, periods}});
  moves.push_back({"(x, o, f) -> add_days(x, o, f)",
                   Kind::read,
                   kSeldom + 3,
                   {orders, {1, -1, 7, 14, 30, -7, 2}}});
  moves.push_back({"(x, o) -> day_number(x, o)", Kind::read, kSeldom + 1, {orders}});
}

}  // namespace

std::vector<dsl::Move> text_moves() {
  std::vector<Move> moves;
  add_cuts(moves);
  add_changes(moves);
  add_pieces(moves);
  add_tests(moves);
  add_measures(moves);
  add_numbers(moves);
  add_dates(moves);
  moves.push_back({"(v) -> int_to_string(v)", Kind::show, kNear});
  moves.push_back({"(x) -> string_to_int(x)", Kind::value, kNear});
  moves.push_back({"(p) -> not(p)", Kind::combine, 1.5});
  moves.push_back({"(p, l) -> p && l", Kind::combine, kNear});
  moves.push_back({"(p, l) -> p || l", Kind::combine, kNear});
  moves.push_back({"(p, a, b) -> if(p, a, b)", Kind::choose, 4});
  moves.push_back({"(a, b) -> a ++ b", Kind::append, 0});
  return moves;
}

}  // namespace inkling::strings
