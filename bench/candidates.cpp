// inkling-candidates FILE|- [--solver TEXT].. [--budget 5s] [--evaluations N] [--programs RECORDS
// [--prior FILE]]:
// what solvers propose for the tasks of a file whose queries have outputs, one line of JSON a task:
// every program that fits, its bits and what it is described by, what it says of the queries and
// what of that is right; and what speaks for the first answer. What bench/fit_prior and
// bench/fit_confidence learn from. With --programs nothing is searched: the programs are those of
// lines that were written before, weighed by the prior in use, or that of a file: what each thing
// costs beyond its price set by hand, as a JSON object.
#include <fmt/format.h>

#include <fstream>
#include <inkling/app/confidence.hpp>
#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/prior.hpp>
#include <inkling/dsl/verifier.hpp>
#include <inkling/language.hpp>
#include <inkling/registry.hpp>
#include <inkling/session.hpp>
#include <inkling/solver.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <text/description.hpp>

namespace {

using namespace inkling;
using Json = nlohmann::ordered_json;

struct Options {
  std::string file;
  std::vector<std::string> solvers{};
  BudgetLimits limits{};
  std::string programs{};                // file of earlier lines
  std::optional<dsl::Features> prior{};  // none: the one in use
};

constexpr double kLastResort = 1e6;  // score from which on a program only repeats an output

// The programs that solvers found before, by task and solver.
using Known = std::map<std::string, std::vector<std::pair<std::string, Json>>>;

bool read_known(const std::string& file, Known& known) {
  std::ifstream in(file);
  if (!in) return std::cerr << "cannot read '" << file << "'\n", false;
  for (std::string line; std::getline(in, line);) {
    const Json record = Json::parse(line, nullptr, false);
    if (record.is_discarded() || !record.contains("id") || !record.contains("solvers"))
      return std::cerr << file << " has a line that inkling-candidates did not write\n", false;
    auto& of = known[record["id"].get<std::string>()];
    for (const Json& solver : record["solvers"])
      of.emplace_back(solver["solver"].get<std::string>(),
                      solver.value("candidates", Json::array()));
  }
  return true;
}

std::vector<dsl::Sort> sorts_of(const Task& task) {
  std::vector<dsl::Sort> sorts;
  for (const Type type : input_types(task)) sorts.push_back(dsl::column_sort(type));
  return sorts;
}

std::size_t inputs_of(const Task& task) {
  return task.examples.empty() ? 0 : task.examples.front().inputs.size();
}

// An outcome as if the solver had found the programs just now.
Outcome outcome_of(const Json& programs, const Interpreter& interpreter, const Task& task,
                   const std::optional<dsl::Features>& prior) {
  Outcome outcome;
  const Language* language = interpreter.language();
  const dsl::Catalogue* catalogue = language == nullptr ? nullptr : dsl::catalogue_of(*language);
  if (catalogue == nullptr) return outcome;
  const std::vector<dsl::Sort> sorts = sorts_of(task);
  std::optional<text::Description> description;
  if (!catalogue->moves().empty())
    description.emplace(*catalogue, dsl::default_dialect(*catalogue), task,
                        prior ? *prior : text::fitted_prior());
  for (const Json& it : programs) {
    const dsl::Dialect* named = nullptr;
    const auto expr = dsl::parse(*catalogue, it["program"].get<std::string>(), &sorts, &named);
    if (!expr) continue;
    double score = it["score"];
    if (score < kLastResort)
      score = description ? description->bits(**expr)
                          : it["bits"].get<double>() +
                                dsl::bits(prior ? *prior : catalogue->prior(),
                                          dsl::features(*catalogue, **expr, inputs_of(task)));
    Candidate candidate{
        dsl::make_program(catalogue->shared_from_this(), *expr,
                          named == nullptr ? dsl::default_dialect(*catalogue) : *named),
        score, score < kLastResort ? "" : "repeats an output"};
    const auto value = [&](const std::vector<Value>& inputs) {
      const auto result = interpreter.run(candidate.program, inputs);
      return result ? *result : Value();
    };
    for (const Example& example : task.examples) {
      candidate.outputs.push_back(value(example.inputs));
      candidate.fits += candidate.outputs.back() == example.output ? 1U : 0U;
    }
    for (const Query& query : task.queries) candidate.predictions.push_back(value(query.inputs));
    outcome.candidates.push_back(std::move(candidate));
  }
  std::stable_sort(outcome.candidates.begin(), outcome.candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return a.fits != b.fits ? a.fits > b.fits : a.score < b.score;
                   });
  return outcome;
}

// Per query whether the prediction is right; none where its output is not known.
Json right(const Task& task, const std::vector<Value>& predictions) {
  Json list = Json::array();
  for (std::size_t q = 0; q < task.queries.size(); ++q)
    if (task.queries[q].output)
      list.push_back(q < predictions.size() && predictions[q] == *task.queries[q].output);
  return list;
}

bool all_right(const Task& task, const std::vector<Value>& predictions) {
  for (const Json& it : right(task, predictions))
    if (!it.get<bool>()) return false;
  return true;
}

Json json_of(const app::Evidence& evidence) {
  Json json = Json::object();
  for (const auto& [name, value] : evidence.items) json[name] = value;
  return json;
}

// What is said of each query, numbered: 0 is what was said first.
using Said = std::vector<std::vector<Value>>;

