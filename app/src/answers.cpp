#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <inkling/app/answers.hpp>
#include <inkling/app/joint.hpp>
#include <inkling/domain.hpp>
#include <inkling/faults.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/language.hpp>
#include <set>

namespace inkling::app {
namespace {

constexpr std::size_t kMaxAlternatives = 3;

SolveStatus status_of(const Task& task, const Outcome& outcome) {
  const std::size_t fits = outcome.candidates.empty() ? 0 : outcome.candidates.front().fits;
  if (fits > 0 && fits == task.examples.size()) return SolveStatus::solved;
  if (fits > 0) return SolveStatus::partial;
  return outcome.reason == StopReason::deadline ? SolveStatus::timeout : SolveStatus::unsolved;
}

// A query with a known output that got no prediction counts as wrong.
std::vector<std::optional<bool>> compare(const Task& task, const std::vector<Value>& predictions) {
  std::vector<std::optional<bool>> correct;
  for (std::size_t i = 0; i < task.queries.size(); ++i) {
    const std::optional<Value>& wanted = task.queries[i].output;
    if (wanted)
      correct.emplace_back(i < predictions.size() && predictions[i] == *wanted);
    else
      correct.emplace_back(std::nullopt);
  }
  const bool scored = std::any_of(correct.begin(), correct.end(),
                                  [](const auto& entry) { return entry.has_value(); });
  if (!scored) correct.clear();
  return correct;
}

std::optional<double> bits_of(const Candidate& candidate) {
  if (candidate.program.kind() != Program::Kind::symbolic || !std::isfinite(candidate.score))
    return std::nullopt;
  return candidate.score;
}

// Distinct other predictions by programs that fit just as well, best first.
std::vector<Alternative> alternatives_of(const std::vector<Candidate>& candidates) {
  const Candidate& best = candidates.front();
  std::vector<Alternative> others;
  if (best.predictions.empty()) return others;
  for (const Candidate& candidate : candidates) {
    if (candidate.fits < best.fits || others.size() == kMaxAlternatives) break;
    const auto same = [&](const Alternative& other) {
      return other.predictions == candidate.predictions;
    };
    if (candidate.predictions == best.predictions ||
        std::any_of(others.begin(), others.end(), same))
      continue;
    others.push_back({candidate.predictions, candidate.program.text(), bits_of(candidate)});
  }
  return others;
}

bool repeats_a_constant(const Task& task, const Program& program, const Interpreter& interpreter,
                        const std::vector<std::vector<Value>>& inputs) {
  const Example& first = task.examples.front();
  if (std::all_of(inputs.begin(), inputs.end(),
                  [&](const auto& row) { return row == first.inputs; }))
    return false;
  try {
    const auto outputs = interpreter.run_batch(program, inputs);
    return outputs && !outputs->empty() &&
           std::all_of(outputs->begin(), outputs->end(),
                       [&](const Value& v) { return v == first.output; });
  } catch (const std::exception&) {  // a plugin's; the answer stands without this warning
    return false;
  }
}

// The queries as asked, with the outputs that the task knows.
Task asked_task(const Task& task, const std::vector<std::vector<Value>>& asked) {
  Task result = task;
  result.queries.clear();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const bool same = task.queries.size() == asked.size() && task.queries[i].inputs == asked[i];
    result.queries.push_back(same ? task.queries[i] : Query{asked[i]});
  }
  return result;
}

}  // namespace

std::string_view to_text(SolveStatus status) {
  switch (status) {
    case SolveStatus::solved:
      return "solved";
    case SolveStatus::partial:
      return "partial";
    case SolveStatus::unsolved:
      return "unsolved";
    case SolveStatus::timeout:
      return "timeout";
    case SolveStatus::error:
      return "error";
  }
  return "error";
}

std::string_view limit_text(StopReason reason) {
  switch (reason) {
    case StopReason::deadline:
      return "out of time";
    case StopReason::evaluations:
      return "out of evaluations";
    case StopReason::memory:
      return "out of memory";
    case StopReason::cancelled:
      return "stopped";
    case StopReason::exhausted:
    case StopReason::solved:
      break;
  }
  return "searched to the end";
}

// Why the program has no result for the first query that it has none for; "" where nobody says.
std::string why_undefined(const Task& task, const Candidate& best, const Interpreter* interpreter) {
  const Faults* faults = interpreter == nullptr ? nullptr : faults_of(*interpreter);
  if (faults == nullptr) return {};
  for (std::size_t q = 0; q < best.predictions.size() && q < task.queries.size(); ++q) {
    if (!best.predictions[q].is_undefined()) continue;
    const std::string why = faults->why_undefined(best.program, task.queries[q].inputs);
    if (why.empty()) continue;
    return best.predictions.size() == 1 ? fmt::format("undefined: {}", why)
                                        : fmt::format("undefined for question {}: {}", q + 1, why);
  }
  return {};
}

