// The list language: DeepCoder's operations, free lambdas, and the functions people expect of
// lists.
#include "lists_catalogue.hpp"

#include <iterator>
#include <utility>

#include "operators.hpp"

namespace inkling::lists {

namespace {

#include "prior.inc"

// DeepCoder's nineteen functions: ten for Map, four tests, five for ZipWith and Scanl1. Then some
// that people mean and that are far from the beginning among all that can be built.
const std::vector<dsl::LambdaSeed>& functions() {
  static const std::vector<dsl::LambdaSeed> seeds = {
      {"x -> x + 1"},          {"x -> x - 1"},         {"x -> x * 2"},
      {"x -> x / 2"},          {"x -> x * -1"},        {"x -> x ** 2"},
      {"x -> x * 3"},          {"x -> x / 3"},         {"x -> x * 4"},
      {"x -> x / 4"},          {"x -> x > 0"},         {"x -> x < 0"},
      {"x -> x % 2 == 0"},     {"x -> x % 2 == 1"},    {"(x, y) -> x + y"},
      {"(x, y) -> x - y"},     {"(x, y) -> x * y"},    {"(x, y) -> min(x, y)"},
      {"(x, y) -> max(x, y)"}, {"x -> abs(x)", 2},     {"x -> max(x, 0)", 2},
      {"x -> x % 3 == 0", 2},  {"x -> x % 5 == 0", 3}, {"x -> x % 10 == 0", 3},
      {"x -> x % 10", 2},      {"x -> x / 10", 2},
  };
  return seeds;
}

void add_dialects(Catalogue& catalogue) {
  Dialect standard;
  standard.name = "default";
  standard.summary = "integers of 64 bits, division rounds down, negative positions from the end";
  catalogue.add_dialect(standard);

  Dialect exedec = standard;
  exedec.name = "exedec";
  exedec.summary = "ExeDec's DeepCoder: every integer in -50..50, division rounds down";
  exedec.min_int = -50;
  exedec.max_int = 50;
  exedec.negative_access = false;
  catalogue.add_dialect(exedec);

  Dialect deepcoder = exedec;
  deepcoder.name = "deepcoder";
  deepcoder.summary =
      "DeepCoder: every integer in -255..256, at most 20 elements, division rounds to zero, "
      "take and drop cut negative numbers to 0";
  deepcoder.min_int = -255;
  deepcoder.max_int = 256;
  deepcoder.max_length = 20;
  deepcoder.truncating_division = true;
  deepcoder.python_slices = false;
  catalogue.add_dialect(deepcoder);

  Dialect pccoder = deepcoder;
  pccoder.name = "pccoder";
  pccoder.summary = "PCCoder: as deepcoder, but take and drop count negative numbers from the end";
  pccoder.min_int = -256;
  pccoder.max_int = 255;
  pccoder.python_slices = true;
  catalogue.add_dialect(pccoder);
}

}  // namespace

std::shared_ptr<const Catalogue> lists_catalogue() {
  static const std::shared_ptr<const Catalogue> catalogue = [] {
    auto made = std::make_shared<Catalogue>("lists", "the list language");
    add_part_operators(*made);
    add_edit_operators(*made);
    add_making_operators(*made);
    add_function_operators(*made);
    dsl::add_scalar_operators(*made);
    add_dialects(*made);
    made->set_search_constants({-1, 0, 1, 2, 3, 4});
    made->set_lambda_seeds(functions());
    made->set_idioms(list_idioms());
    made->set_prior({std::begin(kFitted), std::end(kFitted)});
    return made;
  }();
  return catalogue;
}

}  // namespace inkling::lists
