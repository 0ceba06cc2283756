// The strings language: spreadsheet and SMT-LIB style functions, and the RobustFill operators.
#include "strings_catalogue.hpp"

#include <inkling/dsl/scalar_operators.hpp>

#include "moves.hpp"
#include "operators.hpp"

namespace inkling::strings {
namespace {

// Which of the shared operators on integers and booleans belong to this language, and their cost
// here: arithmetic is for positions and lengths, seldom an end in itself.
struct Shared {
  const char* name;
  int cost;
};
constexpr Shared kShared[] = {
    {"add", 1}, {"sub", 1}, {"mul", 3}, {"div", 3}, {"mod", 3}, {"neg", 0}, {"abs", 0},
    {"min", 3}, {"max", 3}, {"eq", 1},  {"ne", 0},  {"lt", 2},  {"le", 2},  {"gt", 2},
    {"ge", 2},  {"and", 3}, {"or", 3},  {"not", 2}, {"if", 1},
};

// Copies them from a catalogue that has them all; a new operator keeps its own place.
void add_shared_operators(Catalogue& catalogue) {
  Catalogue all("shared", "");
  dsl::add_scalar_operators(all);
  for (const Shared& shared : kShared) {
    for (const Operator* op : all.find(shared.name)) {
      if (op->name != shared.name) continue;  // found by an alias
      Operator& added = catalogue.add(op->name, all.signature(*op));
      const int id = added.id;
      added = *op;
      added.id = id;
      added.cost = shared.cost;
    }
  }
}

std::vector<Value> constants_for_search() {
  std::vector<Value> constants;
  for (const char* text : {"", " ", ",", ".", "-", "/", "@", "(", ")", ":", "_", ", "})
    constants.emplace_back(text);
  for (int i : {0, 1, 2, 3, -1}) constants.emplace_back(i);
  return constants;
}

std::shared_ptr<const Catalogue> build() {
  auto catalogue = std::make_shared<Catalogue>("strings", "Strings");
  Dialect dialect;
  dialect.name = "strings";
  dialect.summary = "positions by code point, 64-bit integers, strings of at most 1 MiB";
  catalogue->add_dialect(dialect);
  add_robustfill_operators(*catalogue);  // the enumerations must come before their use
  add_slicing_operators(*catalogue);
  add_searching_operators(*catalogue);
  add_character_operators(*catalogue);
  add_piece_operators(*catalogue);
  add_number_operators(*catalogue);
  add_date_operators(*catalogue);
  add_shared_operators(*catalogue);
  catalogue->set_search_constants(constants_for_search());
  catalogue->set_moves(text_moves());
  return catalogue;
}

}  // namespace

std::shared_ptr<const Catalogue> strings_catalogue() {
  static const std::shared_ptr<const Catalogue> catalogue = build();
  return catalogue;
}

}  // namespace inkling::strings
