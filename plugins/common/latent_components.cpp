#include "latent_components.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace inkling::common {
namespace {

constexpr int kSkip = 0;
constexpr std::int64_t kBlank = -1;
constexpr float kZero = 1e-9F;  // probability of a code that a discrete program does not name

std::size_t size_of(int a, int b = 1) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

Error bad_value(const std::string& where, const std::string& reason) {
  return Error{ErrorCode::bad_input, where + " " + reason};
}

// Digits are their own symbols; the blank is the last one.
Result<std::vector<int>> to_symbols(const Value& value, const ModelFacts& facts,
                                    const std::string& where) {
  const std::string wanted = std::to_string(facts.length);
  if (!value.is_list()) return bad_value(where, "is not a list of " + wanted + " integers");
  const Value::List& list = value.as_list();
  if (list.size() != size_of(facts.length))
    return bad_value(where, "has " + std::to_string(list.size()) + " symbols; this model takes " +
                                wanted + ", filled with -1 at the end");
  std::vector<int> symbols;
  for (const Value& item : list) {
    if (!item.is_int() || item.as_int() < kBlank || item.as_int() >= facts.symbols - 1)
      return bad_value(where, "holds a symbol outside -1.." + std::to_string(facts.symbols - 2));
    symbols.push_back(item.as_int() == kBlank ? facts.symbols - 1
                                              : static_cast<int>(item.as_int()));
  }
  return symbols;
}

Value to_value(std::span<const int> symbols, int alphabet) {
  Value::List list;
  for (const int symbol : symbols) list.emplace_back(symbol == alphabet - 1 ? kBlank : symbol);
  return Value(std::move(list));
}

Result<Pairs> read_examples(const Task& task, const ModelFacts& facts) {
  Pairs pairs;
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& example = task.examples[i];
    const std::string where = "example " + std::to_string(i + 1);
    if (example.inputs.size() != 1)
      return bad_value(
          where, "has " + std::to_string(example.inputs.size()) + " inputs; this model takes one");
    auto in = to_symbols(example.inputs[0], facts, where + ", input");
    if (!in.ok()) return std::move(in).error();
    auto out = to_symbols(example.output, facts, where + ", output");
    if (!out.ok()) return std::move(out).error();
    pairs.x.insert(pairs.x.end(), in->begin(), in->end());
    pairs.y.insert(pairs.y.end(), out->begin(), out->end());
  }
  pairs.count = task.examples.size();
  if (pairs.count == 0) return bad_value("the task", "has no examples");
  return pairs;
}

// log softmax((logits + g) / temperature) for every row of `codes` numbers; g from `noise`, or
// none.
std::vector<float> log_softmax(std::span<const float> logits, std::size_t codes, double temperature,
                               Rng* noise) {
  std::vector<float> out(logits.size());
  std::vector<double> row(codes);
  for (std::size_t begin = 0; begin < logits.size(); begin += codes) {
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < codes; ++k) {
      const double g = noise == nullptr ? 0.0 : noise->gumbel();
      row[k] = (static_cast<double>(logits[begin + k]) + g) / temperature;
      largest = std::max(largest, row[k]);
    }
    double sum = 0.0;
    for (const double x : row) sum += std::exp(x - largest);
    const double log_sum = largest + std::log(sum);
    for (std::size_t k = 0; k < codes; ++k) out[begin + k] = static_cast<float>(row[k] - log_sum);
  }
  return out;
}

LatentCode code_of(std::span<const float> log_codes, const ModelFacts& facts, std::string model) {
  LatentCode code;
  code.positions = size_of(facts.positions);
  code.codes = size_of(facts.codes);
  for (const float x : log_codes) code.relaxed.push_back(std::exp(x));
  for (std::size_t t = 0; t < code.positions; ++t) {
    const auto row = code.relaxed.begin() + static_cast<std::ptrdiff_t>(t * code.codes);
    code.tokens.push_back(static_cast<int>(std::max_element(row, row + facts.codes) - row));
  }
  code.model = std::move(model);
  return code;
}

