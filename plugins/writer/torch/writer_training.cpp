#include "writer_training.hpp"

#include <algorithm>
#include <model_shelf.hpp>

#include "stored_model.hpp"
#include "token_language.hpp"

namespace inkling::writer {
namespace {

using torch::Tensor;
using training::Batch;
using training::Judgement;
using training::Moment;
using training::StepLoss;

// What decoders are fed and asked for.
struct Targets {
  Tensor before, next;  // [tasks, T] of int64
  Tensor stands;        // [tasks, T] of float: next is no kNothing
};

// Without the columns at the end that are empty in every row.
Tensor trimmed(const Tensor& rows, std::int64_t nothing) {
  const Tensor any = (rows != nothing).any(0).nonzero();
  return rows.slice(1, 0, any.numel() == 0 ? 1 : any.max().item<std::int64_t>() + 1);
}

Targets targets_of(const Tensor& next, std::int64_t begin, const Tensor& stands) {
  const Tensor first = torch::full({next.size(0), 1}, begin, next.options());
  return {torch::cat({first, next.slice(1, 0, next.size(1) - 1)}, 1), next,
          stands.to(torch::kFloat)};
}

Targets programs_of(const Batch& batch) {
  const Tensor next = trimmed(batch.y.select(1, 0), kNothing);
  return targets_of(next, kBegin, next != kNothing);
}

// The mean over the tokens, in nats.
Tensor cross_entropy(const Tensor& logits, const Targets& targets) {
  const Tensor all = torch::log_softmax(logits, -1).gather(2, targets.next.unsqueeze(2)).squeeze(2);
  return -(all * targets.stands).sum() / targets.stands.sum().clamp_min(1);
}

// Whether every token of a text is the likeliest one, each behind the right ones, [tasks] of bool.
Tensor exact(const Tensor& logits, const Targets& targets) {
  return ((logits.argmax(2) == targets.next).to(torch::kFloat) + (1 - targets.stands) > 0.5).all(1);
}
double mean_of(const Tensor& truths) {
  return truths.to(torch::kDouble).mean().item<double>();
}
double right_tokens(const Tensor& logits, const Targets& targets) {
  const Tensor right = (logits.argmax(2) == targets.next).to(torch::kFloat) * targets.stands;
  return (right.sum() / targets.stands.sum()).item<double>();
}

Tensor examples_of(const Batch& batch, bool vary, const Rng& rng) {
  if (!vary || batch.x.size(1) <= 2) return batch.x;
  Rng own = rng.split("pairs");
  return batch.x.slice(1, 0, own.uniform(2, batch.x.size(1)));
}

// What is common to both architectures: their weights say what the tokens are.
class Writer : public training::TrainableModel {
 public:
  explicit Writer(std::vector<std::string> vocabulary) : vocabulary_(std::move(vocabulary)) {}
  LatentSpace space() const override { return {}; }
  Result<void> complete(nn::WeightsFile& file, const training::DrawTasks&, std::uint64_t) override {
    file.metadata[kTokens] = common::join_lines(vocabulary_);
    file.metadata["model.room"] = std::to_string(Shape().room);
    return {};
  }

 private:
  std::vector<std::string> vocabulary_;
};

class RobustFillTrainable final : public Writer {
 public:
  RobustFillTrainable(const RobustFillConfig& shape, const CommonSchedule& schedule,
                      std::vector<std::string> vocabulary, torch::Device device)
      : Writer(std::move(vocabulary)), schedule_(schedule), model_(make_model(shape)) {
    model_->to(device);
  }
  torch::nn::Module& module() override { return *model_; }

  StepLoss loss(const Batch& batch, const Moment&, const Rng& rng) override {
    const Targets targets = programs_of(batch);
    const Tensor x = examples_of(batch, schedule_.vary, rng);
    StepLoss loss;
    loss.total = cross_entropy(model_->forward(x, targets.before), targets);
    loss.figures = {{{"nats", 0, 4, true, "Loss"}, loss.total.detach()}};
    return loss;
  }

  Judgement judge(const Batch& batch, const Moment&, bool) override {
    const torch::NoGradGuard guard;
    const Targets targets = programs_of(batch);
    const Tensor logits = model_->forward(batch.x, targets.before);
    Judgement result;
    result.accuracy = mean_of(exact(logits, targets));
    result.kept = result.accuracy;
    result.figures = {
        {"fresh_nats", cross_entropy(logits, targets).item<double>(), 4, true, "Loss"},
        {"right_tokens", right_tokens(logits, targets), 3, true, "Tokens"}};
    return result;
  }

