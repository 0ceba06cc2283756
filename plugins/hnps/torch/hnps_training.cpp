#include "hnps_training.hpp"

#include <algorithm>
#include <array>

#include "stored_model.hpp"
#include "syntax.hpp"

namespace inkling::hnps {
namespace {

using torch::Tensor;
using training::Batch;
using training::Judgement;
using training::StepLoss;

constexpr double kDropout = 0.2;
constexpr std::string_view kSuite = "suite";
constexpr const char* kFirstSuite = "hnps-short";

int symbol_of(char c) {
  return c >= ' ' && c <= '~' ? c - ' ' + 1 : 0;
}

// False: a character that is no symbol, or no room.
bool write_text(std::string_view text, std::int64_t places, std::int64_t* to) {
  if (text.size() > static_cast<std::size_t>(places)) return false;
  std::fill(to, to + places, 0);
  for (const char c : text)
    if ((*to++ = symbol_of(c)) == 0) return false;
  return true;
}

std::string read_text(const Tensor& places) {
  const Tensor row = places.cpu().contiguous();
  std::string text;
  for (std::int64_t i = 0; i < row.numel() && row.data_ptr<std::int64_t>()[i] != 0; ++i)
    text += static_cast<char>(row.data_ptr<std::int64_t>()[i] + ' ' - 1);
  return text;
}

void write_tokens(const Program& program, std::int64_t room, std::int64_t* to) {
  const std::vector<int> tokens = to_tokens(program);
  std::fill(std::copy(tokens.begin(), tokens.end(), to), to + room, kEnd);
}

// Without the columns at the end that are empty in every row, but the first of those.
Tensor trimmed(const Tensor& tokens) {
  const std::int64_t longest = (tokens != kEnd).sum(1).max().item<std::int64_t>();
  return tokens.slice(1, 0, std::min(longest + 1, tokens.size(1)));
}

// What a decoder is fed: nothing first.
Tensor before(const Tensor& next) {
  return torch::cat(
      {torch::full({next.size(0), 1}, -1, next.options()), next.slice(1, 0, next.size(1) - 1)}, 1);
}

// Of a program, [N]: the mean over its tokens and the end, in nats.
Tensor cross_entropy(const Tensor& logits, const Tensor& next) {
  const Tensor all = -torch::log_softmax(logits, -1).gather(2, next.unsqueeze(2)).squeeze(2);
  const Tensor count = (next != kEnd).sum(1, true) + 1;
  const Tensor place = torch::arange(next.size(1), next.options()).unsqueeze(0);
  const Tensor stands = (place < count).to(torch::kFloat);
  return (all * stands).sum(1) / stands.sum(1);
}

// A row of sub-programs and what they give on the examples of one task.
struct Written {
  Program program;
  double score = -1;
  bool done = false;
};

// Examples as texts.
struct Texts {
  std::vector<std::string> inputs, outputs;
};

std::vector<Texts> texts_of(const Tensor& inputs, const Tensor& outputs) {
  std::vector<Texts> all(static_cast<std::size_t>(inputs.size(0)));
  for (std::int64_t t = 0; t < inputs.size(0); ++t)
    for (std::int64_t p = 0; p < inputs.size(1); ++p) {
      all[static_cast<std::size_t>(t)].inputs.push_back(read_text(inputs[t][p]));
      all[static_cast<std::size_t>(t)].outputs.push_back(read_text(outputs[t][p]));
    }
  return all;
}

// How far a program gets: the mean length of what it gives where that begins the output; 0 where it
// gives nothing. `whole`: it gives all outputs.
double score_of(const Program& program, const Texts& texts, bool& whole) {
  double sum = 0;
  whole = !program.expressions.empty();
  for (std::size_t i = 0; i < texts.inputs.size(); ++i) {
    const auto given = run(program, Subject(texts.inputs[i]));
    whole = whole && given && *given == texts.outputs[i];
    if (given && texts.outputs[i].starts_with(*given)) sum += static_cast<double>(given->size());
  }
  return sum / static_cast<double>(texts.inputs.size());
}

// Greedy, over what the grammar allows. `state` is the decoder's behind the last token.
std::vector<Program> decode(Model& model, const Tensor& task, std::size_t expressions,
                            std::int64_t room, Tensor& last) {
  const auto count = static_cast<std::size_t>(task.size(0));
  std::vector<Automaton> automata(count, Automaton(expressions));
  std::vector<std::vector<int>> tokens(count);
  Tensor fed = torch::full({task.size(0), 1}, -1, torch::kLong), state;  // on the host
  last = torch::zeros({task.size(0), model.config.decoder}, task.options());
  for (std::int64_t step = 0; step < room; ++step) {
    const Tensor states = model.decoder->states(task, fed.to(task.device()), state);
    state = states.select(1, 0);
    const Tensor logits = model.decoder->logits(states).select(1, 0).cpu().contiguous();
    bool open = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (automata[i].complete()) continue;
      const float* row = logits.data_ptr<float>() + static_cast<std::int64_t>(i) * kTokens;
      int best = -1;
      for (int token = 0; token < static_cast<int>(kTokens); ++token) {
        if (!automata[i].allowed().test(static_cast<std::size_t>(token))) continue;
        Automaton next = automata[i];
        next.push(token);
        const auto left = static_cast<std::int64_t>(next.least_left());
        if (step + 1 + left < room && (best < 0 || row[token] > row[best])) best = token;
      }
      if (best < 0) continue;
      automata[i].push(best);
      tokens[i].push_back(best);
      fed.data_ptr<std::int64_t>()[i] = best;
      open = true;
      if (automata[i].complete())
        last[static_cast<std::int64_t>(i)].copy_(state[static_cast<std::int64_t>(i)]);
    }
    if (!open) break;
  }
  std::vector<Program> programs(count);
  for (std::size_t i = 0; i < count; ++i)
    if (auto program = from_tokens(tokens[i])) programs[i] = *std::move(program);
  return programs;
}

// The tensors of a part of the model, by their names in the file.
nn::Fault get_part(const nn::WeightsFile& file, const std::string& part,
                   torch::nn::Module& module) {
  for (auto& item : module.named_parameters())
    if (auto fault = training::get_tensor(file, part + "." + item.key(), item.value().detach()))
      return fault;
  return std::nullopt;
}

}  // namespace

