#include "searcher.hpp"

#include <algorithm>
#include <chrono>
#include <inkling/language.hpp>

#include "reach.hpp"

namespace inkling::statements {
namespace {

using dsl::Imperative;
using dsl::Statement;

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"max_cost",
       ParamType::integer,
       "30",
       "largest program, in actions, conditions and heads",
       1,
       60,
       {}},
      {"probes",
       ParamType::integer,
       "24",
       "states by which bodies of loops and choices are told apart",
       2,
       1000,
       {}},
      {"more",
       ParamType::integer,
       "20000",
       "programs that are tried once one fits, to see what else fits as well",
       0,
       1e9,
       {}},
  };
  return table;
}

// Level by level: everything of one cost before anything dearer.
class Levels {
 public:
  Levels(const Imperative& machine, const Examples& examples, const Params& params, Meter& meter,
         ProgressSink* progress)
      : machine_(machine),
        meter_(meter),
        progress_(progress),
        max_cost_(static_cast<std::size_t>(params.get_int("max_cost"))),
        more_(static_cast<std::uint64_t>(params.get_int("more"))),
        bank_(machine,
              make_probes(machine, examples, static_cast<std::size_t>(params.get_int("probes"))),
              meter),
        reach_(machine, examples, meter) {
    for (const dsl::Choice& choice : machine.choices()) {
      least_inside_ = std::min(least_inside_, choice.kind == Statement::Kind::choice ||
                                                      choice.kind == Statement::Kind::loop
                                                  ? static_cast<std::size_t>(choice.cost)
                                                  : least_inside_);
      if (!choice.opening) continue;
      const auto cost = static_cast<std::size_t>(choice.cost);
      if (openings_.size() <= cost) openings_.resize(cost + 1);
      openings_[cost].push_back({choice.kind, choice.head, {}, {}});
    }
  }

  StopReason run() {
    for (std::size_t cost = 1; cost <= max_cost_; ++cost) {
      if (!level(cost)) return solved() ? StopReason::solved : meter_.reason();
      report();
    }
    return solved() ? StopReason::solved : StopReason::exhausted;
  }

  const Reach& reach() const { return reach_; }

 private:
  bool solved() const { return !reach_.solutions().empty(); }

  // False: the search ends here.
  bool level(std::size_t cost) {
    if (cost > least_inside_ && !bank_.make_blocks(cost - least_inside_)) return false;
    if (!bank_.make_statements(cost)) return false;
    for (std::size_t last = 1; last <= cost; ++last) {
      if (last < openings_.size() && !extend(cost, last, openings_[last], true)) return false;
      if (!extend(cost, last, bank_.statements(last), false)) return false;
    }
    return true;
  }

  bool extend(std::size_t cost, std::size_t last, const std::vector<Statement>& statements,
              bool opening) {
    // In pieces, so that what is found ends the search soon.
    constexpr std::size_t kPiece = 64;
    for (std::size_t begin = 0; begin < statements.size(); begin += kPiece) {
      const std::size_t end = std::min(statements.size(), begin + kPiece);
      const std::vector<Statement> piece(statements.begin() + static_cast<std::ptrdiff_t>(begin),
                                         statements.begin() + static_cast<std::ptrdiff_t>(end));
      if (!reach_.extend(cost, last, piece, opening)) return false;
      if (!solved()) continue;
      if (!counting_) meter_.end_after(more_);
      counting_ = true;
      if (reach_.solutions().size() == Reach::kMostFound) return false;
    }
    return true;
  }

  void report() {
    if (progress_ == nullptr) return;
    Progress progress;
    progress.evaluations = meter_.evaluations();
    if (!reach_.best().empty()) {
      progress.fits = reach_.best().front().fits;
      progress.best = machine_.print(reach_.best().front().program);
    }
    progress_->report(progress);
  }

  const Imperative& machine_;
  Meter& meter_;
  ProgressSink* progress_;
  std::size_t max_cost_;
  std::uint64_t more_;
  std::size_t least_inside_ = 1000;
  bool counting_ = false;  // the programs that are still tried, since one fits
  std::vector<std::vector<Statement>> openings_;
  Bank bank_;
  Reach reach_;
};

class StatementSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo facts{
        "statements", "the shortest program of statements that fits; each effect is tried once",
        specs()};
    return facts;
  }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t, const Budget& budget,
                         ProgressSink* progress) const override {
    const Imperative* machine =
        tools.language == nullptr ? nullptr : dsl::imperative_of(*tools.language);
    if (machine == nullptr)
      return Error{ErrorCode::unsupported,
                   "statements needs a domain whose language is one of statements"};
    const Result<Examples> examples = load(*machine, task);
    if (!examples) return examples.error();
    Meter meter(budget);
    Levels levels(*machine, *examples, params, meter, progress);
    Outcome outcome;
    outcome.reason = levels.run();
    outcome.evaluations = meter.evaluations();
    outcome.bytes = meter.bytes;
    const Reach& reach = levels.reach();
    for (const Found& it : reach.solutions().empty() ? reach.best() : reach.solutions())
      if (auto added = add(*tools.language, *machine, it, outcome); !added) return added.error();
    // Never empty-handed: the first statement there is, even if it crashes everywhere.
    if (outcome.candidates.empty())
      for (const dsl::Choice& choice : machine->choices())
        if (choice.kind == Statement::Kind::action && !choice.opening) {
          const Found first{{{choice.kind, choice.head, {}, {}}}, 1, 0};
          if (auto added = add(*tools.language, *machine, first, outcome); !added)
            return added.error();
          break;
        }
    return outcome;
  }

 private:
  static Result<void> add(const Language& language, const Imperative& machine, const Found& found,
                          Outcome& outcome) {
    // Read back, so that it is written as anybody would have to write it.
    Result<Program> program = language.parse(machine.print(found.program));
    if (!program) return std::move(program).error();
    Candidate candidate;
    candidate.program = *std::move(program);
    candidate.score = dsl::description_bits(machine, found.cost);
    outcome.candidates.push_back(std::move(candidate));
    return {};
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher() {
  return std::make_unique<StatementSearcher>();
}

}  // namespace inkling::statements
