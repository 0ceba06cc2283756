#include "counting.hpp"

#include <cmath>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/usage.hpp>
#include <inkling/guide.hpp>
#include <map>
#include <mutex>
#include <optional>

namespace inkling::counting {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kTasks = 1000;  // a tenth of a second where a task takes 0.1 ms
// A generator whose first programs cannot be read is not asked for all of them.
constexpr std::uint64_t kPatience = 20;

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

OperatorPrior prior_of(const dsl::Usage& usage) {
  return {to_bits(usage.operators()), to_bits(usage.constants()), to_bits(usage.functions())};
}

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
  Result<OperatorPrior> weigh(const Task&, const Language& language,
                              std::string_view model) const override {
    if (!model.empty())
      return Error{ErrorCode::not_found,
                   "counting has no models, and '" + std::string(model) + "' was asked for",
                   {"leave the model out"}};
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
    dsl::Usage usage(*catalogue);
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
      usage.add(*tree->expr);
      ++read;
    }
    if (read == 0)
      return Error{ErrorCode::unsupported,
                   "counting has no programs to count: those that the generator of domain '" +
                       domain_.info().id + "' hides are not of language '" + language.info().id +
                       "'",
                   {reason}};
    return prior_of(usage);
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