 private:
  CommonSchedule schedule_;
  std::shared_ptr<Model> model_;
};

class LatentTrainable final : public Writer {
 public:
  LatentTrainable(const LatentConfig& shape, const LatentSchedule& schedule,
                  std::vector<std::string> vocabulary, torch::Device device)
      : Writer(std::move(vocabulary)),
        schedule_(schedule),
        model_(std::make_shared<LatentModel>(shape)) {
    model_->to(device);
  }
  torch::nn::Module& module() override { return *model_; }

  StepLoss loss(const Batch& batch, const Moment& moment, const Rng& rng) override {
    const Targets targets = programs_of(batch);
    const bool alone = is_alone(moment);
    Tensor seen;
    const Tensor vectors = model_->encode(targets.next, seen);
    if (moment.step == 0) begin_codebook(vectors.detach(), seen, rng);
    const Tensor codes = model_->nearest(vectors.detach());
    const Tensor quantised = torch::embedding(model_->codebook.detach().clone(), codes);
    const Tensor weight = seen.to(torch::kFloat);
    const Tensor distance =
        ((vectors - quantised).square().mean(2) * weight).sum() / weight.sum().clamp_min(1);
    const Memory memory = model_->encoder->forward(examples_of(batch, schedule_.vary, rng));

    const Tensor through = vectors + (quantised - vectors).detach();
    const Tensor written =
        model_->program->forward(targets.before, model_->behind(memory, through, seen, alone));
    const Tensor autoencoder = cross_entropy(written, targets);
    const Targets latents = latents_of(codes, seen);
    const Tensor predicted = model_->latent->forward(latents.before, memory);
    const Tensor prediction = cross_entropy(predicted, latents);
    StepLoss loss;
    loss.total = autoencoder + schedule_.commitment * distance + prediction;
    loss.figures = {{{"autoencoder_nats", 0, 4, true, "Loss"}, autoencoder.detach()},
                    {{"latent_nats", 0, 4, true, "Loss"}, prediction.detach()},
                    {{"distance", 0, 4}, distance.detach()}};
    if (!alone && schedule_.end_to_end) {
      const Tensor shares =
          torch::softmax(predicted.slice(1, 0, codes.size(1)).slice(2, 0, model_->shape.codes), -1);
      const Tensor mixture = torch::matmul(shares, model_->codebook.detach().clone());
      const Tensor end = cross_entropy(
          model_->program->forward(targets.before, model_->behind(memory, mixture, seen, false)),
          targets);
      loss.total = loss.total + end;
      loss.figures.push_back({{"end_to_end_nats", 0, 4, true, "Loss"}, end.detach()});
    }
    move_codebook(vectors.detach(), codes, seen, moment, rng);
    return loss;
  }

  // With the codes that the predictor itself writes.
  Judgement judge(const Batch& batch, const Moment& moment, bool) override {
    const torch::NoGradGuard guard;
    const Targets targets = programs_of(batch);
    Tensor seen;
    const Tensor codes = model_->nearest(model_->encode(targets.next, seen));
    const Memory memory = model_->encoder->forward(batch.x);
    const auto write = [&](const Tensor& latent, const Tensor& stands, bool alone) {
      const Tensor latents =
          torch::embedding(model_->codebook, latent.clamp_max(model_->shape.codes - 1));
      return model_->program->forward(targets.before,
                                      model_->behind(memory, latents, stands, alone));
    };
    const Tensor known = write(codes, seen, is_alone(moment));
    const Targets latents = latents_of(codes, seen);
    const Tensor predicted = model_->latent->forward(latents.before, memory);
    Tensor stands;
    const Tensor own = predict(memory, stands);
    const Tensor logits = write(own, stands, false);
    Judgement result;
    result.accuracy = mean_of(exact(logits, targets));
    result.kept = result.accuracy;
    const Tensor used = torch::bincount(codes.masked_select(seen), {}, model_->shape.codes);
    const Tensor share = used.to(torch::kDouble) / used.sum();
    const double entropy = -(share * (share + 1e-12).log()).sum().item<double>();
    result.figures = {
        {"fresh_nats", cross_entropy(logits, targets).item<double>(), 4, true, "Loss"},
        {"right_tokens", right_tokens(logits, targets), 3, true, "Tokens"},
        {"autoencoder_tokens", right_tokens(known, targets), 3, true, "Tokens"},
        {"alone_tokens", right_tokens(write(codes, seen, true), targets), 3, false, "Tokens"},
        {"right_codes", right_tokens(predicted, latents), 3, true, "Tokens"},
        {"perplexity", std::exp(entropy), 2, false, "Codes"}};
    return result;
  }

