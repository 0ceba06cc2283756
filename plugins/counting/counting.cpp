#include "counting.hpp"

#include <cmath>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/guide.hpp>
#include <map>
#include <mutex>
#include <optional>

namespace inkling::counting {
namespace {

using dsl::Expr;
using dsl::ExprPtr;

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kTasks = 1000;  // a tenth of a second where a task takes 0.1 ms
// A generator whose first programs cannot be read is not asked for all of them.
constexpr std::uint64_t kPatience = 20;

// The same tree, `expr` standing below `level` bound variables and `function` below none.
bool same(const Expr& expr, const Expr& function, int level) {
  if (expr.kind != function.kind || expr.sort != function.sort || expr.op != function.op ||
      expr.params != function.params || expr.args.size() != function.args.size())
    return false;
  const int shift = expr.kind == Expr::Kind::bound ? level : 0;
  if (expr.index - shift != function.index || expr.value != function.value) return false;
  for (std::size_t i = 0; i < expr.args.size(); ++i)
    if (!same(*expr.args[i], *function.args[i], level)) return false;
  return true;
}

// Add-one smoothing; bits of a distribution over the entries.
std::vector<double> to_bits(const std::vector<std::uint64_t>& counts) {
  std::vector<double> bits;
  if (counts.empty()) return bits;
  double total = 0;
  for (const std::uint64_t count : counts) total += static_cast<double>(count) + 1;
  for (const std::uint64_t count : counts)
    bits.push_back(std::log2(total) - std::log2(static_cast<double>(count) + 1));
  return bits;
}

class Tally {
 public:
  explicit Tally(const dsl::Catalogue& catalogue)
      : catalogue_(catalogue),
        operators_(catalogue.operators().size()),
        constants_(catalogue.search_constants().size()),
        functions_(catalogue.lambda_seeds().size()) {}

  // A function of the catalogue's list counts as that, and not by what it is made of.
  void add(const Expr& expr, int level = 0) {
    switch (expr.kind) {
      case Expr::Kind::call:
        ++operators_[static_cast<std::size_t>(expr.op->id)];
        break;
      case Expr::Kind::literal:
        for (std::size_t i = 0; i < constants_.size(); ++i)
          constants_[i] += catalogue_.search_constants()[i] == expr.value;
        break;
      case Expr::Kind::lambda: {
        const auto& functions = functions_of(expr.params);
        for (std::size_t i = 0; i < functions.size(); ++i)
          if (functions[i] != nullptr && same(*expr.args[0], *functions[i]->args[0], level)) {
            ++functions_[i];
            return;
          }
        level += static_cast<int>(expr.params.size());
        break;
      }
      case Expr::Kind::let:
        add(*expr.args[0], level);
        add(*expr.args[1], level + 1);
        return;
      default:
        break;
    }
    for (const ExprPtr& arg : expr.args) add(*arg, level);
  }

  OperatorPrior prior() const {
    return {to_bits(operators_), to_bits(constants_), to_bits(functions_)};
  }

 private:
  // The catalogue's functions of these parameters; null where there is none.
  const std::vector<ExprPtr>& functions_of(const std::vector<dsl::Sort>& params) {
    const auto [place, fresh] = parsed_.try_emplace(params);
    if (fresh)
      for (const dsl::LambdaSeed& seed : catalogue_.lambda_seeds()) {
        auto function = dsl::parse_function(catalogue_, seed.text, params);
        place->second.push_back(function.ok() ? *std::move(function) : nullptr);
      }
    return place->second;
  }

  const dsl::Catalogue& catalogue_;
  std::vector<std::uint64_t> operators_;
  std::vector<std::uint64_t> constants_;
  std::vector<std::uint64_t> functions_;
  std::map<std::vector<dsl::Sort>, std::vector<ExprPtr>> parsed_;
};

class Counting final : public Inductor, public Guide {
 public:
  explicit Counting(const Domain& domain) : domain_(domain) {}

  const InductorInfo& info() const override {
    static const InductorInfo facts{
        "counting",
        "prices by how often the generator's programs use what they are made of",
        {},
        {}};
    return facts;
  }
  Result<std::vector<ScoredProgram>> propose(const Task&, std::size_t, const Params&,
                                             Rng&) const override {
    return Error{ErrorCode::unsupported,
                 "counting proposes no programs",
                 {"it prices a symbolic search: use solver enumerate+counting"}};
  }
  const Guide* guide() const override { return this; }

  Result<void> ready() const override {
    const std::string& id = domain_.info().id;
    if (domain_.info().language.empty())
      return Error{ErrorCode::unsupported,
                   "counting has no programs to count: domain '" + id + "' names no language"};
    const auto task = draw(0);
    if (!task.ok())
      return Error{
          ErrorCode::unsupported,
          "counting has no programs to count: the generator of domain '" + id + "' gives no task",
          {task.error().message}};
    if (task->program.empty())
      return Error{ErrorCode::unsupported,
                   "counting has no programs to count: the generator of domain '" + id +
                       "' hides none in its tasks"};
    return {};
  }

  // The same for every task: a count knows the domain only.
  Result<OperatorPrior> weigh(const Task&, const Language& language) const override {
    const std::lock_guard lock(mutex_);
    const auto [place, fresh] = counted_.try_emplace(language.info().id);
    if (fresh) place->second = count(language);
    return *place->second;
  }

 private:
  Result<GeneratedTask> draw(std::uint64_t number) const {
    const Params params(domain_.info().generator);
    Rng rng = Rng(kSeed).split("counting", number);
    return domain_.generate(params, rng);
  }

  Result<OperatorPrior> count(const Language& language) const {
    const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
    if (catalogue == nullptr)
      return Error{ErrorCode::unsupported,
                   "counting needs a language with an operator catalogue, and '" +
                       language.info().id + "' has none"};
    Tally tally(*catalogue);
    std::uint64_t read = 0;
    std::string reason;
    for (std::uint64_t i = 0; i < kTasks && (read > 0 || i < kPatience); ++i) {
      const auto task = draw(i);
      if (!task.ok()) {
        reason = task.error().message;
        continue;
      }
      const auto program = language.parse_typed(task->program, input_types(task->task));
      const dsl::CompiledProgram* tree =
          program.ok() ? dsl::compiled(*catalogue, *program) : nullptr;
      if (tree == nullptr) {
        reason = "'" + task->program +
                 "': " + (program.ok() ? std::string("it has no tree") : program.error().message);
        continue;
      }
      tally.add(*tree->expr);
      ++read;
    }
    if (read == 0)
      return Error{ErrorCode::unsupported,
                   "counting has no programs to count: those that the generator of domain '" +
                       domain_.info().id + "' hides are not of language '" + language.info().id +
                       "'",
                   {reason}};
    return tally.prior();
  }

  const Domain& domain_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::optional<Result<OperatorPrior>>> counted_;  // by language
};

}  // namespace

std::unique_ptr<Inductor> make_inductor(const Domain& domain) {
  return std::make_unique<Counting>(domain);
}

}  // namespace inkling::counting
