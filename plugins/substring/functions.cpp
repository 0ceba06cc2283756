#include "functions.hpp"

#include <algorithm>
#include <set>
#include <text/prices.hpp>

#include "branches.hpp"

namespace inkling::substring {
namespace {

constexpr std::size_t kMostTasks = 12;  // tasks of pieces
constexpr std::size_t kPieceRows = 24;
constexpr std::size_t kMostBodies = 2;

std::vector<std::string_view> cut_at(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + separator.size());
  }
}

// The rows "piece -> piece of the output", each once; empty when the pieces do not match or
// contradict one another.
Rows rows_of_pieces(const Bank& bank, int list, std::string_view joiner) {
  const Rows& rows = bank.rows();
  Rows pieces;
  pieces.dialect = rows.dialect;
  pieces.sorts = {kString};
  pieces.output = kString;
  std::map<std::string_view, std::string_view> known;
  bool several = false;
  for (std::size_t r = 0; r < rows.examples; ++r) {
    const Cell& cell = bank.cell(list, r);
    const auto wanted = cut_at(view(rows.outputs[r]), joiner);
    if (wanted.size() != cell.size && !(cell.size == 0 && wanted.size() == 1 && wanted[0].empty()))
      return {};
    several = several || cell.size > 1;
    for (std::size_t i = 0; i < cell.size; ++i) {
      const auto [at, fresh] = known.try_emplace(view(cell.c[i]), wanted[i]);
      if (!fresh && at->second != wanted[i]) return {};
      if (!fresh || pieces.inputs.size() >= kPieceRows) continue;
      pieces.inputs.push_back(cell.c[i]);
      pieces.outputs.push_back(text_cell(wanted[i]));
    }
  }
  if (!several) return {};
  pieces.examples = pieces.inputs.size();
  std::set<std::string_view> asked;
  for (std::size_t r = rows.examples; r < rows.size(); ++r) {
    if ((bank[list].defined & bit(r)) == 0) continue;
    const Cell& cell = bank.cell(list, r);
    for (std::size_t i = 0; i < cell.size && pieces.inputs.size() < 2 * kPieceRows; ++i)
      if (known.count(view(cell.c[i])) == 0 && asked.insert(view(cell.c[i])).second)
        pieces.inputs.push_back(cell.c[i]);
  }
  pieces.queries = pieces.inputs.size() - pieces.examples;
  return pieces;
}

std::vector<Solution> solve_piece(const Bank& bank, const Rows& rows,
                                  const dsl::Catalogue& catalogue, dsl::Arena& arena,
                                  Literals& literals, Meter& meter) {
  const Mined mined = mine(rows);
  Bank pieces(rows, bank.steps(), literals, arena, meter);
  Reach reach;
  reach.expand = 11;
  reach.most = 24;
  reach.expansions = 40;
  reach.items = 4000;
  Grower grower(pieces, mined, catalogue, reach);
  grower.texts(reach.expand);
  std::vector<int> tests = grower.tests();
  Branches branches(pieces, meter, std::move(tests));
  return branches.best(rows.shown(), rows.asked(), rows.examples <= 12 ? 1 : 0, kMostBodies);
}

}  // namespace

void add_loops(Bank& bank, const Mined& mined, const dsl::Catalogue& catalogue, double source) {
  const Rows& rows = bank.rows();
  if (rows.output != kString) return;
  std::vector<int> lists;
  for (int item = 0; item < bank.size(); ++item) {
    const Item& it = bank[item];
    if (it.sort != kStrings || it.step < 0 || it.bits > source + 6) continue;
    const Kind kind = bank.steps()[static_cast<std::size_t>(it.step)].kind;
    if ((kind == Kind::split || kind == Kind::arrange) &&
        (it.defined & rows.shown()) == rows.shown())
      lists.push_back(item);
  }
  std::stable_sort(lists.begin(), lists.end(),
                   [&](int a, int b) { return bank[a].bits < bank[b].bits; });
  std::size_t tasks = 0;
  int mapper = -1;
  int joiner_step = -1;
  for (std::size_t s = 0; s < bank.steps().size(); ++s) {
    if (bank.steps()[s].kind == Kind::each && mapper < 0) mapper = static_cast<int>(s);
    if (bank.steps()[s].kind == Kind::join && joiner_step < 0) joiner_step = static_cast<int>(s);
  }
  if (mapper < 0 || joiner_step < 0) return;
  for (const int list : lists)
    for (const std::string& joiner : mined.joiners) {
      if (joiner.empty()) continue;
      if (tasks >= kMostTasks || bank.meter().over(bank.bytes())) return;
      const Rows pieces = rows_of_pieces(bank, list, joiner);
      if (pieces.examples < 2) continue;
      ++tasks;
      dsl::Arena arena;
      for (const Solution& solution :
           solve_piece(bank, pieces, catalogue, arena, bank.literals(), bank.meter())) {
        const double bits =
            bank[list].bits + bank.steps()[static_cast<std::size_t>(mapper)].bits + solution.bits;
        const int mapped = bank.add(mapper, {list}, bits, 1e9, solution.expr);
        if (mapped < 0) continue;
        bank.add(joiner_step, {mapped, ~bank.literals().text(joiner)},
                 bits + bank.steps()[static_cast<std::size_t>(joiner_step)].bits +
                     prices::of_separator(joiner),
                 0);
      }
    }
}

}  // namespace inkling::substring
