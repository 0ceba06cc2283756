#include "hybrid.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/gradient.hpp>
#include <inkling/language.hpp>
#include <inkling/pipeline.hpp>
#include <limits>

#include "learned.hpp"
#include "operators.hpp"
#include "pool.hpp"
#include "tape_pairs.hpp"

namespace inkling::descend {
namespace {

constexpr std::size_t kLongest = 32;  // moves of a program
// A program goes on in the language that it is in half of the time.
constexpr double kStay = 1.0;  // bits

// The tokens of one model as functions from values to values.
class ModelMovers : public Movers {
 public:
  ModelMovers(Learned learned, std::size_t number, States& states)
      : learned_(std::move(learned)), number_(number), states_(states), prices_(learned_.bits) {
    for (double& bits : prices_) bits += kStay;
    const std::vector<bool>& read = codec().read_places();
    whole_ = std::find(read.begin(), read.end(), false) == read.end();
  }
  const TokenMachine& machine() const { return *learned_.machine; }
  const std::vector<int>& first() const { return learned_.first; }
  // Whether a tape is a value: then a program may be cut between any two of its tokens.
  bool whole() const { return whole_; }
  const std::vector<double>& prices() const override { return prices_; }

  bool takes(int, std::span<const int> state) const override {
    for (std::size_t i = 0; i < state.size(); i += kSymbols)
      if (states_.tape_of(number_, state[i + 1]).empty() && written(state[i]).empty()) return false;
    return true;
  }

  std::vector<int> apply(std::span<const int> moves, std::span<const int> symbols) const override {
    const std::size_t places = codec().shape().places;
    std::vector<int> after(symbols.size(), -1), tapes, tokens;
    std::vector<std::size_t> whose;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      std::span<const int> tape = states_.tape_of(number_, symbols[i * kSymbols + 1]);
      if (tape.empty()) tape = written(symbols[i * kSymbols]);
      if (tape.empty()) continue;
      tapes.insert(tapes.end(), tape.begin(), tape.end());
      tokens.push_back(moves[i]);
      whose.push_back(i);
    }
    if (tokens.empty()) return after;
    const std::vector<int> made = machine().apply(tokens, tapes);
    for (std::size_t k = 0; k < whose.size(); ++k) {
      const auto tape = std::span(made).subspan(k * places, places);
      Value value = read_or_undefined(codec(), tape);
      const std::size_t at = whose[k] * kSymbols;
      if (whole_ && value.is_undefined()) continue;
      after[at] = value.is_undefined() ? kNoValue : states_.row({std::move(value)});
      after[at + 1] = whole_ ? kNoTape : states_.tape(number_, tape);
    }
    return after;
  }

 private:
  const Codec& codec() const { return machine().codec(); }

  // The tape of a row; empty: it does not fit.
  std::span<const int> written(int row) const {
    const auto [at, fresh] = written_.try_emplace(row);
    if (fresh && row != kNoValue) {
      std::vector<int> tape(codec().shape().places);
      if (codec().write_inputs(states_.values(row), tape).ok()) at->second = std::move(tape);
    }
    return at->second;
  }

  Learned learned_;
  std::size_t number_;
  States& states_;
  std::vector<double> prices_;
  bool whole_ = false;
  mutable std::unordered_map<int, std::vector<int>> written_;
};

// Puts the text of a program together.
class Writer {
 public:
  Writer(const std::vector<ModelMovers>& models, const OperatorMovers& operators)
      : models_(models), operators_(operators) {}

  // `cut`: every token is a stage of its own. Tokens of one stage are run by the network without
  // being made hard in between, and need not do together what each does alone.
  std::string text(const Path& path, bool cut) const {
    std::string text;
    for (std::size_t from = 0; from < path.size();) {
      const std::size_t who = path[from].movers;
      std::size_t to = from;
      while (to < path.size() && path[to].movers == who) ++to;
      const std::span<const Step> steps = std::span(path).subspan(from, to - from);
      if (!text.empty()) text += std::string(" ").append(kPipe).append(" ");
      text += who < models_.size() ? latent(models_[who], steps, cut) : readable(steps);
      from = to;
    }
    return text.empty() ? "x0" : text;
  }
  bool may_cut(const Path& path) const {
    return std::all_of(path.begin(), path.end(), [&](const Step& step) {
      return step.movers >= models_.size() || models_[step.movers].whole();
    });
  }