bool is_of_statements(const Interpreter* interpreter) {
  const Language* language = interpreter == nullptr ? nullptr : interpreter->language();
  return language != nullptr && language->catalogue() == nullptr;
}

SolverAnswer make_answer(const Task& task, std::string solver, const Result<Outcome>& outcome,
                         const Interpreter* interpreter, const ProbeRows& probes) {
  SolverAnswer answer;
  answer.solver = std::move(solver);
  answer.examples = task.examples.size();
  if (!outcome) {
    answer.error = outcome.error();
    answer.status =
        outcome.error().code == ErrorCode::budget ? SolveStatus::timeout : SolveStatus::error;
    answer.correct = compare(task, {});
    return answer;
  }
  answer.status = status_of(task, *outcome);
  answer.reason = outcome->reason;
  answer.seconds = outcome->seconds;
  answer.evaluations = outcome->evaluations;
  answer.warnings = outcome->warnings;
  if (!outcome->candidates.empty()) {
    const Candidate& best = outcome->candidates.front();
    answer.fits = best.fits;
    answer.program = best.program.text();
    answer.latent = best.program.kind() == Program::Kind::latent;
    answer.statements = is_of_statements(interpreter);
    answer.program_size = best.program.size();
    answer.score = best.score;
    answer.bits = bits_of(best);
    for (std::size_t i = 0; i < best.outputs.size() && i < task.examples.size(); ++i)
      if (best.outputs[i] != task.examples[i].output) answer.fails.push_back(i);
    answer.predictions = best.predictions;
    if (answer.fits_all()) answer.alternatives = alternatives_of(outcome->candidates);
    if (!best.note.empty())
      answer.warnings.push_back("the program " + best.note);
    else if (answer.fits_all() && interpreter != nullptr && probes &&
             repeats_a_constant(task, best.program, *interpreter, probes())) {
      answer.constant = true;
      answer.warnings.emplace_back("the program gives the same output for all inputs");
    }
    if (std::string why = why_undefined(task, best, interpreter); !why.empty())
      answer.warnings.push_back(std::move(why));
  }
  answer.correct = compare(task, answer.predictions);
  return answer;
}

const SolverAnswer* QuestionAnswers::first() const {
  const auto found =
      std::find_if(answers.begin(), answers.end(), [](const auto& it) { return it.fits_all(); });
  return found == answers.end() ? nullptr : &*found;
}

const SolverAnswer* QuestionAnswers::unsure() const {
  const SolverAnswer* word = first();
  return word != nullptr && word->confidence && !is_sure(*word) ? word : nullptr;
}

std::vector<QuestionAnswers::Reading> QuestionAnswers::other_readings() const {
  std::set<std::vector<Value>> said;
  for (const SolverAnswer& answer : answers)
    if (answer.fits_all()) said.insert(answer.predictions);
  std::vector<Reading> readings;
  for (const SolverAnswer& answer : answers)
    for (const Alternative& other : answer.alternatives)
      if (said.insert(other.predictions).second) readings.push_back({&answer, &other});
  return readings;
}

const Agreement* QuestionAnswers::two_worlds() const {
  const auto found = std::find_if(agreements.begin(), agreements.end(),
                                  [](const Agreement& it) { return it.two_worlds; });
  return found == agreements.end() ? nullptr : &*found;
}

std::vector<Agreement> compare_answers(const std::vector<Answer>& answers, std::size_t examples,
                                       bool all_pairs, const Compare& compare) {
  std::vector<const Answer*> fitting;
  for (const Answer& it : answers)
    if (it.outcome && it.interpreter != nullptr && !it.outcome->candidates.empty() &&
        it.outcome->candidates.front().fits == examples)
      fitting.push_back(&it);
  const auto best = [](const Answer* it) -> const Candidate& {
    return it->outcome->candidates.front();
  };
  const auto first = [&](auto is) {
    const auto found = std::find_if(fitting.begin(), fitting.end(),
                                    [&](const Answer* it) { return is(best(it)); });
    return found == fitting.end() ? nullptr : *found;
  };
  // A program of several languages is of neither world: it leans on the network as well.
  const Answer* readable = first([](const Candidate& it) { return bits_of(it).has_value(); });
  const Answer* latent =
      first([](const Candidate& it) { return it.program.kind() == Program::Kind::latent; });
  const auto of_two_worlds = [&](const Answer* left, const Answer* right) {
    return readable != nullptr && latent != nullptr &&
           ((left == readable && right == latent) || (left == latent && right == readable));
  };
  std::vector<std::pair<const Answer*, const Answer*>> pairs;
  for (std::size_t i = 1; i < fitting.size(); ++i)
    if (all_pairs || of_two_worlds(fitting[0], fitting[i]))
      pairs.emplace_back(fitting[0], fitting[i]);
  if (readable != nullptr && latent != nullptr && readable != fitting[0] && latent != fitting[0])
    pairs.emplace_back(readable, latent);
  std::vector<Agreement> agreements;
  for (const auto& [left, right] : pairs) {
    const Budget clock;
    auto report =
        compare({left->interpreter, best(left).program}, {right->interpreter, best(right).program});
    if (!report) return {};
    agreements.push_back({left->solver, right->solver, *std::move(report),
                          of_two_worlds(left, right), clock.elapsed_seconds()});
  }
  return agreements;
}