// log z [T x K] of a program; the tail of a short one is skips. Errors: type.
Result<std::vector<float>> to_log_codes(const Program& program, const ModelFacts& facts) {
  const LatentCode& code = program.code();
  const std::size_t positions = size_of(facts.positions);
  const std::size_t codes = size_of(facts.codes);
  if (code.tokens.size() > positions || code.codes != codes)
    return Error{ErrorCode::type, "'" + program.text() + "' is not of at most " +
                                      std::to_string(positions) + " tokens below " +
                                      std::to_string(codes)};
  std::vector<float> log_z;
  for (std::size_t t = 0; t < positions; ++t)
    for (std::size_t k = 0; k < codes; ++k) {
      const bool named = t < code.tokens.size();
      const int token = named ? code.tokens[t] : kSkip;
      const float z = named && !code.relaxed.empty() ? code.relaxed[t * codes + k]
                      : static_cast<int>(k) == token ? 1.0F
                                                     : 0.0F;
      log_z.push_back(std::log(std::max(z, kZero)));
    }
  return log_z;
}

struct NamedModel {
  std::string name;
  ModelShelf::Model model;
};

// The model whose own program explains the examples best, of those that take the task.
Result<NamedModel> choose_model(const ModelShelf& shelf, const Task& task) {
  std::optional<NamedModel> best;
  std::optional<Error> refused;
  float least = std::numeric_limits<float>::infinity();
  const std::vector<std::string> names = shelf.names();
  if (names.empty()) return shelf.model("").error();
  for (const std::string& name : names) {
    auto model = shelf.model(name);
    auto pairs = model.ok() ? read_examples(task, (*model)->facts()) : Result<Pairs>(model.error());
    auto problem = pairs.ok() ? (*model)->prepare(*pairs, {}, name)
                              : Result<std::unique_ptr<LatentProblem>>(pairs.error());
    if (!problem.ok()) {
      if (!refused) refused = std::move(problem).error();
      continue;
    }
    if (names.size() == 1) return NamedModel{name, *std::move(model)};
    const std::vector<float> start = (*problem)->initial();
    const ModelFacts& facts = (*model)->facts();
    float loss = 0.0F;
    const Relaxation quiet{kProgramTemperature, kStateTemperature, false, 0};
    const auto done = (*problem)->evaluate(
        TensorView<const float>(start.data(), {1, size_of(facts.positions), size_of(facts.width)}),
        quiet, TensorView<float>(&loss, {1}), {});
    if (!done.ok() || (best && !(loss < least))) continue;
    least = loss;
    best = NamedModel{name, *std::move(model)};
  }
  if (best) return *std::move(best);
  return *std::move(refused);
}

class LatentInterpreter : public Interpreter, public DifferentiableInterpreter {
 public:
  LatentInterpreter(std::string id, std::shared_ptr<const ModelShelf> shelf)
      : shelf_(std::move(shelf)) {
    info_.id = std::move(id);
    info_.summary = "a neural interpreter that runs programs in languages of its own";
    info_.domain = "sequences";
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  std::vector<std::string> models() const override { return shelf_->names(); }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    const std::vector<std::vector<Value>> rows{{inputs.begin(), inputs.end()}};
    auto values = run_batch(program, rows);
    if (!values.ok()) return std::move(values).error();
    return std::move(values->front());
  }

  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override {
    auto states = states_of(program, rows);
    if (!states.ok()) return std::move(states).error();
    std::vector<Value> last;
    for (std::vector<Value>& row : *states) last.push_back(std::move(row.back()));
    return last;
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    const std::vector<std::vector<Value>> rows{{inputs.begin(), inputs.end()}};
    auto all = states_of(program, rows);
    if (!all.ok()) return std::move(all).error();
    std::vector<Value>& states = all->front();
    std::vector<TraceStep> steps{{"input", inputs[0]}};
    for (std::size_t t = 0; t < states.size(); ++t) {
      const int token = t < program.code().tokens.size() ? program.code().tokens[t] : kSkip;
      steps.push_back(
          {token == kSkip ? "skip" : "t" + std::to_string(token), std::move(states[t])});
    }
    return steps;
  }

