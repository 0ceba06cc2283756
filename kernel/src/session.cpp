#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <inkling/language.hpp>
#include <inkling/pipeline.hpp>
#include <inkling/session.hpp>
#include <inkling/unfit.hpp>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "candidates.hpp"
#include "example_index.hpp"
#include "guarded.hpp"
#include "mix.hpp"

namespace inkling {

namespace {

constexpr std::size_t kMaxAsked = 10;  // candidates that :ask compares

Error no_domain() {
  return Error{ErrorCode::not_found, "no domain is set", {"choose one first, for example 'lists'"}};
}

bool contains(const std::vector<std::string>& items, const std::string& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

// The default solvers that some plugin provides; all of them when none is known, so that asking for
// a prediction says what is missing. Looks at names only and loads nothing.
std::vector<std::string> available_defaults(const Registry& registry, const Domain& domain) {
  const std::vector<std::string> known = registry.ids(Kind::solver);
  std::vector<std::string> available;
  for (const std::string& text : domain.info().default_solvers) {
    const Result<NamedParams> named = parse_named_params(text);
    if (named && contains(known, named->name)) available.push_back(text);
  }
  return available.empty() ? domain.info().default_solvers : available;
}

bool all_work_on(Registry& registry, const std::vector<std::string>& solvers,
                 const Domain& domain) {
  return std::all_of(solvers.begin(), solvers.end(), [&](const std::string& text) {
    return Solver::make(registry, text, domain).ok();
  });
}

std::uint64_t hash_examples(const Task& task) {
  std::uint64_t h = task.examples.size();
  for (const Example& example : task.examples) {
    for (const Value& input : example.inputs) h = detail::combine(h, hash(input));
    h = detail::combine(h, hash(example.output));
  }
  return h;
}

// What a search depends on; answers with the same key may be used again.
std::string search_key(const Task& task, const SessionSettings& settings) {
  const BudgetLimits& b = settings.budget;
  return fmt::format("{}|{}|{:016x}|{}|{}|{}|{}|{}", task.domain, task.examples.size(),
                     hash_examples(task), b.time.count(), b.evaluations, b.bytes, b.threads,
                     settings.seed);
}

// An interrupted search or an error is worth another try; everything else stands.
bool reusable(const Answer& answer) {
  return answer.outcome.ok() && answer.outcome->reason != StopReason::cancelled;
}

// "enumerate#2" -> ("enumerate", 1); without a number the first program is meant.
struct ProgramName {
  std::string solver;
  std::size_t rank = 0;
};

std::optional<ProgramName> read_program_name(std::string_view text) {
  const std::size_t hash_sign = text.rfind('#');
  if (hash_sign == std::string_view::npos) return ProgramName{std::string(text)};
  const Result<Value> number = parse_value(text.substr(hash_sign + 1));
  if (!number || !number->is_int() || number->as_int() < 1) return std::nullopt;
  return ProgramName{std::string(text.substr(0, hash_sign)),
                     static_cast<std::size_t>(number->as_int() - 1)};
}

const Answer* find_answer(const std::vector<Answer>& answers, std::string_view solver) {
  for (const Answer& answer : answers)
    if (answer.solver == solver) return &answer;
  for (const Answer& answer : answers)
    if (const auto named = parse_named_params(answer.solver); named && named->name == solver)
      return &answer;
  return nullptr;
}

// A comparison has its own count of evaluations: the limit of a search does not cut it short.
BudgetLimits check_limits(BudgetLimits limits) {
  limits.evaluations = 0;
  return limits;
}

bool fits_all(const Answer& answer, std::size_t examples) {
  return answer.outcome && !answer.outcome->candidates.empty() &&
         answer.outcome->candidates.front().fits == examples;
}

// Whether a search that ran out of time would have clearly more of it now.
bool was_cut_short(const Answer& answer, const BudgetLimits& limits) {
  return answer.outcome->reason == StopReason::deadline &&
         (limits.time.count() == 0 ||
          answer.outcome->seconds < 0.9 * std::chrono::duration<double>(limits.time).count());
}

Result<CheckedProgram> program_of(const Answer& answer, std::size_t rank) {
  if (!answer.outcome) return answer.outcome.error();
  const std::vector<Candidate>& candidates = answer.outcome->candidates;
  if (rank >= candidates.size())
    return Error{ErrorCode::not_found,
                 fmt::format("solver '{}' has {} program{}, there is no number {}", answer.solver,
                             candidates.size(), candidates.size() == 1 ? "" : "s", rank + 1)};
  return CheckedProgram{answer.interpreter, candidates[rank].program};
}

}  // namespace

void best_first(std::vector<Answer>& answers, std::size_t examples) {
  const auto behind =
      std::stable_partition(answers.begin(), answers.end(),
                            [&](const Answer& answer) { return fits_all(answer, examples); });
  if (behind == answers.begin()) return;
  const Interpreter* interpreter = answers.front().interpreter;
  const auto others = std::stable_partition(answers.begin(), behind, [&](const Answer& answer) {
    return answer.interpreter == interpreter &&
           answer.outcome->candidates.front().program.kind() == Program::Kind::symbolic;
  });
  // A score that is not finite weighs nothing and stands behind.
  const auto rank = [](const Candidate& it) {
    return std::pair(!it.note.empty(),
                     std::isfinite(it.score) ? it.score : std::numeric_limits<double>::infinity());
  };
  // The shortest program of the reading with the greatest weight.
  std::map<std::string_view, const Candidate*> programs;
  for (auto answer = answers.begin(); answer != others; ++answer)
    for (const Candidate& it : answer->outcome->candidates)
      if (it.fits == examples && it.note.empty() && std::isfinite(it.score))
        programs.try_emplace(it.program.text(), &it);
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [text, it] : programs) least = std::min(least, it->score);
  std::map<std::vector<Value>, double> weights;
  for (const auto& [text, it] : programs) weights[it->predictions] += std::exp2(least - it->score);
  const auto weight = [&](const Candidate& it) {
    const auto known = weights.find(it.predictions);
    return known == weights.end() || !it.note.empty() || it.fits < examples ? 0 : known->second;
  };
  const auto comes_before = [&](const Candidate& a, const Candidate& b) {
    return std::tuple(a.fits < examples, -weight(a), rank(a)) <
           std::tuple(b.fits < examples, -weight(b), rank(b));
  };
  auto best = answers.end();
  std::vector<Candidate>::iterator word;
  for (auto answer = answers.begin(); answer != others; ++answer) {
    auto& candidates = answer->outcome->candidates;
    const auto first = std::min_element(candidates.begin(), candidates.end(), comes_before);
    if (best != answers.end() && !comes_before(*first, *word)) continue;
    best = answer;
    word = first;
  }
  if (best == answers.end()) return;
  std::rotate(best->outcome->candidates.begin(), word, std::next(word));
  std::rotate(answers.begin(), best, std::next(best));
  std::stable_sort(std::next(answers.begin()), others, [&](const Answer& a, const Answer& b) {
    return rank(a.outcome->candidates.front()) < rank(b.outcome->candidates.front());
  });
}

// What comes after such a program confirms it or gives another reading, and is not worth as long a
// wait. Where evaluations are limited those end it: an outcome must not depend on the clock.
BudgetLimits limits_after(const std::vector<Answer>& answers, const Interpreter& interpreter,
                          std::size_t examples, BudgetLimits limits) {
  constexpr std::chrono::nanoseconds kLeast = std::chrono::seconds(1);
  const bool found = std::any_of(answers.begin(), answers.end(), [&](const Answer& answer) {
    return answer.interpreter == &interpreter && fits_all(answer, examples);
  });
  if (found && limits.time.count() > 0 && limits.evaluations == 0)
    limits.time = std::min(limits.time, std::max(kLeast, limits.time / 10));
  return limits;
}

void leave_out_unfit(std::vector<Answer>& answers, std::size_t examples) {
  const auto answered = [](const Answer& answer) { return answer.outcome.ok(); };
  if (std::any_of(answers.begin(), answers.end(), answered))
    std::erase_if(answers, [](const Answer& answer) {
      return !answer.outcome && answer.outcome.error().code == ErrorCode::bad_input;
    });
  if (std::any_of(answers.begin(), answers.end(),
                  [&](const Answer& answer) { return fits_all(answer, examples); }))
    std::erase_if(answers, [](const Answer& answer) {
      if (!answer.outcome || answer.outcome->candidates.empty()) return false;
      const Candidate& best = answer.outcome->candidates.front();
      return best.program.kind() == Program::Kind::latent && best.fits == 0;
    });
}

Session::Session(Registry& registry)
    : registry_(registry), index_(std::make_unique<detail::ExampleIndex>()) {}

Session::~Session() = default;

Result<std::size_t> Session::set_domain(std::string_view id) {
  Result<const Domain*> found = registry_.domain(id);
  if (!found) return std::move(found).error();
  const Domain* before = domain_;
  if (before == *found) return std::size_t{0};
  const bool had_defaults = before == nullptr || solvers_ == available_defaults(registry_, *before);
  domain_ = *found;
  task_.domain = std::string(id);
  task_.queries.clear();
  answers_.clear();
  answered_key_.clear();
  if (solvers_.empty() || had_defaults || !all_work_on(registry_, solvers_, *domain_))
    solvers_ = available_defaults(registry_, *domain_);

  if (task_.examples.empty() || check(task_)) return std::size_t{0};
  std::vector<Example> all = std::move(task_.examples);
  task_.examples.clear();
  *index_ = {};
  std::size_t dropped = 0;
  for (Example& example : all)
    if (!take_example(std::move(example))) ++dropped;
  return dropped;
}

Result<void> Session::set_solvers(const std::vector<std::string>& solvers) {
  if (domain_ == nullptr) return no_domain();
  if (solvers.empty())
    return Error{ErrorCode::bad_input, "no solver is named: expected at least one"};
  std::vector<std::string> texts;
  for (const std::string& text : solvers) {
    const Result<Solver> solver = Solver::make(registry_, text, *domain_);
    if (!solver) return solver.error();
    if (!contains(texts, solver->text())) texts.push_back(solver->text());
  }
  solvers_ = std::move(texts);
  return {};
}

Result<void> Session::check(const Task& task) const {
  if (domain_ == nullptr) return no_domain();
  if (auto ok = check_task(task); !ok) return ok;
  return detail::guarded(registry_.provider(Kind::domain, domain_->info().id),
                         [&] { return domain_->check(task); });
}

// The domain looks at the new example alone. What it says of several together is asked at every
// power of two, so that the whole stays linear, and again before a search.
Result<void> Session::check_next(const Example& next) const {
  const std::size_t count = task_.examples.size();  // with the new one
  if (std::has_single_bit(count)) return check(task_);
  Task alone;
  alone.domain = task_.domain;
  alone.examples = {next};
  auto ok = check(alone);
  if (ok) return ok;
  // Its place in the whole task: see check_rows().
  Error error = ok.error();
  constexpr std::string_view kFirst = "example 1";
  const bool names_it = error.message.starts_with(kFirst) &&
                        error.message.find_first_of("0123456789", kFirst.size()) != kFirst.size();
  if (names_it) error.message.replace(0, kFirst.size(), fmt::format("example {}", count));
  return error;
}

Result<void> Session::refresh_index() {
  while (index_->size() < task_.examples.size())
    if (auto added = index_->add(task_.examples); !added) return added;
  return {};
}

Result<void> Session::take_example(Example example) {
  if (auto fits = index_->check(example); !fits) return fits;
  task_.examples.push_back(std::move(example));
  Result<void> ok = check_next(task_.examples.back());
  if (ok) return index_->add(task_.examples);
  task_.examples.pop_back();
  return ok;
}

Result<void> Session::add_example(Example example) {
  if (domain_ == nullptr) return no_domain();
  if (auto ready = refresh_index(); !ready) return ready;
  const std::vector<Example>& examples = task_.examples;
  if (const auto old = index_->contradicted(examples, example))
    return Error{
        ErrorCode::bad_input,
        fmt::format("example {} contradicts example {}: the same inputs give {} here and {} "
                    "there",
                    examples.size() + 1, *old + 1, to_text(example.output),
                    to_text(examples[*old].output)),
        {fmt::format("drop example {} first if it is wrong", *old + 1)}};
  return take_example(std::move(example));
}

Result<void> Session::drop_example(std::size_t index) {
  if (index >= task_.examples.size())
    return Error{ErrorCode::not_found, fmt::format("there is no example {}: there are {}",
                                                   index + 1, task_.examples.size())};
  task_.examples.erase(task_.examples.begin() + static_cast<std::ptrdiff_t>(index));
  *index_ = {};
  return {};
}

void Session::clear() {
  const std::string domain = task_.domain;
  task_ = Task{};
  *index_ = {};
  task_.domain = domain;
  answers_.clear();
  answered_key_.clear();
}

void Session::load_task(Task task) {
  // An unknown domain leaves the current one; predict() then says whether the examples fit it.
  if (!task.domain.empty() && (domain_ == nullptr || task.domain != task_.domain)) {
    clear();
    static_cast<void>(set_domain(task.domain));
  }
  const std::string domain = task_.domain;
  task_ = std::move(task);
  *index_ = {};
  if (domain_ != nullptr) task_.domain = domain;
  answers_.clear();
  answered_key_.clear();
}

Result<std::vector<Answer>> Session::predict(std::vector<std::vector<Value>> queries,
                                             std::stop_token stop, ProgressSink* progress) {
  if (domain_ == nullptr) return no_domain();
  if (solvers_.empty())
    return Error{ErrorCode::not_found,
                 "no solver is active",
                 {fmt::format("known are {}", fmt::join(registry_.ids(Kind::solver), ", "))}};
  Task asked = without_answers(task_);
  asked.queries.clear();
  for (const std::vector<Value>& inputs : queries) asked.queries.push_back({inputs});
  if (auto ok = check(asked); !ok) return ok.error();

  const std::string key = search_key(asked, settings_);
  const bool same = key == answered_key_;
  std::vector<Answer> answers;
  for (const std::string& text : solvers_) {
    const auto old = std::find_if(found_.begin(), found_.end(),
                                  [&](const Answer& answer) { return answer.solver == text; });
    const auto granted = [&](const Interpreter& interpreter) {
      return limits_after(answers, interpreter, asked.examples.size(), settings_.budget);
    };
    if (same && old != found_.end() && reusable(*old) &&
        !was_cut_short(*old, granted(*old->interpreter))) {
      Answer again = *old;
      const Result<NamedParams> named = parse_named_params(text);
      detail::predict_again(*again.outcome, queries, *again.interpreter,
                            registry_.provider(Kind::solver, named ? named->name : text));
      answers.push_back(std::move(again));
      continue;
    }
    const Result<Solver> solver = Solver::make(registry_, text, *domain_);
    if (!solver) {
      answers.push_back({text, solver.error()});
      continue;
    }
    const Budget budget(granted(solver->interpreter()), stop);
    answers.push_back(
        {text, solver->solve(asked, settings_.seed, budget, progress), &solver->interpreter()});
    if (!answers.back().outcome) answers.back().interpreter = nullptr;
  }
  found_ = answers;
  if (solvers_ == available_defaults(registry_, *domain_))
    leave_out_unfit(answers, asked.examples.size());
  best_first(answers, asked.examples.size());
  answers_ = answers;
  answered_key_ = key;
  return answers;
}

namespace {

// Those whose plugin is loaded, or loads without a library of hundreds of megabytes.
std::vector<std::string> light_interpreters(const Registry& registry) {
  std::vector<std::string> ids;
  for (const std::string& id : registry.ids(Kind::interpreter)) {
    const std::string plugin = registry.provider(Kind::interpreter, id);
    const auto& all = registry.plugins();
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const PluginInfo& info) { return info.name == plugin; });
    if (it == all.end() || it->state == PluginState::loaded || it->needs.empty()) ids.push_back(id);
  }
  return ids;
}

