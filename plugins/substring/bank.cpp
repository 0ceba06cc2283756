#include "bank.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/rng.hpp>
#include <text/prices.hpp>

namespace inkling::substring {
namespace {

constexpr std::uint64_t kLook = 500;  // evaluations between two looks at the clock

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::uint64_t stir(std::uint64_t h, std::uint64_t v) {
  h ^= v + 0x9E3779B97F4A7C15ULL + (h << 6) + (h >> 2);
  return h * 0xFF51AFD7ED558CCDULL;
}

std::uint64_t hash_of(Sort sort, const Cell& cell) {
  if (sort.scalar()) return static_cast<std::uint64_t>(cell.i);
  if (sort.depth == 0) return std::hash<std::string_view>{}(view(cell));
  std::uint64_t h = cell.size;
  if (sort.integers())
    for (std::size_t i = 0; i < cell.size; ++i) h = stir(h, static_cast<std::uint64_t>(cell.v[i]));
  else
    for (std::size_t i = 0; i < cell.size; ++i) h = stir(h, hash_of(sort.element(), cell.c[i]));
  return h;
}

}  // namespace

void Meter::begin_turn(const search::Patience& patience) {
  patience_ = patience;
  over_ = over_ && !gave_up_;
  gave_up_ = false;
  next_look_ = evaluations_;
}

bool Meter::over(std::size_t bytes) {
  if (over_ || evaluations_ < next_look_) return over_;
  next_look_ = std::min(evaluations_ + kLook, std::max(evaluations_ + 1, patience_.evaluations));
  if (budget_->limits().evaluations > 0)
    next_look_ = std::min(next_look_, std::max(evaluations_ + 1, budget_->limits().evaluations));
  over_ = budget_->exhausted(evaluations_, bytes, reason_);
  if (!over_ &&
      (evaluations_ >= patience_.evaluations || budget_->elapsed_seconds() >= patience_.seconds))
    over_ = gave_up_ = true;
  return over_;
}

Bank::Bank(const Rows& rows, const std::vector<Step>& steps, Literals& literals, dsl::Arena& arena,
           Meter& meter)
    : rows_(rows), steps_(steps), literals_(literals), arena_(arena), meter_(meter) {
  if (rows.output == kString)
    for (const Cell& output : rows.outputs) {
      for (const char c : view(output)) usual_[kind_of(c)] = true;
      small_outputs_.emplace_back(view(output));
      for (char& c : small_outputs_.back()) c = small(c);
    }
  const double column = prices::kColumn * std::log2(static_cast<double>(rows.arity()));
  for (std::size_t i = 0; i < rows.arity(); ++i) {
    Item item;
    item.sort = rows.sorts[i];
    item.bits = prices::kInput + column;
    item.args[0] = static_cast<int>(i);
    item.defined = rows.all();
    std::vector<Cell> cells(rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) cells[r] = rows.input(r, i);
    describe(item, cells.data(), 0, rows.size());
    known_.emplace(fingerprint(item, cells.data()), size());
    items_.push_back(std::move(item));
    cells_.insert(cells_.end(), cells.begin(), cells.end());
  }
}

// What concerns text: in which outputs it occurs, and where it is empty.
void Bank::describe(Item& item, const Cell* cells, std::size_t from, std::size_t to) const {
  if (item.sort != kString) return;
  const bool wanted = rows_.output == kString;
  for (std::size_t r = from; r < to; ++r) {
    if ((item.defined & bit(r)) == 0) continue;
    if (cells[r].size > 0) item.filled |= bit(r);
    if (wanted && r >= rows_.examples)
      for (const char c : view(cells[r]))
        if (!usual_[kind_of(c)]) item.odd |= bit(r);
    if (wanted && r < rows_.examples &&
        view(rows_.outputs[r]).find(view(cells[r])) != std::string_view::npos)
      item.within |= bit(r);
    else if (wanted && r < rows_.examples && is_alike(view(cells[r]), r))
      item.alike |= bit(r);
  }
}

// Whether the output of an example has the text, capitals and small letters being the same.
bool Bank::is_alike(std::string_view text, std::size_t row) const {
  const std::string& output = small_outputs_[row];
  const auto same = [](char a, char b) { return a == small(b); };
  return text.size() <= output.size() &&
         std::search(output.begin(), output.end(), text.begin(), text.end(), same) != output.end();
}

std::uint64_t Bank::fingerprint(const Item& item, const Cell* cells) const {
  std::uint64_t h = stir(item.defined + (item.form ? 1 : 0),
                         item.sort.depth * 8U + static_cast<unsigned>(item.sort.base));
  for (std::size_t r = 0; r < rows_.size(); ++r)
    if ((item.defined & bit(r)) != 0) h = stir(h, hash_of(item.sort, cells[r]));
  return h;
}

bool Bank::same(const Item& item, const Cell* cells, int other) const {
  const Item& known = (*this)[other];
  if (known.sort != item.sort || known.defined != item.defined || known.form != item.form)
    return false;
  for (std::size_t r = 0; r < rows_.size(); ++r)
    if ((item.defined & bit(r)) != 0 && !dsl::equal_cells(item.sort, cells[r], cell(other, r)))
      return false;
  return true;
}

int Bank::add(int step, const std::array<int, kMostHoles>& args, double bits, double most,
              const ExprPtr& body, bool keep_alike) {
  const Step& made = steps_[static_cast<std::size_t>(step)];
  Item item;
  item.sort = made.result;
  item.bits = bits;
  item.step = step;
  item.args = args;
  item.body = body;
  item.form = made.kind == Kind::format;
  const dsl::Arena::Mark mark = arena_.mark();
  dsl::EvalContext context{arena_, *rows_.dialect, kFuel};
  const ExprPtr pattern = body == nullptr ? nullptr : with_body(made.pattern, body);
  Cell cells[kMostRows];
  const auto evaluate_row = [&](std::size_t r) {
    Cell values[kMostHoles];
    bool ready = true;
    for (std::size_t h = 0; h < made.holes.size(); ++h) {
      ready = ready && (args[h] < 0 || ((*this)[args[h]].defined & bit(r)) != 0);
      values[h] = argument(args[h], r);
    }
    context.fuel = kFuel;
    const bool defined =
        ready && (pattern == nullptr ? run(made, context, values, cells[r])
                                     : dsl::evaluate(*pattern, values, context, cells[r]));
    if (defined) item.defined |= bit(r);
  };
  const auto drop = [&] {
    arena_.release(mark);
    return -1;
  };
  // The examples first: most of what is tried goes no further.
  for (std::size_t r = 0; r < rows_.examples; ++r) evaluate_row(r);
  meter_.count();
  if (item.defined == 0) return drop();
  describe(item, cells, 0, rows_.examples);
  if (bits > most && ((item.within | (keep_alike ? item.alike : 0)) & item.filled) == 0)
    return drop();
  for (std::size_t r = rows_.examples; r < rows_.size(); ++r) evaluate_row(r);
  describe(item, cells, rows_.examples, rows_.size());
  if (item.sort == kString && args[0] >= 0) {
    const Item& from = (*this)[args[0]];
    item.origin = from.step < 0 && made.kind == Kind::change ? size() : from.origin;
  }
  const std::uint64_t h = fingerprint(item, cells);
  for (auto [at, end] = known_.equal_range(h); at != end; ++at) {
    if (!same(item, cells, at->second)) continue;
    Item& known = items_[static_cast<std::size_t>(at->second)];
    arena_.release(mark);
    if (known.step < 0 || known.bits <= bits + 1e-9) return -1;
    known.bits = bits;
    known.step = step;
    known.args = args;
    known.body = body;
    known.origin = item.origin == size() ? at->second : item.origin;
    return at->second;
  }
  known_.emplace(h, size());
  items_.push_back(std::move(item));
  cells_.insert(cells_.end(), cells, cells + rows_.size());
  return size() - 1;
}

int Bank::add_whole(const ExprPtr& expr, double bits) {
  Item item;
  item.sort = expr->sort;
  item.bits = bits;
  item.body = expr;
  const dsl::Arena::Mark mark = arena_.mark();
  dsl::EvalContext context{arena_, *rows_.dialect, kFuel};
  Cell cells[kMostRows];
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    context.fuel = kFuel;
    if (dsl::evaluate(*expr, rows_.inputs.data() + r * rows_.arity(), context, cells[r]))
      item.defined |= bit(r);
  }
  meter_.count();
  describe(item, cells, 0, rows_.size());
  const std::uint64_t h = fingerprint(item, cells);
  for (auto [at, end] = known_.equal_range(h); at != end; ++at)
    if (same(item, cells, at->second)) {
      arena_.release(mark);
      return -1;
    }
  known_.emplace(h, size());
  items_.push_back(std::move(item));
  cells_.insert(cells_.end(), cells, cells + rows_.size());
  return size() - 1;
}

