#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <inkling/app/agreement.hpp>
#include <inkling/app/dictionary.hpp>
#include <inkling/app/layout.hpp>
#include <inkling/app/translation.hpp>
#include <inkling/gradient.hpp>
#include <inkling/language.hpp>
#include <inkling/nn/dictionary.hpp>
#include <inkling/nn/weights.hpp>
#include <inkling/solver.hpp>
#include <numeric>
#include <set>

#include "json.hpp"
#include "restriction.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kShown = 6;       // states that a search is shown
constexpr std::size_t kSearches = 4;    // on different states: a token may be wrong on some
constexpr std::size_t kChosenOn = 200;  // states that the best program is chosen on
constexpr std::size_t kMostBefore = 2;  // programs that were run before the one that uses a token
constexpr std::size_t kTasks = 300;     // whose programs say where tokens are used
constexpr std::size_t kProgramInputs = 1000;  // that a whole program is compared on
constexpr std::size_t kTries = 4;             // inputs that are drawn for each state
constexpr std::size_t kTried = 3;             // programs of each search that are compared
// A restriction is chosen on as many states as it is held against, and for fewer errors than are
// allowed: on other states there are a few more.
constexpr double kRestricted = 0.995;

// States that a token meets where it is used, and what it makes of them.
struct States {
  std::vector<std::vector<Value>> inputs;  // rows of one value or a task's inputs
  std::vector<Value> outputs;
  bool follows = false;  // a row's last input is the output that stood there before
};

// A count of inputs bounds a comparison, and the clock must not.
BudgetLimits untimed() {
  BudgetLimits limits;
  limits.time = {};
  return limits;
}

bool is_whole(const Codec& codec) {
  const std::vector<bool>& read = codec.read_places();
  return std::find(read.begin(), read.end(), false) == read.end();
}

Result<std::vector<GeneratedTask>> generated(const Domain& domain, const std::string& params,
                                             std::size_t count, Rng rng) {
  auto generator = Params::parse(domain.info().generator, params);
  if (!generator) return std::move(generator).error();
  std::vector<GeneratedTask> tasks;
  for (std::size_t i = 0; i < count; ++i) {
    Rng own = rng.split("task", i);
    auto task = domain.generate(*generator, own);
    if (!task) return std::move(task).error();
    tasks.push_back(*std::move(task));
  }
  return tasks;
}

class Describer {
 public:
  Describer(const Domain& domain, const TokenMachine& machine, const Language& language,
            Solver solver, const DictionaryOptions& options)
      : domain_(domain),
        machine_(machine),
        language_(language),
        solver_(std::move(solver)),
        options_(options),
        root_(options.seed) {}

  // What the inductor writes for tasks of its training, without the tokens that do nothing.
  Result<void> read_programs(const std::string& tasks) {
    const auto made = generated(domain_, tasks, kTasks, root_.split("usage"));
    if (!made) return made.error();
    Rng rng = root_.split("proposals");
    for (const GeneratedTask& it : *made) {
      const auto written = machine_.propose(it.task, 1, rng);
      if (!written.ok() || written->empty()) continue;
      std::vector<int> tokens = written->front().tokens;
      std::erase(tokens, 0);
      if (!tokens.empty()) programs_.push_back(std::move(tokens));
    }
    return {};
  }

  // [codes]: what the model says or, where it does not know, how often its inductor writes each.
  std::vector<double> usage() const {
    std::vector<double> usage = machine_.usage();
    const std::size_t codes = machine_.space().codes;
    if (usage.size() != codes) {
      usage.assign(codes, 0.0);
      for (const auto& program : programs_)
        for (const int token : program) usage[static_cast<std::size_t>(token)] += 1;
    }
    usage[0] = 0.0;
    const double sum = std::accumulate(usage.begin(), usage.end(), 0.0);
    for (double& share : usage) share = sum > 0 ? share / sum : 0.0;
    return usage;
  }

