#include "latent_components.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <inkling/certainty.hpp>
#include <limits>

#include "tape_pairs.hpp"
#include "token_codes.hpp"

namespace inkling::common {
namespace {

// A model with the codec of the tape that it was trained on.
struct TapedModel {
  std::string name;
  ModelShelf::Model model;
  std::shared_ptr<const Codec> codec;
};

// The models of a shelf that are for one domain.
class DomainModels {
 public:
  DomainModels(std::shared_ptr<const ModelShelf> shelf, const Domain& domain)
      : shelf_(std::move(shelf)), domain_(domain) {}

  const Domain& domain() const { return domain_; }
  std::vector<std::string> names() const { return shelf_->names(domain_.info().id); }
  Error none() const { return shelf_->none_for(domain_.info().id); }

  // What the tokens of a model mean, or "".
  std::string dictionary(const std::string& name) const {
    const auto origin = shelf_->origin(name, domain_.info().id);
    return origin.ok() ? origin->dictionary : std::string();
  }

  // "" is the first. Errors: those of the shelf; unsupported (a model of another domain or tape).
  Result<TapedModel> find(std::string_view wanted) const {
    const std::string& id = domain_.info().id;
    std::string name(wanted);
    if (name.empty()) {
      const std::vector<std::string> all = names();
      if (all.empty()) return none();
      name = all.front();
    }
    const auto origin = shelf_->origin(name, id);
    if (!origin) return origin.error();
    if (origin->domain != id)
      return Error{ErrorCode::unsupported,
                   "model '" + name + "' was trained for domain '" + origin->domain +
                       "', and this is domain '" + id + "'",
                   {"name another model, or change the domain"}};
    auto codec = make_codec(domain_, origin->tape);
    if (!codec) {
      Error error = std::move(codec).error();
      error.message = "model '" + name + "': " + error.message;
      return error;
    }
    auto model = shelf_->model(name, id);
    if (!model) return std::move(model).error();
    const ModelFacts& facts = (*model)->facts();
    const TapeShape wants{facts.length, facts.symbols};
    if ((*codec)->shape() != wants)
      return Error{ErrorCode::unsupported,
                   "model '" + name + "' is for a tape of " + std::to_string(wants.places) +
                       " places over " + std::to_string(wants.alphabet) +
                       " symbols, and that of domain '" + id + "' has " +
                       std::to_string((*codec)->shape().places) + " over " +
                       std::to_string((*codec)->shape().alphabet),
                   {"its metadata 'tape' must name the tape that it was trained on"}};
    return TapedModel{std::move(name), *std::move(model), *std::move(codec)};
  }