// By the first interpreter that reads it; else the error of the first that knows its model. Where
// none does, the models of all of them; where none has any for the domain, that. nullopt: no latent
// interpreter is there.
std::optional<Result<CheckedProgram>> latent_program(Registry& registry, const Domain& domain,
                                                     std::string_view text) {
  std::optional<Error> refused, idle;
  std::vector<std::string> models;  // of those that do not know the one it names
  for (const std::string& id : light_interpreters(registry)) {
    const auto interpreter = registry.interpreter(id, domain);
    if (!interpreter.ok() || (*interpreter)->info().accepts != Program::Kind::latent) continue;
    if (auto ready = (*interpreter)->ready(); !ready) {
      if (!idle) idle = std::move(ready).error();
      continue;
    }
    Result<Program> latent = detail::guarded(registry.provider(Kind::interpreter, id),
                                             [&] { return (*interpreter)->parse(text); });
    if (latent) return CheckedProgram{*interpreter, *std::move(latent)};
    const bool unknown = latent.error().code == ErrorCode::not_found;
    if (unknown && (*interpreter)->gradient() != nullptr)
      for (std::string& model : (*interpreter)->gradient()->models())
        if (!contains(models, model)) models.push_back(std::move(model));
    if (!refused || (!unknown && refused->code == ErrorCode::not_found))
      refused = std::move(latent).error();
  }
  const std::string_view name = text.substr(1, std::min(text.rfind(':'), text.size()) - 1);
  if (refused && refused->code == ErrorCode::not_found && !models.empty() &&
      !name.ends_with(".safetensors")) {
    std::sort(models.begin(), models.end());
    refused->notes.clear();
    if (const std::string near = nearest(name, models); !near.empty())
      refused->notes.push_back(fmt::format("did you mean '{}'?", near));
    refused->notes.push_back(fmt::format(
        "models are {}; the path of a .safetensors file will do as well", fmt::join(models, " ")));
  }
  if (refused) return *std::move(refused);
  if (idle) return *std::move(idle);
  return std::nullopt;
}

