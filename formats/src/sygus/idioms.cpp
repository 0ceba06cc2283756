#include "idioms.hpp"

#include <string_view>

#include "cells.hpp"

namespace inkling::sygus {
namespace {

using dsl::CallSite;
using dsl::Cell;
using dsl::EvalContext;

// How long the beginning is, or what it leaves over at the end.
std::size_t prefix_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                           const Cell& result, Cell* values) {
  if (!view(a[0]).starts_with(view(result))) return 0;
  values[0] = integer(result.chars);
  return 1;
}
std::size_t shortened_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                              const Cell& result, Cell* values) {
  if (!view(a[0]).starts_with(view(result))) return 0;
  values[0] = integer(std::int64_t{a[0].chars} - result.chars);
  return 1;
}
std::size_t after_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                          const Cell& result, Cell* values) {
  if (!view(a[0]).ends_with(view(result))) return 0;
  values[0] = integer(std::int64_t{a[0].chars} - result.chars);
  return 1;
}
std::size_t suffix_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                           const Cell& result, Cell* values) {
  if (!view(a[0]).ends_with(view(result))) return 0;
  values[0] = integer(result.chars);
  return 1;
}
// What stands behind the beginning: one character or two. Of texts in which every character is one
// byte; others are left to the search.
std::size_t before_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                           const Cell& result, Cell* values) {
  if (!one_byte(a[0]) || !view(a[0]).starts_with(view(result))) return 0;
  std::size_t count = 0;
  for (std::size_t n = 1; n <= 2 && result.size + n <= a[0].size; ++n)
    values[count++] = text(a[0].s + result.size, n, n);
  return count;
}
std::size_t behind_witness(EvalContext&, const CallSite&, std::size_t, const Cell* a,
                           const Cell& result, Cell* values) {
  if (!one_byte(a[0]) || !view(a[0]).ends_with(view(result))) return 0;
  std::size_t count = 0;
  for (std::size_t n = 1; n <= 2 && result.size + n <= a[0].size; ++n)
    values[count++] = text(a[0].s + a[0].size - result.size - n, n, n);
  return count;
}

const std::string kEmpty = "\"\"";

std::string behind(const std::string& s) {
  return "(str.substr " + s + " (+ (str.indexof " + s + " ?1 0) 1) (str.len " + s + "))";
}
std::string replaced(const std::string& s, const std::string& by) {
  return "(str.replace " + s + " ?1 " + by + ")";
}

}  // namespace

const std::vector<Idiom>& idioms() {
  static const std::vector<Idiom> table = {
      // Cutting at positions.
      {"prefix", "SI", 'S', 1, {"(str.substr ?0 0 ?1)"}, prefix_witness, 2},
      {"after", "SI", 'S', 1, {"(str.substr ?0 ?1 (str.len ?0))"}, after_witness, 2},
      {"slice", "SII", 'S', 1, {"(str.substr ?0 ?1 (- ?2 ?1))"}},
      {"suffix",
       "SI",
       'S',
       1,
       {"(str.substr ?0 (- (str.len ?0) ?1) ?1)",
        "(str.substr ?0 (- (str.len ?0) ?1) (str.len ?0))"},
       suffix_witness,
       2},
      {"shortened", "SI", 'S', 1, {"(str.substr ?0 0 (- (str.len ?0) ?1))"}, shortened_witness, 2},
      // Cutting at texts.
      {"before", "SS", 'S', 1, {"(str.substr ?0 0 (str.indexof ?0 ?1 0))"}, before_witness, 2},
      {"behind",
       "SS",
       'S',
       1,
       {behind("?0"), "(str.substr ?0 (+ 1 (str.indexof ?0 ?1 0)) (str.len ?0))",
        "(str.substr ?0 (+ (str.indexof ?0 ?1 0) (str.len ?1)) (str.len ?0))"},
       behind_witness,
       2},
      {"behind_all",
       "SS",
       'S',
       2,
       {"(str.substr ?0 (+ (str.indexof ?0 ?1 0) (str.len ?1)) (str.len ?0))"}},
      {"from", "SS", 'S', 2, {"(str.substr ?0 (str.indexof ?0 ?1 0) (str.len ?0))"}},
      {"last", "SS", 'S', 2, {behind(behind(behind("?0")))}},
      {"between",
       "SSS",
       'S',
       2,
       {"(str.substr ?0 (+ (str.indexof ?0 ?1 0) 1) (- (str.indexof ?0 ?2 (+ (str.indexof ?0 ?1 0) "
        "1)) (+ (str.indexof ?0 ?1 0) 1)))",
        "(str.substr ?0 (+ 1 (str.indexof ?0 ?1 0)) (- (str.indexof ?0 ?2 (+ 1 (str.indexof ?0 ?1 "
        "0))) (+ 1 (str.indexof ?0 ?1 0))))"}},
      // Positions.
      {"first", "SS", 'I', 1, {"(str.indexof ?0 ?1 0)"}},
      {"second",
       "SS",
       'I',
       1,
       {"(str.indexof ?0 ?1 (+ 1 (str.indexof ?0 ?1 0)))",
        "(str.indexof ?0 ?1 (+ (str.indexof ?0 ?1 0) 1))"}},
      {"third",
       "SS",
       'I',
       2,
       {"(str.indexof ?0 ?1 (+ 1 (str.indexof ?0 ?1 (+ 1 (str.indexof ?0 ?1 0)))))",
        "(str.indexof ?0 ?1 (+ (str.indexof ?0 ?1 (+ (str.indexof ?0 ?1 0) 1)) 1))"}},
      // Replacing.
      {"without", "SS", 'S', 1, {"(str.replace ?0 ?1 \"\")"}},
      {"without_all",
       "SS",
       'S',
       2,
       {"(str.replace_all ?0 ?1 \"\")",
        replaced(replaced(replaced(replaced("?0", kEmpty), kEmpty), kEmpty), kEmpty)}},
      {"replaced_twice", "SSS", 'S', 2, {replaced(replaced("?0", "?2"), "?2")}},
      {"replaced_often",
       "SSS",
       'S',
       3,
       {"(str.replace_all ?0 ?1 ?2)",
        replaced(replaced(replaced(replaced("?0", "?2"), "?2"), "?2"), "?2")}},
      {"number", "S", 'S', 2, {"(int.to.str (str.to.int ?0))"}},
      // Conditions.
      {"shares", "SS", 'I', 2, {"(- (str.len ?0) (str.len ?1))"}},
      {"counted", "SS", 'I', 2, {"(- (str.len ?0) (str.len (str.replace_all ?0 ?1 \"\")))"}},
      {"is_number", "S", 'B', 2, {"(<= 0 (str.to.int ?0))", "(not (= (str.to.int ?0) (- 1)))"}},
  };
  return table;
}

}  // namespace inkling::sygus