 private:
  std::shared_ptr<const ModelShelf> shelf_;
  const Domain& domain_;
};

// What the text of a program may hold.
std::string expected_of(const LatentCode& code) {
  const LatentSpace& space = code.space;
  if (space.codes == 0)
    return std::to_string(space.size()) + " numbers in angle brackets are expected: <" +
           code.model + ": 0.25 -1.5 ..>";
  return "tokens below " + std::to_string(space.codes) +
         " in angle brackets are expected, at most " + std::to_string(space.positions) +
         " of them: <" + code.model + ": 3 3 0>";
}

// Reads the numbers of `body`, separated by blanks, as `accept` takes them. Returns what is wrong.
template <class T, class F>
std::optional<std::string> read_list(std::string_view body, const char* what, F accept) {
  const char* at = body.data();
  const char* end = body.data() + body.size();
  while (at != end) {
    if (*at == ' ') {
      ++at;
      continue;
    }
    T number{};
    const auto [next, error] = std::from_chars(at, end, number);
    if (error == std::errc::result_out_of_range)
      return "'" + std::string(at, std::find(at, end, ' ')) + "' is outside the range of a " + what;
    if (error != std::errc() || (next != end && *next != ' ') || !accept(number))
      return "'" + std::string(at, end) + "' does not begin with a " + what;
    at = next;
  }
  return std::nullopt;
}

std::optional<std::string> read_tokens(std::string_view body, LatentCode& code) {
  auto wrong = read_list<int>(body, "token", [&](int token) {
    code.tokens.push_back(token);
    return token >= 0 && static_cast<std::size_t>(token) < code.space.codes;
  });
  if (!wrong && (code.tokens.empty() || code.tokens.size() > code.space.positions))
    wrong = "it has " + std::to_string(code.tokens.size()) + " tokens";
  return wrong;
}

std::optional<std::string> read_numbers(std::string_view body, LatentCode& code) {
  auto wrong = read_list<float>(body, "number", [&](float number) {
    code.vector.push_back(number);
    return std::isfinite(number);
  });
  if (!wrong && code.vector.size() != code.space.size())
    wrong = "it has " + std::to_string(code.vector.size()) + " numbers";
  return wrong;
}

// The model whose own program explains the examples best, of those that take the task.
Result<TapedModel> choose_model(const DomainModels& models, const Task& task) {
  std::optional<TapedModel> best;
  std::optional<Error> refused;
  float least = std::numeric_limits<float>::infinity();
  const std::vector<std::string> names = models.names();
  if (names.empty()) return models.none();
  if (names.size() == 1) return models.find(names[0]);
  for (const std::string& name : names) {
    auto found = models.find(name);
    auto pairs = found.ok() ? read_pairs(task, *found->codec) : Result<Pairs>(found.error());
    auto problem = pairs.ok() ? found->model->prepare(*pairs, {}, name)
                              : Result<std::unique_ptr<LatentProblem>>(pairs.error());
    if (!problem.ok()) {
      if (!refused) refused = std::move(problem).error();
      continue;
    }
    const std::vector<float> start = (*problem)->initial();
    if (auto finite = check_finite(start, name); !finite) {
      if (!refused) refused = std::move(finite).error();
      continue;
    }
    const LatentSpace& space = found->model->facts().space;
    float loss = 0.0F;
    const auto done = (*problem)->evaluate(
        TensorView<const float>(start.data(), {1, space.positions, space.width}), {},
        TensorView<float>(&loss, {1}), {});
    if (!done.ok() || (best && !(loss < least))) continue;
    least = loss;
    best = *std::move(found);
  }
  if (best) return *std::move(best);
  return *std::move(refused);
}

class ModelTokens : public TokenMachine {
 public:
  explicit ModelTokens(TapedModel taped) : taped_(std::move(taped)) {}
  const std::string& model() const override { return taped_.name; }
  const LatentSpace& space() const override { return taped_.model->facts().space; }
  const Codec& codec() const override { return *taped_.codec; }
  std::vector<int> apply(std::span<const int> tokens, std::span<const int> tapes) const override {
    return taped_.model->apply(tokens, tapes);
  }
  const std::vector<double>& usage() const override { return taped_.model->usage(); }
  Result<std::vector<LatentCode>> propose(const Task& task, std::size_t count,
                                          Rng& rng) const override {
    auto pairs = read_pairs(task, *taped_.codec);
    if (!pairs.ok()) return std::move(pairs).error();
    std::vector<LatentCode> codes;
    for (DrawnCode& drawn : taped_.model->propose(*pairs, count, 1.0, rng)) {
      drawn.code.model = taped_.name;
      codes.push_back(std::move(drawn.code));
    }
    return codes;
  }