// A program of several stages, by what runs all of them: the latent interpreters that its stages
// name, and the domain's language.
Result<CheckedProgram> pipeline_program(Registry& registry, const Domain& domain,
                                        std::span<const std::string_view> stages,
                                        std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i].starts_with('<')) continue;
    const auto read = latent_program(registry, domain, stages[i]);
    if (!read) continue;
    if (!read->ok()) {
      Error error = read->error();
      error.message = fmt::format("stage {}: {}", i + 1, error.message);
      return error;
    }
    const std::string& id = (*read)->interpreter->info().id;
    if (!contains(parts, id)) parts.push_back(id);
  }
  // The empty one is the domain's language.
  if (!domain.info().language.empty() || parts.empty()) parts.emplace_back();
  const std::string id =
      fmt::format("{}{}", fmt::join(parts, kPipe), parts.size() == 1 ? kPipe : "");
  const auto interpreter = registry.interpreter(id, domain);
  if (!interpreter) return interpreter.error();
  Result<Program> program = (*interpreter)->parse(text);
  if (!program) return std::move(program).error();
  return CheckedProgram{*interpreter, *std::move(program)};
}

// The word that a program begins with, a dialect's @ with it.
std::string_view first_word(std::string_view text) {
  const auto in_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  std::size_t end = begin + (text[begin] == '@' ? 1 : 0);
  while (end < text.size() && in_word(text[end])) ++end;
  return text.substr(begin, end - begin);
}