  // A token is met in a program that holds it, after the tokens before it there and, where a tape
  // is a value, after up to kMostBefore other programs. Where a tape holds more, a token that
  // mostly follows others is met with what they left as the output, which is the last of a row's
  // inputs then; other tokens are on fresh inputs, as those are that no program was written with.
  Result<States> states(int token, std::size_t count, const std::string& stream,
                        const Task& like) const {
    const bool whole = is_whole(machine_.codec());
    std::vector<std::vector<int>> before;  // tokens in front of it
    for (const auto& program : programs_)
      for (std::size_t i = 0; i < program.size(); ++i)
        if (program[i] == token)
          before.emplace_back(program.begin(), program.begin() + static_cast<std::ptrdiff_t>(i));
    States states;
    if (!whole) {
      const std::size_t all = before.size();
      std::erase_if(before, [](const auto& tokens) { return tokens.empty(); });
      states.follows = !before.empty() && 2 * before.size() >= all;
      if (!states.follows) before.clear();
    }
    draw(token, count, stream, like, before, states);
    if (states.follows && states.inputs.size() < count) {  // they seldom leave a value
      states = {};
      draw(token, count, stream, like, {}, states);
    }
    if (states.inputs.size() < count)
      return Error{
          ErrorCode::unsupported,
          fmt::format("of {} inputs of domain '{}' only {} fit the tape of model '{}'",
                      kTries * count, domain_.info().id, states.inputs.size(), machine_.model())};
    return states;
  }

  // The program that does what the outputs say most often; empty: none was found.
  std::string explain(const States& on, const std::stop_token& stop) const {
    std::string best;
    std::size_t most = 0;
    for (std::size_t k = 0; k < kSearches && !stop.stop_requested(); ++k) {
      Task task;
      task.domain = domain_.info().id;
      for (std::size_t i = k; task.examples.size() < kShown && i < on.inputs.size(); i += kSearches)
        if (!on.outputs[i].is_undefined()) task.examples.push_back({on.inputs[i], on.outputs[i]});
      if (task.examples.empty()) continue;
      const auto outcome =
          solver_.solve(task, options_.seed, Budget(options_.limits, stop), nullptr);
      if (!outcome.ok()) continue;
      for (std::size_t c = 0; c < std::min(kTried, outcome->candidates.size()); ++c) {
        const Candidate& it = outcome->candidates[c];
        const std::size_t same = agreement(it.program, on);
        if (same <= most) continue;
        most = same;
        best = it.program.text();
      }
      if (most == on.inputs.size()) break;
    }
    return best;
  }

  // States on which the program does the same; `failure` is the first where it does not.
  std::vector<bool> agreeing(const Program& program, const States& on,
                             std::optional<Divergence>* failure) const {
    std::vector<bool> same(on.inputs.size());
    for (std::size_t i = 0; i < on.inputs.size(); ++i) {
      const auto value = language_.run(program, on.inputs[i]);
      const Value made = value.ok() ? *value : Value();
      same[i] = made == on.outputs[i];
      if (!same[i] && failure != nullptr && !*failure)
        *failure = Divergence{on.inputs[i], on.outputs[i], made};
    }
    return same;
  }
  std::size_t agreement(const Program& program, const States& on) const {
    const std::vector<bool> same = agreeing(program, on, nullptr);
    return static_cast<std::size_t>(std::count(same.begin(), same.end(), true));
  }

  // How often the meaning is right on states that nothing was chosen on; returns on which.
  std::vector<bool> judge(const Program& program, const States& held_out,
                          TokenMeaning& meaning) const {
    std::vector<bool> same = agreeing(program, held_out, &meaning.failure);
    meaning.agreement = static_cast<double>(std::count(same.begin(), same.end(), true)) /
                        static_cast<double>(same.size());
    return same;
  }