namespace {

// The first symbolic answer that fits, or null.
const SolverAnswer* first_symbolic(const QuestionAnswers& all) {
  const auto found =
      std::find_if(all.answers.begin(), all.answers.end(),
                   [](const SolverAnswer& it) { return it.fits_all() && it.bits.has_value(); });
  return found == all.answers.end() ? nullptr : &*found;
}

}  // namespace

// Of one query, or of all together: what was heard of latent programs changes the confidence that
// the readable ones give.
class Ratings::Shares {
 public:
  // `alone`: by the readable programs, where one of them says so.
  using Alone = std::function<std::optional<double>(const std::vector<Value>&)>;
  explicit Shares(Alone alone) : alone_(std::move(alone)) {}

  // A latent program and the symbolic one that it was compared with. What neither says has what
  // they leave, in the proportions that it had.
  void hear(const std::vector<Value>& symbolic, const std::vector<Value>& latent, Heard heard) {
    heard.same = symbolic == latent;
    before_ = alone_(symbolic).value_or(0);
    const double joint = joint_confidence(before_, heard);
    heard_.emplace_back(symbolic, joint);
    left_ = 1 - joint;
    if (!heard.same) add(latent, latent_confidence(joint, heard));
  }
  // One more: what nobody else says has its part of what is left.
  void hear(const std::vector<Value>& latent) {
    if (!of(latent)) add(latent, left_ * contradiction_share());
  }
  std::optional<double> of(const std::vector<Value>& said) const {
    for (const auto& [known, confidence] : heard_)
      if (known == said) return confidence;
    const auto alone = alone_(said);
    if (!alone || heard_.empty()) return alone;
    return *alone * std::min(1.0, left_ / std::max(1 - before_, 1e-9));
  }

 private:
  void add(const std::vector<Value>& said, double confidence) {
    heard_.emplace_back(said, confidence);
    left_ *= 1 - contradiction_share();
  }
  Alone alone_;
  std::vector<std::pair<std::vector<Value>, double>> heard_{};
  double before_ = 0, left_ = 1;
};

Ratings::~Ratings() = default;

Ratings::Ratings(const QuestionAnswers& all, const std::vector<const Outcome*>& outcomes)
    : queries_(all.task.queries.size()),
      pool_(all.task, outcomes,
            std::any_of(all.answers.begin(), all.answers.end(),
                        [](const SolverAnswer& it) { return it.statements; })) {
  const SolverAnswer* leading = first_symbolic(all);
  if (queries_ == 0 || pool_.empty() || leading == nullptr) return;
  first_ = leading->predictions;
  const bool compared = first_.size() == queries_;
  shares_.emplace_back([this, compared](const std::vector<Value>& said) -> std::optional<double> {
    if (!pool_.says(said)) return std::nullopt;
    return said == first_ || !compared ? pool_.confidence(said) : pool_.beside(first_, said);
  });
  for (std::size_t q = 0; q < queries_; ++q)
    shares_.emplace_back(
        [this, compared, q](const std::vector<Value>& said) -> std::optional<double> {
          const Value& value = said.front();
          if (!pool_.says(q, value)) return std::nullopt;
          return !compared || value == first_[q] ? pool_.confidence(q, value)
                                                 : pool_.beside(q, first_[q], value);
        });
  hear(all);
}

void Ratings::hear(const QuestionAnswers& all) {
  const Agreement* pair = all.two_worlds();
  if (pair == nullptr) return;
  const auto by_name = [&](const std::string& solver) {
    return std::find_if(all.answers.begin(), all.answers.end(),
                        [&](const SolverAnswer& it) { return it.solver == solver; });
  };
  const auto left = by_name(pair->left), right = by_name(pair->right);
  if (left == all.answers.end() || right == all.answers.end()) return;
  const SolverAnswer& symbolic = left->latent ? *right : *left;
  const SolverAnswer& latent = left->latent ? *left : *right;
  if (!symbolic.bits || latent.predictions.size() != queries_ ||
      symbolic.predictions.size() != queries_)
    return;
  // Programs that have no value on any input have nothing in common that speaks for either.
  const CrossCheckReport& report = pair->report;
  const Heard heard{report.both_undefined == report.inputs ? 0 : report.inputs, report.agreements,
                    false};
  for (std::size_t i = 0; i < shares_.size(); ++i) {
    const auto part = [&](const std::vector<Value>& predictions) {
      return i == 0 ? predictions : std::vector<Value>{predictions[i - 1]};
    };
    shares_[i].hear(part(symbolic.predictions), part(latent.predictions), heard);
    for (const SolverAnswer& it : all.answers)
      if (it.latent && it.fits_all() && it.predictions.size() == queries_)
        shares_[i].hear(part(it.predictions));
  }
}