// Whether the language has that word.
bool knows(const Language& language, std::string_view word) {
  const std::vector<Completion> words = language.complete(word);
  return !word.empty() && std::any_of(words.begin(), words.end(),
                                      [&](const Completion& it) { return it.text == word; });
}

}  // namespace

Result<CheckedProgram> Session::parse_program(std::string_view text) const {
  if (domain_ == nullptr) return no_domain();
  const Result<const Language*> found = registry_.language_of(*domain_);
  if (!found) return found.error();
  const Language* language = *found;
  if (language == nullptr)
    return Error{
        ErrorCode::unsupported,
        fmt::format("domain '{}' has no language to write programs in", domain_->info().id)};
  const bool typed = check_task(task_).ok();
  const auto read = [&](const Language& it) {
    return detail::guarded(registry_.provider(Kind::language, it.info().id), [&] {
      return typed ? it.parse_typed(text, input_types(task_)) : it.parse(text);
    });
  };
  Result<Program> program = read(*language);
  if (program) return CheckedProgram{language, *std::move(program)};
  // Another language says what is wrong where it has the text's first word, and this one has not or
  // came less far.
  Error error = program.error();
  const auto reached = [](const Error& it) { return it.span ? it.span->begin : 0; };
  bool known = knows(*language, first_word(text));
  for (const Language* other : registry_.languages_of(*domain_)) {
    if (other == language) continue;
    Result<Program> again = read(*other);
    if (again) return CheckedProgram{other, *std::move(again)};
    if (!knows(*other, first_word(text))) continue;
    if (known && reached(again.error()) <= reached(error)) continue;
    known = true;
    error = again.error();
  }
  return error;
}