  Result<Program> parse(std::string_view text) const override {
    const auto refused = [&](const std::string& reason, const std::string& note) {
      return Error{
          ErrorCode::parse, "'" + std::string(text) + "' is no latent program: " + reason, {note}};
    };
    const std::string shape = "<model: 3 3 0> is expected, with the name of one of the models";
    if (text.size() < 2 || text.front() != '<' || text.back() != '>')
      return refused("it does not stand in angle brackets", shape);
    std::string_view body = text.substr(1, text.size() - 2);
    LatentCode code;
    if (const std::size_t colon = body.rfind(':'); colon != body.npos) {
      code.model = body.substr(0, colon);
      body.remove_prefix(colon + 1);
    } else if (const auto names = shelf_->names(); names.size() == 1) {
      code.model = names[0];
    } else if (names.size() > 1) {
      return refused("it does not name its model", shape);
    }
    auto model = shelf_->model(code.model);
    if (!model.ok()) return std::move(model).error();
    const ModelFacts& facts = (*model)->facts();
    const std::string tokens = "tokens below " + std::to_string(facts.codes) +
                               " in angle brackets are expected, at most " +
                               std::to_string(facts.positions) + " of them: <" + code.model +
                               ": 3 3 0>";
    code.codes = size_of(facts.codes);
    const char* at = body.data();
    const char* end = body.data() + body.size();
    while (at != end) {
      if (*at == ' ') {
        ++at;
        continue;
      }
      int token = -1;
      const auto [next, error] = std::from_chars(at, end, token);
      if (error != std::errc() || token < 0 || token >= facts.codes)
        return refused("'" + std::string(at, end) + "' does not begin with a token", tokens);
      code.tokens.push_back(token);
      at = next;
    }
    if (code.tokens.empty() || code.tokens.size() > size_of(facts.positions))
      return refused("it has " + std::to_string(code.tokens.size()) + " tokens", tokens);
    code.positions = code.tokens.size();
    return Program::latent(info_.id, std::move(code));
  }

  std::string explain(const Program& program) const override {
    if (program.kind() != Program::Kind::latent) return program.text();
    const auto& tokens = program.code().tokens;
    const auto skips = std::count(tokens.begin(), tokens.end(), kSkip);
    return std::to_string(tokens.size() - static_cast<std::size_t>(skips)) +
           " steps in a language that the network invented, and " + std::to_string(skips) +
           " skips; :trace shows what each step does";
  }

  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override {
    auto model = shelf_->model(options.model);
    if (!model.ok()) return std::move(model).error();
    auto pairs = read_examples(task, (*model)->facts());
    if (!pairs.ok()) return std::move(pairs).error();
    const auto names = shelf_->names();
    return (*model)->prepare(*std::move(pairs), options,
                             options.model.empty() && !names.empty() ? names[0] : options.model);
  }

 private:
  // Of every row the state after every position, as values.
  Result<std::vector<std::vector<Value>>> states_of(
      const Program& program, std::span<const std::vector<Value>> rows) const {
    if (program.kind() != Program::Kind::latent || program.owner() != info_.id)
      return Error{ErrorCode::type,
                   "'" + program.text() + "' is no program of interpreter " + info_.id};
    auto model = shelf_->model(program.code().model);
    if (!model.ok()) return std::move(model).error();
    const ModelFacts& facts = (*model)->facts();
    auto log_z = to_log_codes(program, facts);
    if (!log_z.ok()) return std::move(log_z).error();
    std::vector<int> inputs;
    for (const std::vector<Value>& row : rows) {
      if (row.size() != 1)
        return Error{ErrorCode::type, "interpreter " + info_.id + " takes one input, not " +
                                          std::to_string(row.size())};
      auto symbols = to_symbols(row[0], facts, "the input");
      if (!symbols.ok()) return std::move(symbols).error();
      inputs.insert(inputs.end(), symbols->begin(), symbols->end());
    }
    const std::vector<int> states = (*model)->run(*log_z, inputs, kStateTemperature);
    const std::size_t n = size_of(facts.length), positions = size_of(facts.positions);
    std::vector<std::vector<Value>> values(rows.size());
    for (std::size_t i = 0; i < rows.size() * positions; ++i)
      values[i / positions].push_back(to_value(std::span(states).subspan(i * n, n), facts.symbols));
    return values;
  }

