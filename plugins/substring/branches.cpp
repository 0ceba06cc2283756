#include "branches.hpp"

#include <algorithm>
#include <bit>
#include <set>
#include <text/description.hpp>
#include <text/prices.hpp>

namespace inkling::substring {
namespace {

constexpr std::size_t kPerSide = 6;    // programs of either side that are combined
constexpr std::size_t kSameSplit = 3;  // conditions that divide the examples alike
constexpr std::size_t kMostSplits = 80;
constexpr double kShortest = 3;  // bits of any branch
constexpr double kSlack = 10;
constexpr double kShareFrom =
    34;  // bits of a program that may be shorter when a part of it is shared
constexpr std::size_t kMostShared = 8;

}  // namespace

Branches::Branches(const Bank& bank, Meter& meter, std::vector<int> tests, bool wide)
    : bank_(bank), meter_(meter), wide_(wide), tests_(std::move(tests)) {
  std::stable_sort(tests_.begin(), tests_.end(),
                   [&](int a, int b) { return bank_[a].bits < bank_[b].bits; });
  tests_.erase(std::unique(tests_.begin(), tests_.end()), tests_.end());
  std::map<int, std::size_t> users;
  for (int item = 0; item < bank.size(); ++item)
    if (bank[item].origin >= 0 && bank[item].origin != item && bank[item].within != 0)
      ++users[bank[item].origin];
  for (const auto& [origin, count] : users)
    if (count > 1) shared_.push_back(origin);
  std::stable_sort(shared_.begin(), shared_.end(),
                   [&](int a, int b) { return bank_[a].bits < bank_[b].bits; });
  if (shared_.size() > kMostShared) shared_.resize(kMostShared);
  for (const Step& step : bank.steps()) {
    if (step.kind == Kind::choose) choose_ = &step;
    if (step.kind == Kind::append) append_ = &step;
  }
}

// What is found once and written in several forms is written in one: the last hole of its step is a
// form.
std::vector<Branches::Part> Branches::fused(const std::vector<Piece>& pieces) const {
  const auto formatted = [&](const Piece& piece) -> const Item* {
    if (piece.item < 0 || bank_[piece.item].step < 0) return nullptr;
    const Item& item = bank_[piece.item];
    return bank_.steps()[static_cast<std::size_t>(item.step)].kind == Kind::format ? &item
                                                                                   : nullptr;
  };
  const auto form_of = [&](const Item& item) {
    const std::size_t last = bank_.steps()[static_cast<std::size_t>(item.step)].holes.size() - 1;
    return std::pair{last, std::string(view(bank_.argument(item.args[last], 0)))};
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Item* item = formatted(pieces[i]);
    Part part{pieces[i], {}};
    if (item == nullptr) {
      parts.push_back(std::move(part));
      continue;
    }
    auto [last, form] = form_of(*item);
    std::size_t taken = i;
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      const std::string& between = pieces[j].literal;
      const bool literal = pieces[j].item < 0;
      const std::size_t at = literal ? j + 1 : j;
      if (literal && std::any_of(between.begin(), between.end(), is_letter)) break;
      const Item* next = at < pieces.size() ? formatted(pieces[at]) : nullptr;
      if (next == nullptr || next->step != item->step ||
          !std::equal(item->args.begin(), item->args.begin() + static_cast<std::ptrdiff_t>(last),
                      next->args.begin()))
        break;
      const std::string more = form_of(*next).second;
      if (!literal && more.front() == form.back()) break;
      form += (literal ? between : "") + more;
      taken = at;
      j = at;
    }
    if (taken > i) part.form = form;
    i = taken;
    parts.push_back(std::move(part));
  }
  return parts;
}

ExprPtr Branches::put_together(const std::vector<Piece>& pieces) const {
  if (pieces.empty()) return dsl::make_literal(Value(std::string()), kString);
  const std::vector<Part> parts = fused(pieces);
  ExprPtr expr;
  for (std::size_t i = parts.size(); i-- > 0;) {
    ExprPtr piece;
    if (parts[i].piece.item < 0) {
      piece = dsl::make_literal(Value(parts[i].piece.literal), kString);
    } else if (parts[i].form.empty()) {
      piece = bank_.expr(parts[i].piece.item);
    } else {
      const Item& item = bank_[parts[i].piece.item];
      const Step& step = bank_.steps()[static_cast<std::size_t>(item.step)];
      std::vector<ExprPtr> args;
      for (std::size_t h = 0; h + 1 < step.holes.size(); ++h)
        args.push_back(bank_.expr_of(item.args[h]));
      args.push_back(dsl::make_literal(Value(parts[i].form), kString));
      piece = fill(step.pattern, args);
    }
    expr = expr == nullptr ? std::move(piece) : fill(append_->pattern, {piece, expr});
  }
  return expr;
}