Result<CheckedProgram> Session::find_program(std::string_view name_or_text) const {
  if (const auto name = read_program_name(name_or_text)) {
    if (const Answer* answer = find_answer(answers_, name->solver))
      return program_of(*answer, name->rank);
    if (contains(registry_.ids(Kind::solver), name->solver))
      return Error{ErrorCode::not_found,
                   fmt::format("solver '{}' has no answer yet", name->solver),
                   {"ask for a prediction with it first"}};
  }
  if (const auto stages = split_pipeline(name_or_text); stages.size() > 1 && domain_ != nullptr)
    return pipeline_program(registry_, *domain_, stages, name_or_text);
  Result<CheckedProgram> program = parse_program(name_or_text);
  if (program) return program;
  // A latent program's text means something to the interpreter of its solver only.
  for (const Answer& answer : answers_) {
    if (answer.interpreter == nullptr ||
        answer.interpreter->info().accepts != Program::Kind::latent)
      continue;
    Result<Program> latent =
        detail::guarded(answer.solver, [&] { return answer.interpreter->parse(name_or_text); });
    if (latent) return CheckedProgram{answer.interpreter, *std::move(latent)};
  }
  if (domain_ == nullptr || !name_or_text.starts_with('<')) return program;
  // A program that names its model needs no solver to have been asked.
  auto latent = latent_program(registry_, *domain_, name_or_text);
  return latent ? *std::move(latent) : program;
}