std::vector<Program> write_programs(Model& model, const Tensor& inputs, const Tensor& outputs) {
  const torch::NoGradGuard guard;
  const Tensor task = model.encoder->forward(inputs, outputs, false);
  Tensor last;
  if (model.composer == nullptr) return decode(model, task, kMostSubs, kRoom, last);
  const std::vector<Texts> texts = texts_of(inputs, outputs);
  std::vector<Written> written(texts.size());
  Tensor embedding = torch::zeros_like(task), state;
  last = torch::zeros({task.size(0), model.config.decoder}, task.options());
  for (std::int64_t sub = 0; sub < kMostSubs; ++sub) {
    std::tie(state, embedding) = model.composer->forward(task, embedding, last, state);
    const std::vector<Program> next = decode(model, embedding, 1, kSubRoom, last);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      Written& it = written[i];
      if (it.done || next[i].expressions.empty()) continue;
      Program longer = it.program;
      longer.expressions.push_back(next[i].expressions[0]);
      bool whole = false;
      const double score = score_of(longer, texts[i], whole);
      // What gets less far than before ends the program without it.
      it.done = whole || score < it.score;
      if (whole || score >= it.score) it.program = std::move(longer);
      it.score = score;
    }
  }
  std::vector<Program> programs;
  for (Written& it : written) programs.push_back(std::move(it.program));
  return programs;
}

Trainable::Trainable(const ModelConfig& shape, const ScheduleConfig& schedule, torch::Device device)
    : schedule_(schedule), model_(std::make_shared<Model>(shape)) {
  if (!schedule.begin.empty()) {
    nn::WeightsFile file;
    nn::Fault fault = nn::read_weights(schedule.begin, file);
    before_ = std::make_shared<Encoder>(shape);
    if (!fault) fault = get_part(file, "encoder", *model_->encoder);
    if (!fault) fault = get_part(file, "encoder", *before_);
    if (!fault) fault = get_part(file, "decoder", *model_->decoder);
    if (fault)
      throw Exception(Error{ErrorCode::bad_param,
                            "begin=" + schedule.begin + ": " + *fault,
                            {"it must be a training on suite=hnps-short of the same shape"}});
    before_->to(device);
  }
  model_->to(device);
}