void Bank::mark_depth(int item) {
  Item& made = items_[static_cast<std::size_t>(item)];
  if (made.step < 0 || made.args[0] < 0) return;
  const Item& from = (*this)[made.args[0]];
  const Kind kind = steps_[static_cast<std::size_t>(made.step)].kind;
  made.cuts = static_cast<std::uint8_t>(from.cuts + (kind == Kind::cut ? 1 : 0));
  made.changes = static_cast<std::uint8_t>(from.changes + (kind == Kind::change ? 1 : 0));
}

ExprPtr Bank::expr(int item) const {
  const Item& made = (*this)[item];
  if (made.step < 0)
    return made.body != nullptr ? made.body : dsl::make_input(made.args[0], made.sort);
  const Step& step = steps_[static_cast<std::size_t>(made.step)];
  std::vector<ExprPtr> args;
  for (std::size_t h = 0; h < step.holes.size(); ++h) args.push_back(expr_of(made.args[h]));
  return fill(made.body == nullptr ? step.pattern : with_body(step.pattern, made.body), args);
}

std::size_t Bank::bytes() const {
  return items_.capacity() * sizeof(Item) + cells_.capacity() * sizeof(Cell) + arena_.bytes() +
         known_.size() * 40;
}

}  // namespace inkling::substring