  // Where a restriction found on `other` states makes it right, how often on those held out that it
  // leaves in; `same`: on which of them it is right.
  void restrict_to(const Program& program, const States& other, const States& held_out,
                   const std::vector<bool>& same, TokenMeaning& meaning) const {
    const auto restriction =
        find_restriction(other.inputs, agreeing(program, other, nullptr), kRestricted);
    if (!restriction) return;
    std::size_t left = 0, right = 0;
    for (std::size_t i = 0; i < same.size(); ++i) {
      if (!restriction->holds(held_out.inputs[i])) continue;
      ++left;
      right += same[i] ? 1U : 0U;
    }
    if (left == 0 || static_cast<double>(right) < nn::kExplained * static_cast<double>(left))
      return;
    meaning.where = to_text(*restriction);
    meaning.covered = static_cast<double>(left) / static_cast<double>(same.size());
    meaning.agreement = static_cast<double>(right) / static_cast<double>(left);
  }

  // The first different programs of the inductor, by what runs them.
  Result<std::vector<ProgramMeaning>> whole_programs(const Interpreter& interpreter,
                                                     const Dictionary& dictionary, const Task& like,
                                                     const std::stop_token& stop) const {
    const MeaningOf meaning = [&](const Program&, int token) {
      for (const TokenMeaning& it : dictionary.tokens)
        if (it.token == token) return it.follows ? std::string() : it.meaning;
      return std::string();
    };
    std::vector<std::vector<Value>> rows;
    for (std::size_t i = 0; i < kProgramInputs; ++i) {
      Rng rng = root_.split("whole", i);
      rows.push_back(domain_.sample_inputs(like, rng));
    }
    std::set<std::vector<int>> seen;
    std::vector<ProgramMeaning> found;
    for (const std::vector<int>& tokens : programs_) {
      if (found.size() >= options_.programs || stop.stop_requested()) break;
      if (!seen.insert(tokens).second) continue;
      const LatentCode code{machine_.space(), {}, tokens, machine_.model()};
      const CheckedProgram latent{&interpreter, Program::latent(interpreter.info().id, code)};
      ProgramMeaning it{Program::latent({}, {code.space, {}, tokens, {}}).text()};
      const auto program = language_.parse(compose_meanings(latent, meaning));
      if (program.ok()) {
        it.meaning = program->text();
        const auto report =
            crosscheck(latent, {&language_, *program}, rows, Budget(untimed(), stop));
        if (!report) return report.error();
        it.agreements = report->agreements;
        it.inputs = report->inputs;
      }
      found.push_back(std::move(it));
    }
    return found;
  }

 private:
  void draw(int token, std::size_t count, const std::string& stream, const Task& like,
            const std::vector<std::vector<int>>& before, States& states) const {
    const Codec& codec = machine_.codec();
    std::vector<int> tape(codec.shape().places);
    for (std::size_t tries = 0; states.inputs.size() < count && tries < kTries * count; ++tries) {
      Rng rng = root_.split(stream, tries);
      std::vector<Value> inputs = domain_.sample_inputs(like, rng);
      if (!codec.write_inputs(inputs, tape)) continue;
      if (!before.empty()) {
        const auto others =
            states.follows ? 0 : rng.uniform(0, static_cast<std::int64_t>(kMostBefore));
        for (std::int64_t k = 0; k < others; ++k)
          run(rng.pick(std::span<const std::vector<int>>(programs_)), tape);
        run(rng.pick(std::span<const std::vector<int>>(before)), tape);
        auto reached = codec.read_output(tape);
        if (!reached.ok()) continue;
        if (!states.follows) inputs.clear();
        inputs.push_back(*std::move(reached));
      }
      run({token}, tape);
      states.outputs.push_back(read_or_undefined(codec, tape));
      states.inputs.push_back(std::move(inputs));
    }
  }

  void run(const std::vector<int>& tokens, std::vector<int>& tape) const {
    for (const int token : tokens) {
      const int one[] = {token};
      tape = machine_.apply(one, tape);
    }
  }

  const Domain& domain_;
  const TokenMachine& machine_;
  const Language& language_;
  Solver solver_;
  const DictionaryOptions& options_;
  Rng root_;
  std::vector<std::vector<int>> programs_;
};

}  // namespace

