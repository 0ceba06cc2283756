// inkling-candidates FILE|- [--solver TEXT].. [--budget 5s] [--evaluations N]: what solvers propose
// for the tasks of a file whose queries have outputs, one line of JSON a task: every program that
// fits, its bits and what it is described by, and whether it is right on every query; and what
// speaks for the first answer. What bench/fit_prior and bench/fit_confidence learn from.
#include <fmt/format.h>

#include <inkling/app/confidence.hpp>
#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>
#include <inkling/language.hpp>
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <text/description.hpp>

namespace {

using namespace inkling;
using Json = nlohmann::ordered_json;

struct Options {
  std::string file;
  std::vector<std::string> solvers{};
  BudgetLimits limits{};
};

bool right(const Task& task, const std::vector<Value>& predictions) {
  for (std::size_t q = 0; q < task.queries.size(); ++q)
    if (task.queries[q].output &&
        (q >= predictions.size() || predictions[q] != *task.queries[q].output))
      return false;
  return true;
}

Json json_of(const app::Evidence& evidence) {
  Json json = Json::object();
  for (const auto& [name, value] : evidence) json[name] = value;
  return json;
}

Json describe(const Language& language, const Task& task, const Outcome& outcome) {
  Json list = Json::array();
  const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
  if (catalogue == nullptr || catalogue->moves().empty()) return list;
  const dsl::Dialect& dialect = dsl::default_dialect(*catalogue);
  text::Description description(*catalogue, dialect, task, text::Description::Prior::by_hand);
  std::vector<dsl::Sort> sorts;
  for (const Type type : input_types(task)) sorts.push_back(dsl::column_sort(type));
  for (const Candidate& candidate : outcome.candidates) {
    if (candidate.fits < task.examples.size()) continue;
    const dsl::Dialect* named = nullptr;
    const auto expr = dsl::parse(*catalogue, candidate.program.text(), &sorts, &named);
    if (!expr) continue;
    Json features = Json::object();
    for (const auto& [name, count] : description.features(**expr)) features[name] = count;
    std::size_t said = 0;
    for (const Value& value : candidate.predictions) said = said * 1000003 + hash(value);
    list.push_back({{"program", candidate.program.text()},
                    {"score", candidate.score},
                    {"bits", description.bits(**expr)},
                    {"right", right(task, candidate.predictions)},
                    {"says", said},
                    {"features", std::move(features)}});
  }
  return list;
}

Json answer(Registry& registry, const Options& options, const Domain& domain, const Task& task) {
  std::vector<std::string> names = options.solvers;
  if (names.empty()) names = domain.info().default_solvers;
  std::vector<Outcome> outcomes;
  Json record{{"id", task.id}, {"domain", task.domain}, {"examples", task.examples.size()}};
  Json solvers = Json::array();
  for (const std::string& name : names) {
    const auto solver = Solver::make(registry, name, domain);
    if (!solver) continue;
    auto outcome = solver->solve(task, 0, Budget(options.limits));
    if (!outcome) continue;
    Json one{{"solver", name}, {"seconds", outcome->seconds}};
    if (const Language* language = solver->interpreter().language())
      one["candidates"] = describe(*language, task, *outcome);
    solvers.push_back(std::move(one));
    outcomes.push_back(*std::move(outcome));
  }
  std::vector<const Outcome*> all;
  for (const Outcome& outcome : outcomes) all.push_back(&outcome);
  const app::Pool pool(task, all);
  const Outcome* first = nullptr;
  for (const Outcome& outcome : outcomes)
    if (first == nullptr && !outcome.candidates.empty() &&
        outcome.candidates.front().fits == task.examples.size())
      first = &outcome;
  record["fits"] = first != nullptr;
  if (first != nullptr) {
    const auto& predictions = first->candidates.front().predictions;
    record["program"] = first->candidates.front().program.text();
    record["right"] = right(task, predictions);
    record["evidence"] = json_of(pool.evidence(predictions));
    Json each = Json::array();
    for (std::size_t q = 0; q < task.queries.size(); ++q)
      if (task.queries[q].output)
        each.push_back({{"right", predictions[q] == *task.queries[q].output},
                        {"evidence", json_of(pool.evidence(q, predictions[q]))}});
    record["queries"] = std::move(each);
  }
  record["solvers"] = std::move(solvers);
  return record;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.limits.time = std::chrono::seconds(5);
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--solver" && more) {
      options.solvers.emplace_back(argv[++i]);
    } else if (word == "--budget" && more) {
      const auto time = parse_duration(argv[++i]);
      if (!time) return std::cerr << to_text(time.error()) << '\n', 2;
      options.limits.time = *time;
    } else if (word == "--evaluations" && more) {
      options.limits.evaluations = std::strtoull(argv[++i], nullptr, 10);
    } else if (options.file.empty() && !word.starts_with("--")) {
      options.file = word;
    } else {
      std::cerr
          << "usage: inkling-candidates FILE|- [--solver TEXT].. [--budget 5s] [--evaluations N]\n";
      return 2;
    }
  }
  Registry registry;
  int status = 0;
  const auto read = registry.read_tasks(options.file, [&](TaskLine line) {
    const auto domain =
        line.task ? registry.domain(line.task->domain) : Result<const Domain*>(line.task.error());
    if (!domain) {
      std::cerr << "line " << line.line << ": " << to_text(domain.error()) << '\n';
      status = 3;
      return true;
    }
    std::cout << answer(registry, options, **domain, *line.task)
                     .dump(-1, ' ', false, Json::error_handler_t::replace)
              << std::endl;
    return true;
  });
  if (!read) return std::cerr << to_text(read.error()) << '\n', 3;
  return status;
}