StepLoss Trainable::loss(const Batch& batch, const training::Moment&, const Rng& rng) {
  const Tensor inputs = batch.x.slice(2, 0, kInputPlaces), outputs = batch.x.slice(2, kInputPlaces);
  Rng own = rng.split("dropout");
  Tensor kept = torch::empty({inputs.size(0) * inputs.size(1), model_->config.task}, torch::kFloat);
  for (std::int64_t i = 0; i < kept.numel(); ++i)
    kept.data_ptr<float>()[i] =
        own.bernoulli(kDropout) ? 0 : static_cast<float>(1 / (1 - kDropout));
  const Tensor keep = kept.to(inputs.device());
  const Tensor task = model_->encoder->forward(inputs, outputs, true, keep);
  if (model_->composer != nullptr) return composed_loss(batch, inputs, task);
  const Tensor next = trimmed(batch.y.select(1, 0).slice(1, 0, kRoom));
  StepLoss loss;
  loss.total =
      cross_entropy(model_->decoder->logits(model_->decoder->states(task, before(next))), next)
          .mean();
  loss.figures = {{{"nats", 0, 4, true, "Loss"}, loss.total.detach()}};
  return loss;
}

// Every sub-program from the embedding that the composer says; and that one beside the embedding of
// the sub-program's own task, as the encoder of stage 1 gives it.
StepLoss Trainable::composed_loss(const Batch& batch, const Tensor& inputs, const Tensor& task) {
  const std::int64_t tasks = task.size(0);
  Tensor embedding = torch::zeros_like(task), state, read;
  Tensor written = torch::zeros({tasks, model_->config.decoder}, task.options());
  Tensor nats = torch::zeros({tasks}, task.options()), distance = nats.clone(),
         count = nats.clone();
  for (std::int64_t sub = 0; sub < kMostSubs; ++sub) {
    const Tensor next =
        batch.y.select(1, 0).slice(1, kRoom + sub * kSubRoom, kRoom + (sub + 1) * kSubRoom);
    const Tensor is_there = (next.select(1, 0) != kEnd).to(torch::kFloat);
    if (is_there.sum().item<float>() == 0) break;
    std::tie(state, embedding) = model_->composer->forward(task, embedding, written, state);
    const Tensor states = model_->decoder->states(embedding, before(next));
    nats = nats + cross_entropy(model_->decoder->logits(states), next) * is_there;
    // The state that said the last token, as decode() has it.
    const Tensor last = ((next != kEnd).sum(1) - 1).clamp_min(0).view({-1, 1, 1});
    written = states.gather(1, last.expand({-1, 1, states.size(2)})).squeeze(1);
    count = count + is_there;
    if (before_ == nullptr || schedule_.embedding == 0) continue;
    const std::int64_t from = kRoom + kMostSubs * kSubRoom + sub * kOutputPlaces;
    Tensor wanted;
    {
      const torch::NoGradGuard guard;
      if (!read.defined()) read = before_->last_state(inputs.flatten(0, 1));
      const Tensor given = batch.y.slice(2, from, from + kOutputPlaces).flatten(0, 1);
      wanted = before_->embed(read, before_->last_state(given), tasks, false);
    }
    distance = distance + (embedding - wanted).square().sum(1).clamp_min(1e-12).sqrt() * is_there;
  }
  StepLoss loss;
  const Tensor program = (nats / count).mean(), apart = (distance / count).mean();
  loss.total = program + schedule_.embedding * apart;
  loss.figures = {{{"nats", 0, 4, true, "Loss"}, program.detach()},
                  {{"distance", 0, 4}, apart.detach()}};
  return loss;
}

Judgement Trainable::judge(const Batch& batch, const training::Moment&, bool) {
  const torch::NoGradGuard guard;
  const Tensor inputs = batch.x.slice(2, 0, kInputPlaces), outputs = batch.x.slice(2, kInputPlaces);
  const std::int64_t shown = inputs.size(1) - 1;
  const std::vector<Program> programs =
      write_programs(*model_, inputs.slice(1, 0, shown), outputs.slice(1, 0, shown));
  const std::vector<Texts> texts = texts_of(inputs, outputs);
  // By number of expressions of the hidden program.
  std::array<double, kMostSubs + 1> fits{}, all{};
  double right = 0, fitting = 0;
  const auto tasks = static_cast<double>(programs.size());
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Tensor tokens =
        batch.y[static_cast<std::int64_t>(i)][0].slice(0, 0, kRoom).cpu().contiguous();
    std::vector<int> hidden(tokens.data_ptr<std::int64_t>(),
                            tokens.data_ptr<std::int64_t>() + kRoom);
    const auto known = from_tokens(hidden);
    const std::size_t length =
        known ? std::min<std::size_t>(known->expressions.size(), kMostSubs) : 0;
    Texts seen = texts[i];
    seen.inputs.pop_back();
    seen.outputs.pop_back();
    bool whole = false, every = false;
    score_of(programs[i], seen, whole);
    score_of(programs[i], texts[i], every);
    all[length] += 1;
    fits[length] += whole ? 1 : 0;
    fitting += whole ? 1 : 0;
    right += every ? 1 : 0;
  }
  Judgement result;
  result.accuracy = right / tasks;
  result.kept = fitting / tasks;
  result.figures = {{"fits", result.kept, 4, true, "Tasks"}};
  for (std::size_t length = 1; length <= kMostSubs; ++length)
    if (all[length] > 0)
      result.figures.push_back(
          {"fits_" + std::to_string(length), fits[length] / all[length], 4, false, "Tasks"});
  return result;
}

