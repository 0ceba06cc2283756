// How LaSynth is trained: L_prog + L_exec + L_op (equation 8 of the paper).
#include <algorithm>
#include <cmath>

#include "architecture.hpp"
#include "lasynth_model.hpp"
#include "targets.hpp"
#include "teacher.hpp"
#include "token_language.hpp"

namespace inkling::writer {
namespace {

// Logits [P, N, symbols] against symbols [N, P], the mean in nats.
Tensor symbols_loss(const Tensor& logits, const Tensor& symbols) {
  const Tensor all = torch::log_softmax(logits, 2).gather(2, symbols.t().unsqueeze(2));
  return -all.mean();
}

class LaSynthTrainable final : public WriterOf<LaSynthModel, LaSynthSchedule> {
 public:
  using WriterOf::WriterOf;

  StepLoss loss(const Batch& batch, const Moment&, const Rng& rng) override {
    const Targets targets = programs_of(batch);
    const Tensor x = examples_of(batch, schedule_.vary, rng);
    const LaSynthModel::Answers made = model_->forward(x, targets.before, ends_of(targets));
    StepLoss loss;
    loss.total = cross_entropy(made.logits, targets);
    loss.figures = {{{"nats", 0, 4, true, "Loss"}, loss.total.detach()}};
    if (made.executed.defined()) {
      const Tensor execution = symbols_loss(made.executed, outputs_of(x));
      loss.total = loss.total + schedule_.execution * execution;
      loss.figures.push_back({{"execution_nats", 0, 4, true, "Loss"}, execution.detach()});
    }
    if (made.values.defined()) {
      const Tensor operation = symbols_loss(made.values, inputs_of(x));
      loss.total = loss.total + schedule_.operation * operation;
      loss.figures.push_back({{"operation_nats", 0, 4, false, "Loss"}, operation.detach()});
    }
    return loss;
  }

  // Kept are the weights with the likeliest programs: exact ones are rare where many do the same.
  Judgement judge(const Batch& batch, const Moment&, bool) override {
    const torch::NoGradGuard guard;
    const Targets targets = programs_of(batch);
    const LaSynthModel::Answers made = model_->forward(batch.x, targets.before, ends_of(targets));
    const double nats = cross_entropy(made.logits, targets).item<double>();
    Judgement result;
    result.accuracy = mean_of(exact(made.logits, targets));
    result.kept = std::exp(-nats);
    result.figures = {{"fresh_nats", nats, 4, true, "Loss"},
                      {"right_tokens", right_tokens(made.logits, targets), 3, true, "Tokens"}};
    if (made.executed.defined()) {
      const Tensor right = made.executed.argmax(2).t() == outputs_of(batch.x);
      result.figures.push_back({"right_symbols", mean_of(right), 3, true, "Executor"});
      result.figures.push_back({"right_outputs", mean_of(right.all(1)), 3, false, "Executor"});
    }
    return result;
  }

 private:
  // Where each program's kEnd is asked for.
  static Tensor ends_of(const Targets& targets) {
    return targets.stands.sum(1).to(torch::kLong) - 1;
  }
  Tensor inputs_of(const Tensor& x) const {
    return x.slice(2, 0, model_->shape.inputs).flatten(0, 1);
  }
  Tensor outputs_of(const Tensor& x) const {
    return x.slice(2, model_->shape.inputs).flatten(0, 1);
  }
};

}  // namespace

training::Architecture lasynth_architecture() {
  const auto make = [](const LaSynthConfig& shape, const auto&... arguments) {
    return std::make_unique<LaSynthTrainable>(std::make_shared<LaSynthModel>(shape), arguments...);
  };
  auto made = architecture_of<LaSynthConfig, LaSynthSchedule>(kLaSynth, kLaSynthFormat, make);
  made.summary = "a network that writes a program and runs what it has written so far, in numbers";
  made.about =
      "A network that reads the examples of a task and writes a program token by token, with an "
      "executor that makes of the inputs what the program so far does to them (LaSynth, Chen, "
      "Song and Tian 2021); see docs/lasynth.md.";
  made.source = [](const Domain& domain, const Language* language,
                   const training::LoopSettings& settings,
                   const Params& params) -> Result<training::TaskSource> {
    LaSynthConfig shape;
    training::read_fields(params, shape);
    const auto tokens = make_token_language(domain, language, settings.tape);
    if (shape.grid() && tokens && (*tokens)->specification().side == 0)
      return Error{ErrorCode::unsupported,
                   "reads=grid: values of domain " + domain.info().id + " are no grids on its tape",
                   {"use reads=row"}};
    LaSynthSchedule schedule;
    training::read_fields(params, schedule);
    Rewrite rewrite;
    if (!schedule.teacher.empty() && language != nullptr) {
      auto teacher = Teacher::load(schedule.teacher, kLaSynthFormat, domain, *language,
                                   static_cast<std::size_t>(schedule.teacher_beam));
      if (!teacher) return teacher.error();
      rewrite = [teacher = *std::move(teacher)](const Program& hidden, const Task& task,
                                                std::span<const Example> pairs) {
        return teacher->write(hidden, task, pairs);
      };
    }
    auto source = make_source(domain, language, settings, params, rewrite);
    if (!source) return source;
    const auto outputs = std::count(source->read.begin(), source->read.end(), true);
    if (2 * outputs != static_cast<std::ptrdiff_t>(source->read.size()))
      return Error{ErrorCode::unsupported,
                   "inputs of domain " + domain.info().id + " have " +
                       std::to_string(static_cast<std::ptrdiff_t>(source->read.size()) - outputs) +
                       " places and outputs " + std::to_string(outputs) +
                       ": lasynth needs as many of both, for what it runs an input becomes an "
                       "output",
                   {"train robustfill on it"}};
    return source;
  };
  return made;
}

}  // namespace inkling::writer