  bool settled(const Moment& moment) const override {
    return moment.last_tasks && !is_alone(moment);
  }

 private:
  bool is_alone(const Moment& moment) const {
    return static_cast<double>(moment.step) < schedule_.alone * static_cast<double>(moment.steps);
  }

  // The codes of a program, and the end behind them.
  Targets latents_of(const Tensor& codes, const Tensor& seen) const {
    const Tensor count = seen.sum(1, true);
    const Tensor place = torch::arange(codes.size(1) + 1, codes.options()).unsqueeze(0);
    Tensor next = torch::constant_pad_nd(codes, {0, 1}, std::int64_t{model_->end_code()});
    next = torch::where(place < count, next, torch::full_like(next, model_->end_code()));
    return targets_of(next, model_->begin_code(), place <= count);
  }

  // The likeliest codes, one after the other; `stands`: those before the end.
  Tensor predict(const Memory& memory, Tensor& stands) const {
    const std::int64_t tasks = memory.rows.size(0);
    Tensor fed = torch::full({tasks, 1}, model_->begin_code(), torch::kLong);
    for (int i = 0; i < model_->shape.code_room(); ++i) {
      const Tensor logits = model_->latent->forward(fed, memory).select(1, i);
      Tensor next = logits.argmax(1, true);
      // What begins a text stands nowhere else.
      next = torch::where(next == model_->begin_code(), torch::full_like(next, model_->end_code()),
                          next);
      fed = torch::cat({fed, next}, 1);
      if ((fed == model_->end_code()).any(1).all().item<bool>()) break;
    }
    const Tensor codes = fed.slice(1, 1);
    stands = (codes == model_->end_code()).to(torch::kLong).cumsum(1) == 0;
    stands.select(1, 0).fill_(true);
    return codes;
  }

  Tensor drawn(const Tensor& vectors, const Tensor& seen, std::int64_t count, const Rng& rng) {
    const Tensor all = vectors.flatten(0, 1).index_select(0, seen.flatten().nonzero().squeeze(1));
    Rng own = rng.split("codes");
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < count; ++i) rows.push_back(own.uniform(0, all.size(0) - 1));
    return all.index_select(0, torch::tensor(rows, torch::kLong).to(all.device()));
  }

  // Codes begin as vectors of programs.
  void begin_codebook(const Tensor& vectors, const Tensor& seen, const Rng& rng) {
    const torch::NoGradGuard guard;
    const Tensor first = drawn(vectors, seen, model_->shape.codes, rng);
    model_->codebook.copy_(first);
    model_->code_sums.copy_(first);
    model_->code_counts.fill_(1);
  }

  // Moving averages of the vectors that are nearest to each code (van den Oord et al., 2017,
  // appendix A.1); padding moves nothing. A code that has been out of use begins anew.
  void move_codebook(const Tensor& vectors, const Tensor& codes, const Tensor& seen,
                     const Moment& moment, const Rng& rng) {
    constexpr std::int64_t kSteps = 50;  // between two looks for codes out of use
    constexpr double kUnused = 0.05;     // of the mean use
    const torch::NoGradGuard guard;
    LatentModel& m = *model_;
    const Tensor one_hot = torch::one_hot(codes, m.shape.codes).to(torch::kFloat) *
                           seen.to(torch::kFloat).unsqueeze(2);
    const Tensor flat = one_hot.flatten(0, 1);
    const double rate = 1.0 - schedule_.decay;
    m.code_counts.mul_(schedule_.decay).add_(flat.sum(0), rate);
    m.code_sums.mul_(schedule_.decay)
        .add_(torch::matmul(flat.transpose(0, 1), vectors.flatten(0, 1)), rate);
    if (moment.step % kSteps == kSteps - 1 && 2 * moment.step < moment.steps) {
      const Tensor unused = (m.code_counts < kUnused * m.code_counts.mean()).unsqueeze(1);
      const Tensor fresh = drawn(vectors, seen, m.shape.codes, rng);
      m.code_sums.copy_(torch::where(unused, fresh, m.code_sums));
      m.code_counts.copy_(
          torch::where(unused.squeeze(1), torch::ones_like(m.code_counts), m.code_counts));
    }
    m.codebook.copy_(m.code_sums / m.code_counts.clamp_min(1e-3).unsqueeze(1));
  }