namespace {

using MadeRows = std::shared_ptr<const std::vector<std::vector<Value>>>;

// settings.check_inputs inputs, made once for the task that stands there.
Result<MadeRows> made_inputs(const Session& session, detail::ExampleIndex& index,
                             const SessionSettings& settings) {
  constexpr std::size_t kKept = 10000;  // more are made again
  const Task& task = session.task();
  std::uint64_t h = hash_examples(task);
  for (const Query& query : task.queries)
    for (const Value& input : query.inputs) h = detail::combine(h, hash(input));
  std::string key = fmt::format("{}|{}|{}|{:016x}|{}|{}", task.domain, task.examples.size(),
                                task.queries.size(), h, settings.seed, settings.check_inputs);
  if (index.made.key == key) return index.made.rows;
  auto rows = session.sample_inputs(settings.check_inputs);
  if (!rows) return std::move(rows).error();
  auto made = std::make_shared<const std::vector<std::vector<Value>>>(*std::move(rows));
  if (made->size() <= kKept) index.made = {std::move(key), made};
  return made;
}

}  // namespace

Result<CrossCheckReport> Session::crosscheck(const CheckedProgram& left,
                                             const CheckedProgram& right,
                                             std::stop_token stop) const {
  const auto rows = made_inputs(*this, *index_, settings_);
  if (!rows) return rows.error();
  return inkling::crosscheck(left, right, **rows, Budget(check_limits(settings_.budget), stop));
}

Result<std::optional<Disagreement>> Session::ask(std::stop_token stop,
                                                 std::vector<CheckedProgram>* programs) const {
  std::size_t most_fits = 0;
  for (const Answer& answer : answers_)
    if (answer.outcome && !answer.outcome->candidates.empty())
      most_fits = std::max(most_fits, answer.outcome->candidates.front().fits);
  std::vector<CheckedProgram> leading;
  std::set<std::pair<std::string, std::string>> seen;  // owner and text
  for (std::size_t rank = 0; leading.size() < kMaxAsked; ++rank) {
    bool more = false;
    for (const Answer& answer : answers_) {
      if (!answer.outcome || rank >= answer.outcome->candidates.size()) continue;
      const Candidate& candidate = answer.outcome->candidates[rank];
      if (candidate.fits < most_fits || leading.size() >= kMaxAsked) continue;
      more = true;
      if (seen.emplace(candidate.program.owner(), candidate.program.text()).second)
        leading.push_back({answer.interpreter, candidate.program});
    }
    if (!more) break;
  }
  if (leading.empty())
    return Error{ErrorCode::not_found,
                 "there are no candidate programs to compare",
                 {"ask for a prediction first"}};
  const auto rows = made_inputs(*this, *index_, settings_);
  if (!rows) return rows.error();
  const Budget budget(check_limits(settings_.budget), stop);
  std::optional<Disagreement> divided = most_divided(leading, **rows, budget);
  if (programs != nullptr) *programs = std::move(leading);
  return divided;
}

Result<std::vector<std::vector<Value>>> Session::sample_inputs(std::size_t count) const {
  if (auto ok = check(task_); !ok) return ok.error();
  Rng rng = Rng(settings_.seed).split("session inputs");
  return detail::guarded(registry_.provider(Kind::domain, domain_->info().id), [&] {
    return taken_inputs(*domain_, task_, count, [&] { return domain_->sample_inputs(task_, rng); });
  });
}

}  // namespace inkling