  InterpreterInfo info_;
  std::shared_ptr<const ModelShelf> shelf_;
};

class LatentInductor : public Inductor {
 public:
  LatentInductor(std::string id, std::shared_ptr<const ModelShelf> shelf)
      : shelf_(std::move(shelf)) {
    info_.id = std::move(id);
    info_.summary = "networks that write programs in languages of their own";
    info_.domain = "sequences";
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

  // The first is the one without noise; the others are drawn.
  Result<std::vector<ScoredProgram>> propose(const Task& task, std::size_t count,
                                             const Params& params, Rng& rng) const override {
    auto chosen = choose(task, params.get_text("model"));
    if (!chosen.ok()) return std::move(chosen).error();
    const LatentModel& model = *chosen->model;
    const std::size_t codes = size_of(model.facts().codes);
    auto pairs = read_examples(task, model.facts());
    if (!pairs.ok()) return std::move(pairs).error();
    const std::vector<float> logits = model.code_logits(model.encode(*pairs));
    const std::vector<float> log_q = log_softmax(logits, codes, 1.0, nullptr);
    std::vector<ScoredProgram> programs;
    for (std::size_t i = 0; i < count; ++i) {
      const auto log_z =
          log_softmax(logits, codes, params.get_real("temperature"), i == 0 ? nullptr : &rng);
      LatentCode code = code_of(log_z, model.facts(), chosen->name);
      double score = 0.0;
      for (std::size_t t = 0; t < code.tokens.size(); ++t)
        score += static_cast<double>(log_q[t * codes + static_cast<std::size_t>(code.tokens[t])]);
      programs.push_back({Program::latent(info_.id, std::move(code)), score});
    }
    std::stable_sort(programs.begin(), programs.end(),
                     [](const ScoredProgram& a, const ScoredProgram& b) {
                       return a.log_probability > b.log_probability;
                     });
    return programs;
  }

 private:
  Result<NamedModel> choose(const Task& task, const std::string& name) const {
    if (name == "auto") return choose_model(*shelf_, task);
    auto model = shelf_->model(name);
    if (!model.ok()) return std::move(model).error();
    return NamedModel{name, *std::move(model)};
  }

  InductorInfo info_;
  std::shared_ptr<const ModelShelf> shelf_;
};

std::string name_of(const std::filesystem::path& file) {
  std::string name = file.stem().string();
  if (name.starts_with("nli-")) name.erase(0, 4);
  return name;
}

}  // namespace

ModelShelf::ModelShelf(Loader loader, std::vector<std::filesystem::path> files)
    : loader_(std::move(loader)) {
  for (std::filesystem::path& file : files) {
    std::string name = name_of(file);
    files_.emplace(std::move(name), std::move(file));
  }
}

ModelShelf ModelShelf::of_folder(Loader loader, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".safetensors" &&
        entry.path().filename().string().starts_with("nli-"))
      files.push_back(entry.path());
  ModelShelf shelf(std::move(loader), std::move(files));
  shelf.folder_ = folder;
  return shelf;
}

std::vector<std::string> ModelShelf::names() const {
  std::vector<std::string> names;
  for (const auto& [name, file] : files_) names.push_back(name);
  return names;
}