 private:
  static std::string latent(const ModelMovers& model, std::span<const Step> steps, bool cut) {
    const TokenMachine& machine = model.machine();
    const std::size_t most = cut ? 1 : machine.space().positions;
    std::string text;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (i % most == 0)
        text +=
            (i == 0 ? "<" : std::string("> ").append(kPipe).append(" <")) + machine.model() + ":";
      text += " " + std::to_string(steps[i].move);
    }
    return text + ">";
  }
  std::string readable(std::span<const Step> steps) const {
    std::string text = "x0";
    for (const Step& step : steps) text = compose(operators_.text(step.move), text);
    return text;
  }

  const std::vector<ModelMovers>& models_;
  const OperatorMovers& operators_;
};

class HybridSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget,
                         ProgressSink* progress) const override {
    if (tools.interpreter == nullptr || tools.interpreter->gradient() == nullptr ||
        tools.language == nullptr)
      return Error{ErrorCode::unsupported,
                   "latent+hybrid needs an interpreter of latent programs and a language, and this "
                   "solver lacks one of them"};
    const Interpreter& interpreter = *tools.interpreter;
    auto languages = learned_languages(*interpreter.gradient(), params.get_text("model"), task,
                                       seed, Misfits::taken);
    if (!languages) return std::move(languages).error();

    States states;
    Pairs pairs;
    pairs.places = kSymbols;
    pairs.read = {true, false};
    const std::vector<std::size_t> kept = common::kept_examples(task.examples.size());
    for (const std::size_t k : kept) {
      const Example& example = task.examples[k];
      pairs.x.insert(pairs.x.end(), {states.row(example.inputs), kNoTape});
      pairs.y.insert(pairs.y.end(), {states.row({example.output}), kNoTape});
    }
    std::vector<ModelMovers> models;
    for (Learned& learned : *languages)
      models.emplace_back(std::move(learned), models.size(), states);
    const OperatorMovers operators(*tools.language,
                                   operator_moves(*tools.language, task.examples[0].inputs.size()),
                                   kStay, kept.size(), states);
    // The other half is shared by the other languages.
    const double change = std::log2(static_cast<double>(models.size()));
    PathSearch search(std::move(pairs), true);
    search.kept_elsewhere = [&] { return states.bytes(); };
    for (std::size_t m = 0; m < models.size(); ++m) {
      search.add(models[m], kLongest, change);
      Path path;
      for (const int token : models[m].first()) path.push_back({m, token});
      if (!path.empty()) search.follow(path);
    }
    search.add(operators, kLongest, change);

    const Writer writer(models, operators);
    Pool pool;
    std::optional<Error> unread;
    const auto look = [&](const Path& path, std::size_t fits) {
      bool solved = false;
      const bool again = fits == kept.size() && writer.may_cut(path);
      for (const bool cut : {false, true}) {
        if (solved || (cut && !again)) break;
        auto program = interpreter.parse(writer.text(path, cut));
        if (!program.ok()) {
          unread = std::move(program).error();
          return true;
        }
        Kept found{*std::move(program), 0, static_cast<double>(path.size())};
        found.fits = count_fits(interpreter, found.program, task, budget);
        solved = found.fits == task.examples.size();
        pool.add(std::move(found));
      }
      if (progress != nullptr)
        progress->report({0.0, search.evaluations(), pool.kept().front().program.text(),
                          pool.kept().front().fits});
      return solved;
    };
    Outcome outcome;
    outcome.reason = search.run(look, look, budget);
    // Never empty-handed: what does nothing, where no program gave a single output.
    if (!unread && pool.kept().empty()) look({}, 0);
    if (unread) return *std::move(unread);
    outcome.evaluations = search.evaluations();
    outcome.bytes = search.bytes();
    for (const Kept& found : pool.kept()) {
      Candidate candidate;
      candidate.program = found.program;
      // Its length is not in the bits of the readable language, and must not be compared with them.
      candidate.score = std::numeric_limits<double>::infinity();
      candidate.fits = found.fits;
      outcome.candidates.push_back(std::move(candidate));
    }
    return outcome;
  }

 private:
  SearcherInfo info_{
      "latent+hybrid",
      "programs of models' tokens and of the language's operators, cheapest first, each value once",
      {{"model", ParamType::text, "auto", "auto (all of them) or a model's name", {}, {}, {}}},
      false,
      false};
};

}  // namespace

std::unique_ptr<Searcher> make_hybrid_searcher() {
  return std::make_unique<HybridSearcher>();
}

}  // namespace inkling::descend