  LatentSchedule schedule_;
  std::shared_ptr<LatentModel> model_;
};

template <class Config, class Schedule, class Trainable>
training::Architecture architecture_of(const char* id, const char* format) {
  training::Architecture made;
  made.id = id;
  made.format = format;
  made.model = training::specs_of<Config>();
  made.training = training::specs_of<Schedule>();
  const auto shape_of = [](const Params& params, const training::TaskSource* source) {
    Config shape;
    training::read_fields(params, shape);
    if (source == nullptr) {
      shape.inputs = shape.outputs = 1;  // whatever they are
      shape.symbols = shape.tokens = 4;
      return shape;
    }
    shape.outputs = static_cast<int>(std::count(source->read.begin(), source->read.end(), true));
    shape.inputs = static_cast<int>(source->read.size()) - shape.outputs;
    shape.symbols = static_cast<int>(source->shape.alphabet);
    shape.tokens = static_cast<int>(source->vocabulary.size());
    return shape;
  };
  made.find_fault = [shape_of](const Params& params) {
    return find_fault(shape_of(params, nullptr)).value_or("");
  };
  made.source = make_source;
  made.make = [shape_of](const Params& params, const training::TaskSource& source,
                         torch::Device device) {
    Schedule schedule;
    training::read_fields(params, schedule);
    return std::make_unique<Trainable>(shape_of(params, &source), schedule, source.vocabulary,
                                       device);
  };
  return made;
}

}  // namespace

Result<training::TaskSource> make_source(const Domain& domain, const Language* language,
                                         const training::LoopSettings& settings) {
  auto made = make_token_language(domain, language, settings.tape);
  if (!made) return made.error();
  const std::shared_ptr<const TokenLanguage> tokens = *std::move(made);
  const SpecificationShape& shape = tokens->specification();
  training::TaskSource source;
  source.shape = {shape.places(), shape.symbols};
  source.read.assign(shape.inputs, false);
  source.read.resize(shape.places(), true);
  source.vocabulary = tokens->grammar().names();
  const auto room = static_cast<std::size_t>(Shape().room);
  for (std::size_t i = 0; i < room; ++i)
    source.answers.push_back("token " + std::to_string(i + 1) + " of the program");
  const auto write = [tokens, language, room](const GeneratedTask& task,
                                              std::span<const Example> pairs, std::int64_t* x,
                                              std::int64_t* y) -> Result<void> {
    const auto program = language->parse_typed(task.program, input_types(task.task));
    if (!program) return program.error();
    auto sentence = tokens->read(*program);
    if (!sentence) return sentence.error();
    if (sentence->size() > room)
      return Error{ErrorCode::bad_input, "a program of " + std::to_string(sentence->size()) +
                                             " tokens, and there is room for " +
                                             std::to_string(room)};
    sentence->resize(room, kNothing);
    std::vector<int> places(tokens->specification().places());
    for (const Example& pair : pairs) {
      if (auto done = tokens->encode(pair, places); !done) return done;
      x = std::copy(places.begin(), places.end(), x);
      y = std::copy(sentence->begin(), sentence->end(), y);
    }
    return {};
  };
  if (auto filled = training::fill_source(domain, settings, write, source); !filled)
    return filled.error();
  return source;
}

training::Architecture robustfill_architecture() {
  auto made = architecture_of<RobustFillConfig, CommonSchedule, RobustFillTrainable>(
      kRobustFill, kRobustFillFormat);
  made.summary = "a network that reads examples and writes a program, token by token";
  made.about =
      "A network that reads the examples of a task and writes a program, token by token "
      "(RobustFill, Devlin et al. 2017); see docs/writer.md.";
  return made;
}

training::Architecture latent_architecture() {
  auto made = architecture_of<LatentConfig, LatentSchedule, LatentTrainable>(kLatentProgrammer,
                                                                             kLatentFormat);
  made.summary = "a network that plans a program in codes of its own and then writes it";
  made.about =
      "A network that reads the examples of a task, writes a plan in codes that it has invented, "
      "and then the program (Latent Programmer, Hong et al. 2021); see docs/writer.md.";
  return made;
}

}  // namespace inkling::writer