Result<Dictionary> describe_model(Registry& registry, const ModelFacts& model,
                                  const DictionaryOptions& options, const std::stop_token& stop,
                                  const Ticked& tick) {
  const auto domain = registry.domain(model.text("domain"));
  if (!domain) return domain.error();
  const auto interpreter = registry.interpreter(model.architecture(), **domain);
  if (!interpreter) return interpreter.error();
  if ((*interpreter)->gradient() == nullptr)
    return Error{ErrorCode::unsupported,
                 fmt::format("interpreter '{}' has no tokens to describe", model.architecture())};
  const auto machine = (*interpreter)->gradient()->tokens(model.file.string());
  if (!machine) return machine.error();
  const auto solver = readable_solver(registry, **domain, options.solver);
  if (!solver) return solver.error();
  const Language* language = solver->interpreter().language();
  Describer describer(**domain, **machine, *language, *solver, options);
  if (auto read = describer.read_programs(model.tasks()); !read) return std::move(read).error();
  const std::vector<double> usage = describer.usage();
  const auto like = generated(**domain, model.tasks(), 1, Rng(options.seed));
  if (!like) return like.error();
  Dictionary dictionary{model.file.stem().string(), (*domain)->info().id, language->info().id,
                        options.states};
  std::vector<int> order;
  for (std::size_t t = 1; t < usage.size(); ++t)
    if (usage[t] >= options.least_use) order.push_back(static_cast<int>(t));
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return usage[static_cast<std::size_t>(a)] > usage[static_cast<std::size_t>(b)];
  });
  for (const int token : order) {
    if (tick) tick(fmt::format("token {}", token));
    const Task& task = like->front().task;
    const auto seen = describer.states(token, kChosenOn, "chosen on", task);
    if (!seen) return seen.error();
    const auto held_out = describer.states(token, options.states, "held out", task);
    if (!held_out) return held_out.error();
    TokenMeaning meaning;
    meaning.token = token;
    meaning.follows = seen->follows;
    meaning.uses = usage[static_cast<std::size_t>(token)];
    meaning.meaning = describer.explain(*seen, stop);
    if (stop.stop_requested()) {
      dictionary.stopped = true;
      break;
    }
    if (const auto program = language->parse(meaning.meaning);
        !meaning.meaning.empty() && program.ok()) {
      const std::vector<bool> same = describer.judge(*program, *held_out, meaning);
      if (meaning.agreement < nn::kExplained) {
        const auto other = describer.states(token, options.states, "restricted on", task);
        if (!other) return other.error();
        describer.restrict_to(*program, *other, *held_out, same, meaning);
      }
    }
    if (meaning.agreement >= nn::kExplained)
      dictionary.explained_uses += meaning.uses * meaning.covered;
    dictionary.tokens.push_back(std::move(meaning));
  }
  if (tick) tick("whole programs");
  auto programs = describer.whole_programs(**interpreter, dictionary, like->front().task, stop);
  if (!programs) return std::move(programs).error();
  dictionary.programs = *std::move(programs);
  dictionary.stopped = dictionary.stopped || stop.stop_requested();
  return dictionary;
}

Result<void> store_dictionary(const std::filesystem::path& file, const Dictionary& dictionary) {
  nn::WeightsFile weights;
  if (const nn::Fault fault = nn::read_weights(file, weights)) return Error{ErrorCode::io, *fault};
  std::vector<nn::DictionaryEntry> entries;
  for (const TokenMeaning& it : dictionary.tokens)
    // What looks at the output so far is no program of x0 to be put into another.
    if (!it.follows) entries.push_back({it.token, it.meaning, it.agreement, it.where, it.covered});
  weights.metadata["dictionary"] = nn::write_dictionary(entries);
  if (const nn::Fault fault = nn::write_weights(file, weights)) return Error{ErrorCode::io, *fault};
  return {};
}