Result<ModelShelf::Model> ModelShelf::model(std::string_view name) const {
  const std::lock_guard lock(*mutex_);
  if (name.empty() && !files_.empty()) name = files_.begin()->first;
  if (const auto found = read_.find(name); found != read_.end()) return found->second;
  const std::vector<std::string> known = names();
  std::filesystem::path file;
  if (const auto found = files_.find(std::string(name)); found != files_.end()) {
    file = found->second;
  } else if (name.ends_with(".safetensors")) {
    file = name;
  } else if (known.empty()) {
    return Error{ErrorCode::not_found,
                 "there are no weights in " + folder_.string(),
                 {"put a shipped nli-*.safetensors there, or train one with `inkling train nli`"}};
  } else {
    Error error{ErrorCode::not_found, "there is no model '" + std::string(name) + "'"};
    if (const std::string near = nearest(name, known); !near.empty())
      error.notes.push_back("did you mean '" + near + "'?");
    std::string all = "models are";
    for (const std::string& it : known) all += " " + it;
    error.notes.push_back(all + "; the path of a .safetensors file will do as well");
    return error;
  }
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return Error{ErrorCode::not_found,
                 "there are no weights at " + file.string(),
                 {"train some with `inkling train nli`, or put a shipped file there"}};
  auto model = loader_(file);
  if (model.ok()) read_.emplace(std::string(name), *model);
  return model;
}

nn::Fault read_vocabulary(const nn::WeightsFile& file, int width, LatentVocabulary& out) {
  out = {};
  const auto vectors = file.tensors.find("vocabulary.vectors");
  const auto weights = file.tensors.find("vocabulary.weights");
  if (vectors == file.tensors.end() && weights == file.tensors.end()) return std::nullopt;
  if (vectors == file.tensors.end() || weights == file.tensors.end())
    return "of the tensors vocabulary.vectors and vocabulary.weights one is missing";
  const auto count = static_cast<std::int64_t>(weights->second.values.size());
  if (count == 0 || vectors->second.shape != std::vector<std::int64_t>{count, width})
    return "tensor vocabulary.vectors is not of shape [" + std::to_string(count) + ", " +
           std::to_string(width) + "]";
  double sum = 0;
  for (const float weight : weights->second.values) {
    if (weight < 0)
      return "tensor vocabulary.weights holds " + std::to_string(weight) +
             ", and shares cannot be negative";
    sum += weight;
  }
  if (std::abs(sum - 1.0) > 1e-3)
    return "tensor vocabulary.weights sums to " + std::to_string(sum) + ", and 1 is needed";
  out = {vectors->second.values, weights->second.values};
  return std::nullopt;
}

Result<void> check_sizes(const LatentShape& shape, const TensorView<const float>& starts,
                         const TensorView<float>& loss, const TensorView<float>& gradient) {
  if (starts.rank() != 3 || starts.dim(1) != shape.positions || starts.dim(2) != shape.width)
    return Error{ErrorCode::internal, "the search variables are not of shape [starts, " +
                                          std::to_string(shape.positions) + ", " +
                                          std::to_string(shape.width) + "]"};
  if (loss.size() != starts.dim(0) || (gradient.rank() != 0 && gradient.size() != starts.size()))
    return Error{ErrorCode::internal,
                 "there is room for " + std::to_string(loss.size()) + " losses and " +
                     std::to_string(gradient.size()) +
                     " numbers of the gradient, and the search variables are " +
                     std::to_string(starts.dim(0)) + " starts of " + std::to_string(starts.size()) +
                     " numbers in all"};
  return {};
}

LatentCode to_code(std::span<const float> logits, const ModelFacts& facts, std::string model) {
  return code_of(log_softmax(logits, size_of(facts.codes), double{kProgramTemperature}, nullptr),
                 facts, std::move(model));
}

std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelShelf> shelf) {
  return std::make_unique<LatentInductor>(std::move(id), std::move(shelf));
}

std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelShelf> shelf) {
  return std::make_unique<LatentInterpreter>(std::move(id), std::move(shelf));
}

}  // namespace inkling::common
