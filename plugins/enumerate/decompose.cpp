#include "decompose.hpp"

#include <algorithm>
#include <tuple>

#include "nearness.hpp"

namespace inkling::enumerate {
namespace {

constexpr std::uint64_t kSlice = 30'000;  // evaluations of a step where nothing limits them
constexpr std::uint64_t kLeast = 2'000;   // with fewer nothing comes of it
constexpr std::size_t kAsked = 3;         // values that a guide is asked about, in times those kept
constexpr std::size_t kMostRows = 24;     // more examples are not searched on at once

std::vector<std::size_t> rows_of(const Task& task) {
  std::vector<std::size_t> rows(std::min(task.examples.size(), kMostRows));
  for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = r;
  return rows;
}

// An expression of a few bound variables more around it.
dsl::ExprPtr shifted(const dsl::ExprPtr& expr, int by) {
  if (by == 0) return expr;
  auto copy = std::make_shared<dsl::Expr>(*expr);
  if (copy->kind == dsl::Expr::Kind::bound) copy->index += by;
  for (dsl::ExprPtr& arg : copy->args) arg = shifted(arg, by);
  return copy;
}

}  // namespace

dsl::ExprPtr joined(const dsl::ExprPtr& expr, const std::vector<dsl::ExprPtr>& inputs, int bound) {
  if (expr->kind == dsl::Expr::Kind::input)
    return shifted(inputs[static_cast<std::size_t>(expr->index)], bound);
  auto copy = std::make_shared<dsl::Expr>(*expr);
  for (std::size_t i = 0; i < copy->args.size(); ++i) {
    const bool inside = expr->kind == dsl::Expr::Kind::let && i == 1;
    const int more = expr->kind == dsl::Expr::Kind::lambda ? static_cast<int>(expr->params.size())
                     : inside                              ? 1
                                                           : 0;
    copy->args[i] = joined(copy->args[i], inputs, bound + more);
  }
  return copy;
}

Decomposition::Decomposition(const Setting& setting, const Task& task, const Options& options,
                             const StepOptions& steps, const Budget& budget, ProgressSink* progress,
                             Ask ask)
    : setting_(setting),
      task_(task),
      options_(options),
      steps_(steps),
      budget_(budget),
      progress_(progress),
      ask_(std::move(ask)) {
  // The first program that is found will do: it is checked, and joined, and that is that.
  options_.patience = 0;
  options_.solutions = 1;
}

dsl::ExprPtr Decomposition::run(std::uint64_t& evaluations, const Patience& patience) {
  // A quarter for the first search, and as much for each step of each state that is gone on from.
  const auto states = static_cast<std::uint64_t>(steps_.width) *
                      static_cast<std::uint64_t>(std::max(1, steps_.steps));
  const bool limited = patience.evaluations != Patience{}.evaluations;
  const std::uint64_t all = !limited ? 4 * states * kSlice / 3
                            : patience.evaluations > evaluations
                                ? patience.evaluations - evaluations
                                : 0;
  const std::uint64_t slice = std::max(kLeast, 3 * all / (4 * states));
  std::vector<State> now(1);
  now[0].task = task_;
  now[0].task.queries.clear();
  for (std::size_t i = 0; i < setting_.verifier.input_sorts().size(); ++i)
    now[0].inputs.push_back(
        dsl::make_input(static_cast<int>(i), setting_.verifier.input_sorts()[i]));
  for (int step = 0; step <= steps_.steps && !now.empty(); ++step) {
    std::vector<State> next;
    for (const State& state : now) {
      StopReason reason;
      if (budget_.exhausted(evaluations, 0, reason) || evaluations >= patience.evaluations ||
          budget_.elapsed_seconds() >= patience.seconds)
        return nullptr;
      const std::uint64_t more = step == 0 ? std::max(slice, all / 4) : slice;
      if (dsl::ExprPtr found = search(state, more, evaluations, patience.seconds, next))
        return found;
    }
    std::stable_sort(next.begin(), next.end(),
                     [](const State& a, const State& b) { return a.distance < b.distance; });
    if (next.size() > steps_.width) next.resize(steps_.width);
    now = std::move(next);
  }
  return nullptr;
}

// From one state: a program, or the states that are to be gone on from.
dsl::ExprPtr Decomposition::search(const State& state, std::uint64_t more,
                                   std::uint64_t& evaluations, double seconds,
                                   std::vector<State>& next) {
  const auto verifier = dsl::Verifier::make(setting_.catalogue, setting_.dialect, state.task);
  if (!verifier.ok()) return nullptr;
  const Setting setting{setting_.catalogue, setting_.dialect, setting_.prices, *verifier};
  Search pass(setting, state.task, rows_of(state.task), options_, budget_, evaluations, progress_,
              Patience{evaluations + more, seconds});
  pass.run();
  evaluations = pass.evaluations();
  bytes_ = std::max(bytes_, pass.bytes());
  dsl::Arena scratch;
  for (const Solution& solution : pass.solutions()) {
    dsl::ExprPtr program = joined(solution.expr, state.inputs);
    if (!setting_.verifier.first_failure(*program, scratch)) return program;
  }
  std::vector<State> some;
  for (const Proposal& proposal : proposals(pass.store()))
    if (auto made = state_of(state, pass.store(), proposal)) some.push_back(*std::move(made));
  if (ask_)
    std::stable_sort(some.begin(), some.end(),
                     [](const State& a, const State& b) { return a.distance < b.distance; });
  if (some.size() > steps_.width) some.resize(steps_.width);
  next.insert(next.end(), std::make_move_iterator(some.begin()),
              std::make_move_iterator(some.end()));
  return nullptr;
}

// The values that look nearest to the output; of equals the cheapest, the first.
std::vector<Decomposition::Proposal> Decomposition::proposals(const Store& store) const {
  const dsl::Sort wanted = store.sort(store.space().goal);
  std::vector<Proposal> all;
  if (!has_distance(wanted)) return all;
  const std::size_t most = steps_.width * (ask_ ? kAsked : 1);
  std::vector<Cell> cells(store.rows());
  const auto before = [](const Proposal& a, const Proposal& b) {
    return std::tie(a.distance, a.cost, a.sort, a.entry) <
           std::tie(b.distance, b.cost, b.sort, b.entry);
  };
  dsl::Arena scratch;
  for (int sort = 0; sort < static_cast<int>(store.space().sorts.size()); ++sort) {
    if (!has_distance(store.sort(sort))) continue;
    const Bank& bank = store.bank(sort);
    for (std::uint32_t i = 0; i < bank.size(); ++i) {
      const Entry& entry = bank.entry(i);
      if (entry.constant || entry.leaf()) continue;
      const dsl::Arena::Mark mark = scratch.mark();
      store.packing(sort).unpack(bank.column(i), cells.data(), 1, scratch);
      all.push_back(
          {distance(store.sort(sort), cells.data(), wanted, store.target().data(), store.rows()),
           sort, i, entry.cost});
      scratch.release(mark);
    }
    if (all.size() > 4 * most) {
      std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most), all.end(),
                       before);
      all.resize(most);
    }
  }
  std::sort(all.begin(), all.end(), before);
  if (all.size() > most) all.resize(most);
  return all;
}