namespace {

// The agreement with its interval: on so many states, those that a restriction leaves in.
Share share_of(const TokenMeaning& it, std::size_t states) {
  const double count = static_cast<double>(states) * it.covered;
  return wilson(static_cast<std::size_t>(std::lround(count * it.agreement)),
                static_cast<std::size_t>(std::lround(count)));
}

// Of how many whole programs the meanings of the tokens are right.
std::string whole_text(const std::vector<ProgramMeaning>& programs, std::size_t width) {
  std::string text;
  std::size_t same = 0;
  for (const ProgramMeaning& it : programs) {
    same += it.inputs > 0 && it.agreements == it.inputs ? 1U : 0U;
    text += fmt::format(
        "{:<20}  {:>9}  {}\n", it.program,
        it.inputs == 0 ? "" : fmt::format("{}/{}", it.agreements, it.inputs),
        it.meaning.empty()
            ? "(no program of x0 alone)"
            : shorten(it.meaning, width == 0 ? 0 : std::max<std::size_t>(20, width - 33)));
  }
  return fmt::format(
      "\n{:<20}  {:>9}  {}\n{}\n{} of {} whole programs do what their tokens mean on "
      "every input\n",
      "program", "agreement", "meaning of its tokens", text, same, programs.size());
}

}  // namespace

std::string to_json(const Dictionary& dictionary) {
  Json tokens = Json::array();
  for (const TokenMeaning& it : dictionary.tokens) {
    Json token{{"token", it.token},
               {"meaning", it.meaning},
               {"agreement", rounded(it.agreement, 4)},
               {"uses", rounded(it.uses, 4)}};
    const Share share = share_of(it, dictionary.states);
    token["interval"] = {rounded(share.low, 4), rounded(share.high, 4)};
    if (it.follows) token["follows"] = true;
    if (!it.where.empty()) {
      token["where"] = it.where;
      token["covered"] = rounded(it.covered, 4);
    }
    if (it.failure)
      token["failure"] = Json{{"state", json_of(it.failure->inputs)},
                              {"token", json_of(it.failure->left)},
                              {"meaning", json_of(it.failure->right)}};
    tokens.push_back(std::move(token));
  }
  Json programs = Json::array();
  for (const ProgramMeaning& it : dictionary.programs)
    programs.push_back({{"program", it.program},
                        {"meaning", it.meaning},
                        {"agreements", it.agreements},
                        {"inputs", it.inputs}});
  return line_of(Json{{"model", dictionary.model},
                      {"domain", dictionary.domain},
                      {"language", dictionary.language},
                      {"states", dictionary.states},
                      {"tokens", std::move(tokens)},
                      {"explained_uses", rounded(dictionary.explained_uses, 4)},
                      {"programs", std::move(programs)}});
}

std::string to_text(const Dictionary& dictionary, std::size_t width) {
  std::string text = fmt::format("{}: what its tokens mean in language '{}', on {} states each\n\n",
                                 dictionary.model, dictionary.language, dictionary.states);
  text += fmt::format("{:<7}{:>6}  {:>23}  {}\n", "token", "uses", "agreement", "meaning");
  for (const TokenMeaning& it : dictionary.tokens) {
    const std::string meaning = it.meaning.empty()              ? "(no program was found)"
                                : it.agreement < nn::kExplained ? "nearest: " + it.meaning
                                : it.where.empty()
                                    ? it.meaning
                                    : fmt::format("{}, {} ({:.1f}% of states)", it.meaning,
                                                  in_words(it.where), 100 * it.covered);
    text += fmt::format("{:<7}{:>5.1f}%  {:>23}  {}\n", it.token, 100 * it.uses,
                        it.meaning.empty() ? "" : to_text(share_of(it, dictionary.states)),
                        shorten(meaning, width == 0 ? 0 : std::max<std::size_t>(20, width - 40)));
  }
  if (dictionary.tokens.empty()) text += "no token is in use\n";
  if (std::any_of(dictionary.tokens.begin(), dictionary.tokens.end(),
                  [](const TokenMeaning& it) { return it.follows; }))
    text +=
        "\nof the tokens that mostly follow others the last input is the output that stood there\n";
  std::string programs;
  if (!dictionary.programs.empty()) programs = whole_text(dictionary.programs, width);
  return text +
         fmt::format("\n{:.1f}% of uses are explained, with an agreement of {:.0f}% or more{}\n",
                     100 * dictionary.explained_uses, 100 * nn::kExplained,
                     dictionary.stopped ? "; stopped early" : "") +
         programs;
}

}  // namespace inkling::app