Json numbers_of(Said& said, const std::vector<Value>& predictions) {
  Json list = Json::array();
  said.resize(std::max(said.size(), predictions.size()));
  for (std::size_t q = 0; q < predictions.size(); ++q) {
    const auto at = std::find(said[q].begin(), said[q].end(), predictions[q]);
    list.push_back(at - said[q].begin());
    if (at == said[q].end()) said[q].push_back(predictions[q]);
  }
  return list;
}

Json describe(const Language& language, const Task& task, const Outcome& outcome, Said& said) {
  Json list = Json::array();
  const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
  if (catalogue == nullptr) return list;
  const dsl::Dialect& dialect = dsl::default_dialect(*catalogue);
  std::optional<text::Description> description;  // where there are moves to describe by
  if (!catalogue->moves().empty()) description.emplace(*catalogue, dialect, task, text::Features{});
  const std::vector<dsl::Sort> sorts = sorts_of(task);
  for (const Candidate& candidate : outcome.candidates) {
    if (candidate.fits < task.examples.size()) continue;
    const dsl::Dialect* named = nullptr;
    const auto expr = dsl::parse(*catalogue, candidate.program.text(), &sorts, &named);
    if (!expr) continue;
    const dsl::Features of = description ? description->features(**expr)
                                         : dsl::features(*catalogue, **expr, inputs_of(task));
    Json features = Json::object();
    for (const auto& [name, count] : of) features[name] = count;
    // By the prices set by hand.
    double bits = candidate.score;
    if (description)
      bits = description->bits(**expr);
    else if (bits < kLastResort)
      bits -= dsl::bits(catalogue->prior(), of);
    list.push_back({{"program", candidate.program.text()},
                    {"score", candidate.score},
                    {"bits", bits},
                    {"right", all_right(task, candidate.predictions)},
                    {"says", numbers_of(said, candidate.predictions)},
                    {"features", std::move(features)}});
  }
  return list;
}

Json answer(Registry& registry, const Options& options, const Known& known, const Domain& domain,
            const Task& task) {
  std::vector<std::string> names = options.solvers;
  if (names.empty()) names = domain.info().default_solvers;
  std::vector<Answer> answers;
  for (const std::string& name : names) {
    const auto solver = Solver::make(registry, name, domain);
    if (!solver) continue;
    const Interpreter& interpreter = solver->interpreter();
    if (options.programs.empty()) {
      const BudgetLimits limits =
          limits_after(answers, interpreter, task.examples.size(), options.limits);
      answers.push_back({name, solver->solve(task, 0, Budget(limits)), &interpreter});
    } else if (const auto found = known.find(task.id); found != known.end()) {
      for (const auto& [of, programs] : found->second)
        if (of == name)
          answers.push_back(
              {name, outcome_of(programs, interpreter, task, options.prior), &interpreter});
    }
  }
  best_first(answers, task.examples.size());
  Json record{{"id", task.id}, {"domain", task.domain}, {"examples", task.examples.size()}};
  Said said;
  Json solvers = Json::array();
  std::vector<const Outcome*> all;
  bool statements = false;
  for (const Answer& it : answers) {
    if (!it.outcome) continue;
    all.push_back(&*it.outcome);
    Json one{{"solver", it.solver}, {"seconds", it.outcome->seconds}};
    const Language* language = it.interpreter->language();
    statements |= language != nullptr && language->catalogue() == nullptr;
    if (language != nullptr) one["candidates"] = describe(*language, task, *it.outcome, said);
    solvers.push_back(std::move(one));
  }
  const app::Pool pool(task, all, statements);
  const bool fits = !all.empty() && !all.front()->candidates.empty() &&
                    all.front()->candidates.front().fits == task.examples.size();
  record["fits"] = fits;
  if (fits) {
    const Candidate& first = all.front()->candidates.front();
    record["program"] = first.program.text();
    record["right"] = all_right(task, first.predictions);
    record["evidence"] = json_of(pool.evidence(first.predictions));
    Json each = Json::array();
    for (std::size_t q = 0; q < task.queries.size(); ++q)
      if (task.queries[q].output)
        each.push_back({{"right", first.predictions[q] == *task.queries[q].output},
                        {"evidence", json_of(pool.evidence(q, first.predictions[q]))}});
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
    } else if (word == "--programs" && more) {
      options.programs = argv[++i];
    } else if (word == "--prior" && more) {
      std::ifstream in(argv[++i]);
      const Json prior = Json::parse(in, nullptr, false);
      if (!prior.is_object()) return std::cerr << argv[i] << " is no JSON object\n", 2;
      auto& mine = options.prior.emplace();
      for (const auto& [name, bits] : prior.items()) mine[name] = bits.get<double>();
    } else if (options.file.empty() && !word.starts_with("--")) {
      options.file = word;
    } else {
      std::cerr
          << "usage: inkling-candidates FILE|- [--solver TEXT].. [--budget 5s] [--evaluations N] "
             "[--programs RECORDS [--prior FILE]]\n";
      return 2;
    }
  }
  Known known;
  if (!options.programs.empty() && !read_known(options.programs, known)) return 3;
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
    std::cout << answer(registry, options, known, **domain, *line.task)
                     .dump(-1, ' ', false, Json::error_handler_t::replace)
              << std::endl;
    return true;
  });
  if (!read) return std::cerr << to_text(read.error()) << '\n', 3;
  return status;
}
