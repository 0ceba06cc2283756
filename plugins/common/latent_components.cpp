#include "latent_components.hpp"

#include <stdlib.h>  // secure_getenv

#include <algorithm>
#include <charconv>
#include <cmath>
#include <inkling/registry.hpp>
#include <limits>

namespace inkling::common {
namespace {

constexpr int kSkip = 0;
constexpr float kZero = 1e-9F;  // probability of a code that a discrete program does not name

std::size_t size_of(int a, int b = 1) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

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
    const TapeShape wants{size_of(facts.length), size_of(facts.symbols)};
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

Result<Pairs> read_examples(const Task& task, const Codec& codec) {
  Pairs pairs;
  std::vector<int> tape(codec.shape().places);
  const auto append = [&](const Result<void>& written, std::vector<int>& to,
                          const std::string& where) -> Result<void> {
    if (!written) {
      Error error = written.error();
      error.message = where + ": " + error.message;
      return error;
    }
    to.insert(to.end(), tape.begin(), tape.end());
    return {};
  };
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& example = task.examples[i];
    const std::string where = "example " + std::to_string(i + 1);
    if (auto ok = append(codec.write_inputs(example.inputs, tape), pairs.x, where + ", input"); !ok)
      return std::move(ok).error();
    if (auto ok = append(codec.write_output(example.output, tape), pairs.y, where + ", output");
        !ok)
      return std::move(ok).error();
  }
  pairs.count = task.examples.size();
  if (pairs.count == 0) return Error{ErrorCode::bad_input, "the task has no examples"};
  const std::vector<bool>& read = codec.read_places();
  if (std::find(read.begin(), read.end(), false) != read.end()) pairs.read = read;
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

// The model whose own program explains the examples best, of those that take the task.
Result<TapedModel> choose_model(const DomainModels& models, const Task& task) {
  std::optional<TapedModel> best;
  std::optional<Error> refused;
  float least = std::numeric_limits<float>::infinity();
  const std::vector<std::string> names = models.names();
  if (names.empty()) return models.none();
  for (const std::string& name : names) {
    auto found = models.find(name);
    auto pairs = found.ok() ? read_examples(task, *found->codec) : Result<Pairs>(found.error());
    auto problem = pairs.ok() ? found->model->prepare(*pairs, {}, name)
                              : Result<std::unique_ptr<LatentProblem>>(pairs.error());
    if (!problem.ok()) {
      if (!refused) refused = std::move(problem).error();
      continue;
    }
    if (names.size() == 1) return found;
    const std::vector<float> start = (*problem)->initial();
    const ModelFacts& facts = found->model->facts();
    float loss = 0.0F;
    const Relaxation quiet{kProgramTemperature, kStateTemperature, false, 0};
    const auto done = (*problem)->evaluate(
        TensorView<const float>(start.data(), {1, size_of(facts.positions), size_of(facts.width)}),
        quiet, TensorView<float>(&loss, {1}), {});
    if (!done.ok() || (best && !(loss < least))) continue;
    least = loss;
    best = *std::move(found);
  }
  if (best) return *std::move(best);
  return *std::move(refused);
}

class LatentInterpreter : public Interpreter, public DifferentiableInterpreter {
 public:
  LatentInterpreter(std::string id, std::shared_ptr<const ModelShelf> shelf, const Domain& domain)
      : models_(std::move(shelf), domain) {
    info_.id = std::move(id);
    info_.summary = "a neural interpreter that runs programs in languages of its own";
    info_.domain = domain.info().id;
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  std::vector<std::string> models() const override { return models_.names(); }
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
    std::vector<TraceStep> steps{{"input", inputs.empty() ? Value() : inputs[0]}};
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
    } else if (const auto names = models_.names(); names.size() == 1) {
      code.model = names[0];
    } else if (names.size() > 1) {
      return refused("it does not name its model", shape);
    }
    auto model = models_.find(code.model);
    if (!model.ok()) return std::move(model).error();
    const ModelFacts& facts = model->model->facts();
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
    auto model = models_.find(options.model);
    if (!model.ok()) return std::move(model).error();
    auto pairs = read_examples(task, *model->codec);
    if (!pairs.ok()) return std::move(pairs).error();
    return model->model->prepare(*std::move(pairs), options, model->name);
  }

 private:
  // Of every row the state after every position, as values.
  Result<std::vector<std::vector<Value>>> states_of(
      const Program& program, std::span<const std::vector<Value>> rows) const {
    if (program.kind() != Program::Kind::latent || program.owner() != info_.id)
      return Error{ErrorCode::type,
                   "'" + program.text() + "' is no program of interpreter " + info_.id};
    auto model = models_.find(program.code().model);
    if (!model.ok()) return std::move(model).error();
    const ModelFacts& facts = model->model->facts();
    auto log_z = to_log_codes(program, facts);
    if (!log_z.ok()) return std::move(log_z).error();
    const Codec& codec = *model->codec;
    const std::size_t n = codec.shape().places, positions = size_of(facts.positions);
    std::vector<int> inputs(rows.size() * n);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (auto ok = codec.write_inputs(rows[i], std::span(inputs).subspan(i * n, n)); !ok)
        return std::move(ok).error();
    const std::vector<int> states = model->model->run(*log_z, inputs, kStateTemperature);
    std::vector<std::vector<Value>> values(rows.size());
    for (std::size_t i = 0; i < rows.size() * positions; ++i)
      values[i / positions].push_back(
          read_or_undefined(codec, std::span(states).subspan(i * n, n)));
    return values;
  }

  InterpreterInfo info_;
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
    const LatentModel& model = *chosen->model;
    const std::size_t codes = size_of(model.facts().codes);
    auto pairs = read_examples(task, *chosen->codec);
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
  Result<TapedModel> choose(const Task& task, const std::string& name) const {
    return name == "auto" ? choose_model(models_, task) : models_.find(name);
  }