Result<training::TaskSource> make_source(const Domain& domain, const Language*,
                                         const training::LoopSettings& wanted) {
  const ParamSpecs& specs = domain.info().generator;
  const bool has_suite = std::any_of(specs.begin(), specs.end(), [](const ParamSpec& spec) {
    return spec.name == kSuite &&
           std::find(spec.choices.begin(), spec.choices.end(), kFirstSuite) != spec.choices.end();
  });
  if (!has_suite)
    return Error{ErrorCode::unsupported,
                 "the generator of domain '" + domain.info().id + "' has no tasks of HNPS",
                 {"that of strings has"}};
  training::LoopSettings settings = wanted;
  if (settings.tasks.find(std::string(kSuite) + "=") == std::string::npos)
    settings.tasks += (settings.tasks.empty() ? "suite=" : ",suite=") + std::string(kFirstSuite);
  training::TaskSource source;
  source.shape = {static_cast<std::size_t>(kInputPlaces + kOutputPlaces),
                  static_cast<std::size_t>(kSymbols)};
  for (std::int64_t i = 0; i < kAnswers; ++i) source.answers.push_back(std::to_string(i));
  const auto write = [](const GeneratedTask& task, std::span<const Example> pairs, std::int64_t* x,
                        std::int64_t* y) -> Result<void> {
    const Result<Program> program = read(task.program);
    if (!program)
      return Error{ErrorCode::bad_param,
                   "'" + task.program + "' is no program of hnps",
                   {"tasks=suite=hnps-short, hnps-composed and hnps-long have such"}};
    if (program->expressions.size() > static_cast<std::size_t>(kMostSubs))
      return Error{ErrorCode::bad_input, "a program of more than four expressions"};
    for (const Example& pair : pairs) {
      const Error no_room{ErrorCode::bad_input, "a text that is too long, or not ASCII"};
      const std::string& input = pair.inputs.at(0).as_string();
      if (!write_text(input, kInputPlaces, x) ||
          !write_text(pair.output.as_string(), kOutputPlaces, x + kInputPlaces))
        return no_room;
      x += kInputPlaces + kOutputPlaces;
      write_tokens(*program, kRoom, y);
      y += kRoom;
      std::fill(y, y + kMostSubs * (kSubRoom + kOutputPlaces), 0);
      const Subject subject(input);
      for (std::size_t sub = 0; sub < program->expressions.size(); ++sub) {
        const Program alone{{program->expressions[sub]}, false};
        write_tokens(alone, kSubRoom, y + static_cast<std::int64_t>(sub) * kSubRoom);
        const auto given = run(alone, subject);
        if (!given ||
            !write_text(*given, kOutputPlaces,
                        y + kMostSubs * kSubRoom + static_cast<std::int64_t>(sub) * kOutputPlaces))
          return no_room;
      }
      y += kMostSubs * (kSubRoom + kOutputPlaces);
    }
    return {};
  };
  if (auto filled = training::fill_source(domain, settings, write, source); !filled)
    return filled.error();
  return source;
}

training::Architecture architecture() {
  training::Architecture made;
  made.id = "hnps";
  made.summary = "networks that write programs of HNPS's language, at once or composed";
  made.format = kFormat;
  made.about =
      "A network that reads the examples of a task and writes a program of HNPS's language, at "
      "once "
      "or from sub-programs (Zhong et al. 2023); see docs/hnps.md.";
  made.model = training::specs_of<ModelConfig>();
  made.training = training::specs_of<ScheduleConfig>();
  made.find_fault = [](const Params&) { return std::string(); };
  made.source = [](const Domain& domain, const Language* language,
                   const training::LoopSettings& settings,
                   const Params&) { return make_source(domain, language, settings); };
  made.make = [](const Params& params, const training::TaskSource&, torch::Device device) {
    ModelConfig shape;
    ScheduleConfig schedule;
    training::read_fields(params, shape);
    training::read_fields(params, schedule);
    return std::make_unique<Trainable>(shape, schedule, device);
  };
  return made;
}

}  // namespace inkling::hnps