std::optional<Decomposition::State> Decomposition::state_of(const State& from, const Store& store,
                                                            const Proposal& proposal) {
  State made{from.task, from.inputs, proposal.distance};
  made.inputs.push_back(joined(store.build(proposal.sort, proposal.entry), from.inputs));
  const dsl::Sort sort = store.sort(proposal.sort);
  dsl::Arena arena;
  Task asked;
  asked.domain = task_.domain;
  for (std::size_t r = 0; r < made.task.examples.size(); ++r) {
    dsl::EvalContext context{arena, setting_.dialect, kFuel};
    Cell cell;
    if (!dsl::evaluate(*made.inputs.back(), setting_.verifier.inputs(r), context, cell))
      return std::nullopt;
    Example& example = made.task.examples[r];
    const Value value = dsl::to_value(cell, sort);
    if (ask_) asked.examples.push_back({{value}, example.output});
    if (ask_)
      asked.examples.back().inputs.insert(asked.examples.back().inputs.end(),
                                          task_.examples[r].inputs.begin(),
                                          task_.examples[r].inputs.end());
    example.inputs.push_back(value);
  }
  if (!ask_) return made;
  const auto operators = ask_(asked);
  if (operators) made.distance = *operators;
  return made;
}

}  // namespace inkling::enumerate