  InductorInfo info_;
  DomainModels models_;
};

ModelShelf::Origin origin_of(std::map<std::string, std::string>& metadata) {
  return {metadata["domain"], metadata["tape"], metadata["accuracy"]};
}

// Whether it is known to be right too rarely.
bool falls_short(const ModelShelf::Origin& origin) {
  const std::string& text = origin.accuracy;
  double accuracy = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), accuracy);
  return error == std::errc() && accuracy < kUsefulAccuracy;
}

std::string name_of(const std::filesystem::path& file) {
  std::string name = file.stem().string();
  if (name.starts_with("nli-")) name.erase(0, 4);
  return name;
}

}  // namespace

std::vector<std::filesystem::path> model_folders() {
  std::vector<std::filesystem::path> folders{data_dir() / "models"};
  // Null under AT_SECURE, where the environment is not to be trusted.
  const char* data = secure_getenv("XDG_DATA_HOME");
  const char* home = secure_getenv("HOME");
  if (data != nullptr && data[0] == '/')
    folders.push_back(std::filesystem::path(data) / "inkling" / "models");
  else if (home != nullptr && home[0] == '/')
    folders.push_back(std::filesystem::path(home) / ".local" / "share" / "inkling" / "models");
  return folders;
}

ModelShelf::ModelShelf(Loader loader, std::string format, std::vector<std::filesystem::path> files)
    : loader_(std::move(loader)), format_(std::move(format)), files_(std::move(files)) {}

ModelShelf ModelShelf::of_folders(Loader loader, std::string format,
                                  const std::vector<std::filesystem::path>& folders) {
  ModelShelf shelf(std::move(loader), std::move(format), {});
  shelf.folders_ = folders;
  return shelf;
}

const std::map<std::string, ModelShelf::Shelved>& ModelShelf::shelved() const {
  if (shelved_) return *shelved_;
  std::vector<std::filesystem::path> files = files_;
  for (const std::filesystem::path& folder : folders_) {
    std::vector<std::filesystem::path> found;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end;
         it.increment(ec))
      if (it->path().extension() == ".safetensors") found.push_back(it->path());
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  shelved_.emplace();
  for (std::filesystem::path& file : files) {
    std::map<std::string, std::string> metadata;
    if (auto fault = nn::read_metadata(file, metadata)) {
      unusable_.push_back(*std::move(fault));
      continue;
    }
    if (metadata["format"] != format_) continue;  // another architecture's
    std::string name = name_of(file);
    shelved_->try_emplace(std::move(name), Shelved{std::move(file), origin_of(metadata)});
  }
  return *shelved_;
}

std::vector<std::string> ModelShelf::names(std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  std::vector<std::string> useful, research;
  for (const auto& [name, file] : shelved())
    if (file.origin.domain == domain)
      (falls_short(file.origin) ? research : useful).push_back(name);
  return useful.empty() ? research : useful;
}

Error ModelShelf::none_for(std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  (void)shelved();
  std::string where;
  for (const auto& folder : folders_) where += (where.empty() ? "" : " or ") + folder.string();
  Error error{ErrorCode::unsupported,
              "there is no model for domain '" + std::string(domain) + "'" +
                  (where.empty() ? "" : " in " + where),
              {"put weights there that were trained for it, or train some: inkling train --help"}};
  error.notes.insert(error.notes.end(), unusable_.begin(), unusable_.end());
  return error;
}

// Locked by the caller.
Result<std::filesystem::path> ModelShelf::find(std::string_view name,
                                               std::string_view domain) const {
  const auto& all = shelved();
  std::error_code ignored;
  if (const auto found = all.find(std::string(name)); found != all.end()) return found->second.path;
  if (name.ends_with(".safetensors")) {
    std::filesystem::path file(name);
    if (std::filesystem::exists(file, ignored)) return file;
    return Error{ErrorCode::not_found,
                 "there are no weights at " + file.string(),
                 {"train some with inkling train, or put a shipped file there"}};
  }
  std::vector<std::string> known;
  for (const auto& [other, file] : all)
    if (file.origin.domain == domain) known.push_back(other);
  Error error{ErrorCode::not_found, "there is no model '" + std::string(name) + "'"};
  if (const std::string near = nearest(name, known); !near.empty())
    error.notes.push_back("did you mean '" + near + "'?");
  std::string list = "models are";
  for (const std::string& it : known) list += " " + it;
  error.notes.push_back((known.empty() ? "none is known" : list) +
                        "; the path of a .safetensors file will do as well");
  return error;
}

Result<ModelShelf::Model> ModelShelf::model(std::string_view name, std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  if (const auto found = read_.find(name); found != read_.end()) return found->second;
  const auto file = find(name, domain);
  if (!file) return file.error();
  auto model = loader_(*file);
  if (model.ok()) read_.emplace(std::string(name), *model);
  return model;
}

Result<ModelShelf::Origin> ModelShelf::origin(std::string_view name,
                                              std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  const auto& all = shelved();
  if (const auto found = all.find(std::string(name)); found != all.end())
    return found->second.origin;
  const auto file = find(name, domain);
  if (!file) return file.error();
  std::map<std::string, std::string> metadata;
  if (auto fault = nn::read_metadata(*file, metadata)) return Error{ErrorCode::io, *fault};
  return origin_of(metadata);
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

std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelShelf> shelf,
                                        const Domain& domain) {
  return std::make_unique<LatentInductor>(std::move(id), std::move(shelf), domain);
}

std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelShelf> shelf,
                                              const Domain& domain) {
  return std::make_unique<LatentInterpreter>(std::move(id), std::move(shelf), domain);
}

}  // namespace inkling::common