std::vector<Solution> Branches::plain(RowSet examples, RowSet asked, std::size_t most) const {
  std::vector<Solution> solutions;
  if (bank_.rows().output == kString && append_ != nullptr) {
    constexpr double kMostBits = 1e9;
    const double lone =
        std::popcount(examples) == 1 && bank_.rows().examples > 1 ? prices::kLone : 0;
    std::vector<Reading> readings =
        concatenate(bank_, meter_, examples, asked, most, kMostBits, -1, wide_);
    // What is found without sharing may be shorter with it.
    if (!wide_ && !readings.empty() && readings.front().bits > kShareFrom)
      for (const int shared : shared_)
        if ((bank_[shared].defined & examples) == examples)
          for (Reading& reading :
               concatenate(bank_, meter_, examples, asked, kPerSide, readings.front().bits, shared))
            readings.push_back(std::move(reading));
    std::stable_sort(readings.begin(), readings.end(),
                     [](const Reading& a, const Reading& b) { return a.bits < b.bits; });
    if (readings.size() > most) readings.resize(most);
    for (const Reading& reading : readings) {
      ExprPtr expr = put_together(reading.pieces);
      const auto same = [&](const Solution& other) { return dsl::equal(*other.expr, *expr); };
      if (std::none_of(solutions.begin(), solutions.end(), same))
        solutions.push_back({reading.bits + lone, std::move(expr)});
    }
    return solutions;
  }
  for (int item = 0; item < bank_.size(); ++item) {
    const Item& it = bank_[item];
    if (it.sort != bank_.rows().output || (it.defined & examples) != examples) continue;
    bool fits = true;
    for (std::size_t r = 0; fits && r < bank_.rows().examples; ++r)
      fits = (examples & bit(r)) == 0 ||
             dsl::equal_cells(it.sort, bank_.cell(item, r), bank_.rows().outputs[r]);
    if (fits) solutions.push_back({it.bits + penalty(it, 0, asked), bank_.expr(item)});
  }
  std::stable_sort(solutions.begin(), solutions.end(),
                   [](const Solution& a, const Solution& b) { return a.bits < b.bits; });
  if (solutions.size() > most) solutions.resize(most);
  if (!solutions.empty()) return solutions;
  // The same value everywhere.
  const Cell* value = nullptr;
  for (std::size_t r = 0; r < bank_.rows().examples; ++r) {
    if ((examples & bit(r)) == 0) continue;
    if (value != nullptr && !dsl::equal_cells(bank_.rows().output, *value, bank_.rows().outputs[r]))
      return {};
    value = &bank_.rows().outputs[r];
  }
  const Value constant = dsl::to_value(*value, bank_.rows().output);
  return {
      {prices::of_constant(to_text(constant)), dsl::make_literal(constant, bank_.rows().output)}};
}

void Branches::split(RowSet examples, RowSet asked, int depth, std::vector<Solution>& solutions) {
  std::map<RowSet, std::size_t> seen;
  std::size_t splits = 0;
  double bound = solutions.empty() ? 1e9 : solutions.front().bits + kSlack;
  for (const int test : tests_) {
    const Item& condition = bank_[test];
    if ((condition.defined & examples) != examples) continue;
    const double price = condition.bits + choose_->bits + penalty(condition, 0, asked);
    if (price + 2 * kShortest > bound || meter_.over()) continue;
    RowSet holds = 0;
    for (std::size_t r = 0; r < bank_.rows().size(); ++r)
      if ((condition.defined & bit(r)) != 0 && bank_.cell(test, r).i != 0) holds |= bit(r);
    const RowSet yes = examples & holds;
    const RowSet no = examples & ~holds;
    if (yes == 0 || no == 0) continue;
    std::size_t& alike = seen[std::min(yes, no)];
    if (alike == 0 && ++splits > kMostSplits) break;
    if (++alike > kSameSplit) continue;
    const std::vector<Solution>& then = best(yes, asked & holds, depth - 1, kPerSide);
    if (then.empty() || then.front().bits + price > bound) continue;
    const std::vector<Solution>& otherwise =
        best(no, asked & condition.defined & ~holds, depth - 1, kPerSide);
    const double lone = std::popcount(no) == 1 ? prices::kLone : 0;
    for (std::size_t a = 0; a < then.size() && a < kPerSide; ++a)
      for (std::size_t b = 0; b < otherwise.size() && b < kPerSide; ++b) {
        // The other branch may be the same but for a constant.
        const auto change = text::bits_of_change(*then[a].expr, *otherwise[b].expr);
        const double second =
            change ? std::min(otherwise[b].bits, *change + lone) : otherwise[b].bits;
        const double bits = price + then[a].bits + second;
        if (bits > bound) continue;
        solutions.push_back(
            {bits, dsl::make_call(*choose_->pattern->op,
                                  {bank_.expr(test), then[a].expr, otherwise[b].expr},
                                  bank_.rows().output)});
        bound = std::min(bound, bits + kSlack);
      }
  }
}

const std::vector<Solution>& Branches::best(RowSet examples, RowSet asked, int depth,
                                            std::size_t most) {
  const Key key{examples, asked, depth};
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  std::vector<Solution> solutions = plain(examples, asked, most);
  if (depth > 0 && choose_ != nullptr && std::popcount(examples) > 1)
    split(examples, asked, depth, solutions);
  std::stable_sort(solutions.begin(), solutions.end(),
                   [](const Solution& a, const Solution& b) { return a.bits < b.bits; });
  if (solutions.size() > most) solutions.resize(most);
  return known_.emplace(key, std::move(solutions)).first->second;
}

}  // namespace inkling::substring