std::optional<double> Ratings::of(const std::vector<Value>& predictions) const {
  if (shares_.empty() || predictions.size() != queries_) return std::nullopt;
  return shares_.front().of(predictions);
}

std::optional<double> Ratings::of(std::size_t query, const Value& prediction) const {
  if (shares_.empty()) return std::nullopt;
  return shares_[query + 1].of({prediction});
}

void rate_answers(QuestionAnswers& all, const std::vector<const Outcome*>& outcomes) {
  const Ratings ratings(all, outcomes);
  for (SolverAnswer& answer : all.answers) {
    if (!answer.fits_all()) continue;
    answer.confidence = ratings.of(answer.predictions);
    for (std::size_t q = 0; answer.confidence && q < answer.predictions.size(); ++q)
      answer.confidences.push_back(ratings.of(q, answer.predictions[q]).value_or(0));
    for (Alternative& other : answer.alternatives) other.confidence = ratings.of(other.predictions);
  }
  if (all.unsure() == nullptr || all.task.queries.size() < 2) return;
  double most = 0;
  for (std::size_t q = 0; q < all.task.queries.size(); ++q)
    if (const double doubt = ratings.pool().doubt(q); doubt > most) {
      most = doubt;
      all.ask = all.task.queries[q].inputs;
    }
}

void ask_what_splits(QuestionAnswers& all) {
  const Agreement* pair = all.two_worlds();
  if (pair == nullptr || all.ask || pair->report.divergences.empty()) return;
  const std::vector<Divergence>& found = pair->report.divergences;
  const auto both = std::find_if(found.begin(), found.end(), [](const Divergence& it) {
    return !it.left.is_undefined() && !it.right.is_undefined();
  });
  all.ask = (both == found.end() ? found.front() : *both).inputs;
}

std::vector<std::string> warnings_of(const Task& task) {
  if (task.examples.size() != 1) return {};
  return {"only one example was given, which many programs fit; add another one"};
}

namespace {

std::vector<std::vector<Value>> probe_inputs(const Domain& domain, const Task& task,
                                             std::uint64_t seed, std::size_t count) {
  try {
    // The stream of a session's generated inputs: the same warnings at the prompt and in a batch.
    Rng rng = Rng(seed).split("session inputs");
    auto rows = taken_inputs(domain, task, count, [&] { return domain.sample_inputs(task, rng); });
    if (rows) return *std::move(rows);
  } catch (const std::exception&) {  // a plugin's
  }
  return {};
}

template <class Make>
ProbeRows once(Make make) {
  return [make, rows = std::optional<std::vector<std::vector<Value>>>()]() mutable
         -> const std::vector<std::vector<Value>>& {
    if (!rows) rows = make();
    return *rows;
  };
}

}  // namespace

ProbeRows probe_rows(const Domain& domain, const Task& task, std::uint64_t seed,
                     std::size_t count) {
  return once([&domain, &task, seed, count] { return probe_inputs(domain, task, seed, count); });
}

QuestionAnswers collect_answers(const Session& session,
                                const std::vector<std::vector<Value>>& asked, bool crosscheck,
                                double sure, std::stop_token stop) {
  QuestionAnswers all;
  all.sure = sure;
  all.task = asked_task(session.task(), asked);
  const ProbeRows probes = once([&session] {
    auto rows = session.sample_inputs(kConstantProbes);
    return rows ? *std::move(rows) : std::vector<std::vector<Value>>();
  });
  for (const Answer& answer : session.answers())
    all.answers.push_back(
        make_answer(all.task, answer.solver, answer.outcome, answer.interpreter, probes));
  std::vector<const Outcome*> outcomes;
  for (const Answer& answer : session.answers())
    outcomes.push_back(answer.outcome ? &*answer.outcome : nullptr);
  all.agreements = compare_answers(session.answers(), session.task().examples.size(), crosscheck,
                                   [&](const CheckedProgram& left, const CheckedProgram& right) {
                                     return session.crosscheck(left, right, stop);
                                   });
  rate_answers(all, outcomes);
  ask_what_splits(all);
  if (all.unsure() != nullptr && !all.ask)
    if (const auto divided = session.ask(stop); divided && *divided) all.ask = (*divided)->inputs;
  all.warnings = warnings_of(all.task);
  return all;
}

}  // namespace inkling::app