 private:
  TapedModel taped_;
};

class LatentInterpreter : public Interpreter,
                          public DifferentiableInterpreter,
                          public StateCertainty {
 public:
  LatentInterpreter(std::string id, std::shared_ptr<const ModelShelf> shelf, const Domain& domain,
                    ParamSpecs params)
      : params_(std::move(params)), models_(std::move(shelf), domain) {
    info_.id = std::move(id);
    info_.summary = "a neural interpreter that runs programs in languages of its own";
    info_.domain = domain.info().id;
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  std::vector<std::string> models() const override { return models_.names(); }
  ParamSpecs params() const override { return params_; }
  Result<void> ready() const override {
    if (models_.names().empty()) return models_.none();
    return {};
  }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    const std::vector<std::vector<Value>> rows{{inputs.begin(), inputs.end()}};
    auto values = run_batch(program, rows);
    if (!values.ok()) return std::move(values).error();
    return std::move(values->front());
  }

  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override {
    auto ready = on_tape(program, rows);
    if (!ready.ok()) return std::move(ready).error();
    const Codec& codec = *ready->taped.codec;
    const std::size_t n = codec.shape().places, steps = ready->taped.model->facts().steps();
    const std::vector<int> states = ready->taped.model->run(program.code(), ready->tapes);
    std::vector<Value> last;
    last.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      last.push_back(
          read_or_undefined(codec, std::span(states).subspan((i * steps + steps - 1) * n, n)));
    return last;
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    const std::vector<std::vector<Value>> rows{{inputs.begin(), inputs.end()}};
    auto all = states_of(program, rows);
    if (!all.ok()) return std::move(all).error();
    std::vector<Value>& states = all->front();
    std::vector<TraceStep> steps{{"input", inputs.empty() ? Value() : inputs[0]}};
    const LatentCode& code = program.code();
    const std::size_t count = shown_steps(code, states.size());
    const bool at_once = code.space.codes == 0 || at_once_of(code);
    for (std::size_t t = 0; t < count; ++t) {
      const int token = t < code.tokens.size() ? code.tokens[t] : kSkip;
      steps.push_back({at_once          ? "decoded"
                       : token == kSkip ? "skip"
                                        : "t" + std::to_string(token),
                       std::move(states[t])});
    }
    return steps;
  }

  Result<std::vector<TapeState>> states(const Program& program,
                                        std::span<const Value> inputs) const override {
    const std::vector<std::vector<Value>> rows{{inputs.begin(), inputs.end()}};
    auto ready = on_tape(program, rows);
    if (!ready.ok()) return std::move(ready).error();
    const TapedModel& taped = ready->taped;
    const std::vector<int> symbols = taped.model->run(program.code(), ready->tapes);
    const std::vector<float> certain = taped.model->certainty(program.code(), ready->tapes);
    if (certain.size() != symbols.size())
      return Error{ErrorCode::unsupported,
                   "model '" + taped.name + "' does not say how certain its states are"};
    const std::size_t places = taped.codec->shape().places;
    std::vector<TapeState> all;
    const auto add = [&](std::span<const int> tape, const float* probabilities) {
      TapeState& state = all.emplace_back();
      for (std::size_t i = 0; i < places; ++i) {
        state.symbols.push_back(taped.codec->symbol_text(tape[i]));
        state.certainty.push_back(probabilities == nullptr ? 1.0 : double{probabilities[i]});
      }
    };
    add(ready->tapes, nullptr);
    const std::size_t count = shown_steps(program.code(), taped.model->facts().steps());
    for (std::size_t t = 0; t < count; ++t)
      add(std::span(symbols).subspan(t * places, places), certain.data() + t * places);
    return all;
  }

  Result<Program> parse(std::string_view text) const override {
    const auto refused = [&](const std::string& reason, const std::string& note) {
      return Error{
          ErrorCode::parse, "'" + std::string(text) + "' is no latent program: " + reason, {note}};
    };
    const std::string form = "<model: 3 3 0> is expected, with the name of one of the models";
    if (text.size() < 2 || text.front() != '<' || text.back() != '>')
      return refused("it does not stand in angle brackets", form);
    std::string_view body = text.substr(1, text.size() - 2);
    LatentCode code;
    if (const std::size_t colon = body.rfind(':'); colon != body.npos) {
      code.model = body.substr(0, colon);
      body.remove_prefix(colon + 1);
    } else if (const auto names = models_.names(); names.size() == 1) {
      code.model = names[0];
    } else if (names.size() > 1) {
      return refused("it does not name its model", form);
    }
    auto model = models_.find(code.model);
    if (!model.ok()) return std::move(model).error();
    code.space = model->model->facts().space;
    const std::string expected = expected_of(code);
    const std::size_t bar = code.space.codes > 0 ? body.find('|') : body.npos;
    auto wrong =
        code.space.codes > 0 ? read_tokens(body.substr(0, bar), code) : read_numbers(body, code);
    if (!wrong && bar != body.npos) wrong = read_numbers(body.substr(bar + 1), code);
    if (wrong) return refused(*wrong, expected);
    return Program::latent(info_.id, std::move(code));
  }

  std::string explain(const Program& program) const override {
    if (program.kind() != Program::Kind::latent) return program.text();
    const LatentCode& code = program.code();
    if (auto model = models_.find(code.model);
        model.ok() && !model->model->facts().explanation.empty())
      return model->model->facts().explanation;
    if (code.space.codes == 0)
      return "a point of a space of " + std::to_string(code.space.size()) +
             " dimensions that the network invented; it decodes inputs by that point";
    if (const std::string words = words_of(code, models_.dictionary(code.model)); !words.empty())
      return words + "; each step is what a token of the network's own language was found to mean";
    const auto skips = std::count(code.tokens.begin(), code.tokens.end(), kSkip);
    return std::to_string(code.tokens.size() - static_cast<std::size_t>(skips)) +
           " steps in a language that the network invented, and " + std::to_string(skips) +
           " skips; :trace shows what each step does";
  }

  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override {
    auto model = models_.find(options.model);
    if (!model.ok()) return std::move(model).error();
    auto pairs = read_pairs(task, *model->codec);
    if (!pairs.ok()) return std::move(pairs).error();
    return model->model->prepare(*std::move(pairs), options, model->name);
  }

  Result<std::unique_ptr<TokenMachine>> tokens(std::string_view name) const override {
    auto model = models_.find(name);
    if (!model.ok()) return std::move(model).error();
    if (model->model->facts().space.codes == 0)
      return Error{ErrorCode::unsupported, "a program of model '" + model->name +
                                               "' is one vector, and not made of tokens"};
    if (model->model->facts().at_once)
      return Error{ErrorCode::unsupported, "the tokens of a program of model '" + model->name +
                                               "' are decoded together: none runs by itself"};
    return std::unique_ptr<TokenMachine>(std::make_unique<ModelTokens>(*std::move(model)));
  }

 private:
  bool at_once_of(const LatentCode& code) const {
    auto model = models_.find(code.model);
    return model.ok() && model->model->facts().at_once;
  }
  // Steps of a run that are shown: what comes after a short program's last token changes nothing.
  static std::size_t shown_steps(const LatentCode& code, std::size_t steps) {
    while (code.vector.empty() && steps > 1 &&
           (steps > code.tokens.size() || code.tokens[steps - 1] == kSkip))
      --steps;
    return steps;
  }

  // The model of a program, and inputs on its tape.
  struct OnTape {
    TapedModel taped;
    std::vector<int> tapes;  // [rows x places]
  };
  Result<OnTape> on_tape(const Program& program, std::span<const std::vector<Value>> rows) const {
    if (program.kind() != Program::Kind::latent || program.owner() != info_.id)
      return Error{ErrorCode::type,
                   "'" + program.text() + "' is no program of interpreter " + info_.id};
    auto model = models_.find(program.code().model);
    if (!model.ok()) return std::move(model).error();
    const ModelFacts& facts = model->model->facts();
    if (auto ok = check_code(program.code(), facts.space, program.text()); !ok) return ok.error();
    const std::size_t n = model->codec->shape().places;
    std::vector<int> tapes(rows.size() * n);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (auto ok = model->codec->write_inputs(rows[i], std::span(tapes).subspan(i * n, n)); !ok)
        return std::move(ok).error();
    return OnTape{*std::move(model), std::move(tapes)};
  }

  // Of every row the state after every position, as values.
  Result<std::vector<std::vector<Value>>> states_of(
      const Program& program, std::span<const std::vector<Value>> rows) const {
    auto ready = on_tape(program, rows);
    if (!ready.ok()) return std::move(ready).error();
    const Codec& codec = *ready->taped.codec;
    const std::size_t n = codec.shape().places, steps = ready->taped.model->facts().steps();
    const std::vector<int> states = ready->taped.model->run(program.code(), ready->tapes);
    std::vector<std::vector<Value>> values(rows.size());
    for (std::size_t i = 0; i < rows.size() * steps; ++i)
      values[i / steps].push_back(read_or_undefined(codec, std::span(states).subspan(i * n, n)));
    return values;
  }

  InterpreterInfo info_;
  ParamSpecs params_;
  DomainModels models_;
};

class LatentInductor : public Inductor {
 public:
  LatentInductor(std::string id, std::shared_ptr<const ModelShelf> shelf, const Domain& domain)
      : models_(std::move(shelf), domain) {
    info_.id = std::move(id);
    info_.summary = "networks that write programs in languages of their own";
    info_.domain = domain.info().id;
    info_.params = {{"temperature", ParamType::real, "0.3", "of the programs drawn", 0.01, 100, {}},
                    {"model",
                     ParamType::text,
                     "auto",
                     "auto (whose program explains best) or a model",
                     {},
                     {},
                     {}}};
  }
  const InductorInfo& info() const override { return info_; }
  Result<void> ready() const override {
    if (models_.names().empty()) return models_.none();
    return {};
  }

