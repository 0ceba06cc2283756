#include "writer_training.hpp"

#include "architecture.hpp"
#include "latent_training.hpp"
#include "targets.hpp"
#include "token_language.hpp"

namespace inkling::writer {
namespace {

class RobustFillTrainable final : public WriterOf<Model, CommonSchedule> {
 public:
  using WriterOf::WriterOf;

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
};

}  // namespace

Result<training::TaskSource> make_source(const Domain& domain, const Language* language,
                                         const training::LoopSettings& settings,
                                         const Params& params, const Rewrite& rewrite) {
  auto made = make_token_language(domain, language, settings.tape);
  if (!made) return made.error();
  const std::shared_ptr<const TokenLanguage> tokens = *std::move(made);
  const SpecificationShape& shape = tokens->specification();
  training::TaskSource source;
  source.shape = {shape.places(), shape.symbols};
  source.read.assign(shape.inputs, false);
  source.read.resize(shape.places(), true);
  source.vocabulary = tokens->grammar().names();
  const auto room = static_cast<std::size_t>(params.get_int("room"));
  for (std::size_t i = 0; i < room; ++i)
    source.answers.push_back("token " + std::to_string(i + 1) + " of the program");
  const auto write = [tokens, language, room, rewrite](
                         const GeneratedTask& task, std::span<const Example> pairs, std::int64_t* x,
                         std::int64_t* y) -> Result<void> {
    const auto program = language->parse_typed(task.program, input_types(task.task));
    if (!program) return program.error();
    auto sentence = tokens->read(*program);
    if (!sentence) return sentence.error();
    if (rewrite)
      if (auto other = rewrite(*program, task.task, pairs)) sentence = *std::move(other);
    if (sentence->size() > room)
      return Error{ErrorCode::bad_input,
                   "a program of " + std::to_string(sentence->size()) +
                       " tokens, and there is room for " + std::to_string(room),
                   {"set room=" + std::to_string(sentence->size()) +
                    " or more, or ask for shorter programs with `tasks`"}};
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
  const auto make = [](const RobustFillConfig& shape, const auto&... arguments) {
    return std::make_unique<RobustFillTrainable>(make_model(shape), arguments...);
  };
  auto made =
      architecture_of<RobustFillConfig, CommonSchedule>(kRobustFill, kRobustFillFormat, make);
  made.summary = "a network that reads examples and writes a program, token by token";
  made.about =
      "A network that reads the examples of a task and writes a program, token by token "
      "(RobustFill, Devlin et al. 2017); see docs/writer.md.";
  return made;
}

training::Architecture latent_architecture() {
  const auto make = [](const LatentConfig& shape, const auto&... arguments) {
    return shape.plans_vectors() ? make_vector_latent(shape, arguments...)
                                 : make_latent(shape, arguments...);
  };
  auto made = architecture_of<LatentConfig, LatentSchedule>(kLatentProgrammer, kLatentFormat, make);
  made.summary = "a network that plans a program in codes of its own and then writes it";
  made.about =
      "A network that reads the examples of a task, writes a plan in codes that it has invented, "
      "and then the program (Latent Programmer, Hong et al. 2021); see docs/writer.md.";
  return made;
}

}  // namespace inkling::writer