  // The first is the one without noise; the others are drawn.
  Result<std::vector<ScoredProgram>> propose(const Task& task, std::size_t count,
                                             const Params& params, Rng& rng) const override {
    auto chosen = choose(task, params.get_text("model"));
    if (!chosen.ok()) return std::move(chosen).error();
    auto pairs = read_pairs(task, *chosen->codec);
    if (!pairs.ok()) return std::move(pairs).error();
    std::vector<ScoredProgram> programs;
    for (DrawnCode& drawn :
         chosen->model->propose(*pairs, count, params.get_real("temperature"), rng)) {
      if (auto finite = check_finite(drawn.code.vector, chosen->name); !finite)
        return std::move(finite).error();
      drawn.code.model = chosen->name;
      programs.push_back({Program::latent(info_.id, std::move(drawn.code)), drawn.log_probability});
    }
    return programs;
  }

 private:
  Result<TapedModel> choose(const Task& task, const std::string& name) const {
    return name == "auto" ? choose_model(models_, task) : models_.find(name);
  }

  InductorInfo info_;
  DomainModels models_;
};

}  // namespace

std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelShelf> shelf,
                                        const Domain& domain) {
  return std::make_unique<LatentInductor>(std::move(id), std::move(shelf), domain);
}

std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelShelf> shelf,
                                              const Domain& domain, ParamSpecs params) {
  return std::make_unique<LatentInterpreter>(std::move(id), std::move(shelf), domain,
                                             std::move(params));
}

void add_components(Registrar& registrar, const std::string& id, ModelShelf::Loader loader,
                    std::string format, ParamSpecs params) {
  const auto shelf = std::make_shared<const ModelShelf>(
      ModelShelf::of_folders(std::move(loader), std::move(format), model_folders()));
  registrar.add<Inductor>(
      id, [id, shelf](const Domain& domain) { return make_inductor(id, shelf, domain); });
  registrar.add<Interpreter>(id, [id, shelf, params = std::move(params)](const Domain& domain) {
    return make_interpreter(id, shelf, domain, params);
  });
}

void add_solver(Registrar& registrar, const std::string& id, const std::string& searcher,
                const std::string& summary, const std::string& params) {
  const std::string suffix = searcher.substr(std::string_view("latent").size());
  registrar.add_solver({id + suffix, summary, searcher, id, id, params, {}});
}

}  // namespace inkling::common
