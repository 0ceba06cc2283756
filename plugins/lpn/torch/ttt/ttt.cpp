#include "ttt.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/nn/denormals.hpp>
#include <limits>
#include <list>
#include <mutex>

#include "context_training.hpp"
#include "losses.hpp"
#include "stored_model.hpp"

namespace inkling::lpn {
namespace {

using common::Pairs;
using torch::Tensor;

constexpr std::int64_t kMostSteps = 1000;
constexpr std::size_t kKept = 4;  // trained networks

// What a program says: a row of the number of steps, the rate and the number of examples, then a
// row for every input and every output, those of examples that are not there 0; and one of the
// places that a loss looks at.
constexpr std::size_t kRows = 2 + 2 * kMostTrained;
struct Lesson {
  std::int64_t steps = 0;
  double rate = 0;
  Pairs pairs;
};

std::vector<float> write(const Lesson& lesson, const LatentSpace& space) {
  std::vector<float> vector(space.size(), 0.0F);
  vector[0] = static_cast<float>(lesson.steps);
  vector[1] = static_cast<float>(lesson.rate);
  vector[2] = static_cast<float>(lesson.pairs.count);
  const auto outputs = static_cast<std::ptrdiff_t>((1 + kMostTrained) * space.width);
  std::copy(lesson.pairs.x.begin(), lesson.pairs.x.end(),
            vector.begin() + static_cast<std::ptrdiff_t>(space.width));
  std::copy(lesson.pairs.y.begin(), lesson.pairs.y.end(), vector.begin() + outputs);
  for (std::size_t i = 0; i < space.width; ++i)
    vector[(kRows - 1) * space.width + i] =
        lesson.pairs.read.empty() || lesson.pairs.read[i] ? 1.0F : 0.0F;
  return vector;
}

// Numbers that no program has are brought to the nearest that one can.
Lesson read(std::span<const float> vector, const common::ModelFacts& facts) {
  const std::size_t n = facts.length;
  const auto whole = [](float x, double high) {
    return static_cast<std::int64_t>(std::clamp(std::round(double{x}), 0.0, high));
  };
  Lesson lesson;
  lesson.steps = whole(vector[0], double{kMostSteps});
  lesson.rate = std::clamp(double{vector[1]}, 0.0, 1.0);
  lesson.pairs.count =
      static_cast<std::size_t>(std::max<std::int64_t>(1, whole(vector[2], double{kMostTrained})));
  const auto symbols = [&](std::size_t row, std::vector<int>& to) {
    for (const float x : vector.subspan(row * n, lesson.pairs.count * n))
      to.push_back(static_cast<int>(whole(x, static_cast<double>(facts.symbols - 1))));
  };
  symbols(1, lesson.pairs.x);
  symbols(1 + kMostTrained, lesson.pairs.y);
  const std::span<const float> looked_at = vector.subspan((kRows - 1) * n, n);
  std::vector<bool> where;
  for (const float x : looked_at) where.push_back(x > 0.5F);
  const auto count = std::count(where.begin(), where.end(), true);
  if (count > 0 && static_cast<std::size_t>(count) < n) lesson.pairs.read = std::move(where);
  return lesson;
}

Tensor rows_of(const std::vector<int>& data, std::size_t rows) {
  return torch::tensor(data, torch::kInt).to(torch::kLong).view({static_cast<int64_t>(rows), -1});
}

// A network and its gradient descent on a lesson's pairs. Adam, as the network itself was trained.
class Training {
 public:
  Training(const Model& from, const Lesson& lesson, Tensor read)
      : model_(std::make_shared<Model>(from.config)),
        x_(rows_of(lesson.pairs.x, lesson.pairs.count)),
        y_(rows_of(lesson.pairs.y, lesson.pairs.count)),
        read_(std::move(read)),
        rate_(lesson.rate) {
    const torch::NoGradGuard guard;
    const auto given = from.named_parameters();
    for (const auto& item : model_->named_parameters()) {
      item.value().copy_(given[item.key()]);
      parameters_.push_back(item.value());
      first_.push_back(torch::zeros_like(item.value()));
      second_.push_back(torch::zeros_like(item.value()));
    }
  }

  std::size_t pairs() const { return static_cast<std::size_t>(x_.size(0)); }
  std::int64_t steps() const { return done_; }
  // Weights, and the moments of their descent.
  std::size_t bytes() const {
    std::size_t count = 0;
    for (const Tensor& it : parameters_) count += static_cast<std::size_t>(it.numel());
    return 3 * sizeof(float) * count;
  }

  void step() {
    const torch::AutoGradMode with(true);
    const nn::FlushDenormals flush;
    const Tensor z = model_->encode(x_, y_).mean.unsqueeze(0);
    const Tensor loss =
        leave_one_out_loss(*model_, z, x_.unsqueeze(0), y_.unsqueeze(0), read_, x_.size(0) - 1)
            .sum();
    const auto gradients = torch::autograd::grad({loss}, parameters_, {}, false, false, true);
    const torch::NoGradGuard guard;
    ++done_;
    constexpr double kFirst = 0.9, kSecond = 0.999, kEpsilon = 1e-8;
    const auto t = static_cast<double>(done_);
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (!gradients[i].defined()) continue;
      first_[i].mul_(kFirst).add_(gradients[i], 1.0 - kFirst);
      second_[i].mul_(kSecond).addcmul_(gradients[i], gradients[i], 1.0 - kSecond);
      const Tensor deviation = (second_[i] / (1.0 - std::pow(kSecond, t))).sqrt_().add_(kEpsilon);
      parameters_[i].addcdiv_(first_[i], deviation, -rate_ / (1.0 - std::pow(kFirst, t)));
    }
  }

  // What the pairs are in the rows of the trained network.
  Tensor context() {
    const torch::NoGradGuard guard;
    return fill_rows(model_->encode(x_, y_).mean.unsqueeze(0), model_->rows());
  }
  Model& model() { return *model_; }

 private:
  std::shared_ptr<Model> model_;
  Tensor x_, y_, read_;
  double rate_;
  std::vector<Tensor> parameters_, first_, second_;
  std::int64_t done_ = 0;
};

// Networks that were trained, the last one first.
class Trained {
 public:
  Trained(std::shared_ptr<Model> model, common::ModelFacts facts)
      : model_(std::move(model)), facts_(std::move(facts)) {}
  const common::ModelFacts& facts() const { return facts_; }

  std::shared_ptr<Training> begin(const Lesson& lesson) const {
    return std::make_shared<Training>(*model_, lesson,
                                      lesson.pairs.read.empty()
                                          ? Tensor()
                                          : training::places_read(lesson.pairs.read, torch::kCPU));
  }
  void keep(std::vector<float> vector, std::shared_ptr<Training> training) const {
    const std::lock_guard lock(mutex_);
    kept_.emplace_front(std::move(vector), std::move(training));
    if (kept_.size() > kKept) kept_.pop_back();
  }
  // That of the program, trained now where it was not.
  std::shared_ptr<Training> of(const std::vector<float>& vector) const {
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [known, training] : kept_)
        if (known == vector) return training;
    }
    const Lesson lesson = read(vector, facts_);
    auto training = begin(lesson);
    while (training->pairs() > 1 && training->steps() < lesson.steps) training->step();
    keep(vector, training);
    return training;
  }

 private:
  std::shared_ptr<Model> model_;
  common::ModelFacts facts_;
  mutable std::mutex mutex_;
  mutable std::list<std::pair<std::vector<float>, std::shared_ptr<Training>>> kept_;
};

// A start is a lesson. run() follows it as far as the budget reaches; there are no gradients of it.
class Problem : public LatentProblem {
 public:
  Problem(std::shared_ptr<const Trained> trained, Pairs pairs, std::string name)
      : trained_(std::move(trained)), name_(std::move(name)) {
    const std::size_t n = trained_->facts().length, all = pairs.count;
    lesson_.pairs.count = std::min(all, kMostTrained);
    lesson_.pairs.read = std::move(pairs.read);
    for (std::size_t k = 0; k < lesson_.pairs.count; ++k) {
      const auto from = static_cast<std::ptrdiff_t>(k * all / lesson_.pairs.count * n);
      const auto to = from + static_cast<std::ptrdiff_t>(n);
      lesson_.pairs.x.insert(lesson_.pairs.x.end(), pairs.x.begin() + from, pairs.x.begin() + to);
      lesson_.pairs.y.insert(lesson_.pairs.y.end(), pairs.y.begin() + from, pairs.y.begin() + to);
    }
  }
  LatentSpace space() const override { return trained_->facts().space; }
  std::vector<float> initial() const override { return write(lesson_, space()); }
  // The loss of what a lesson leads to, on its own examples and without leaving any out.
  Result<void> evaluate(TensorView<const float> starts, const Evaluation&, TensorView<float> loss,
                        TensorView<float> gradient) override {
    if (gradient.rank() != 0)
      return Error{ErrorCode::unsupported, "test-time training has no gradient of its own"};
    if (auto checked = common::check_sizes(space(), starts, loss, gradient); !checked)
      return checked;
    const torch::NoGradGuard guard;
    for (std::size_t s = 0; s < loss.size(); ++s) {
      const float* from = starts.data() + s * space().size();
      const auto training = trained_->of({from, from + space().size()});
      const auto count = static_cast<std::int64_t>(lesson_.pairs.count);
      const Tensor y = rows_of(lesson_.pairs.y, lesson_.pairs.count);
      const Tensor out = training->model().decode(training->context().expand({count, -1, -1}),
                                                  rows_of(lesson_.pairs.x, lesson_.pairs.count), y);
      loss.data()[s] = training::tape_loss(out, y).sum().item<float>();
    }
    return {};
  }
  std::optional<Result<void>> run(DescentState& state, const Descent& descent,
                                  const Budget& budget) override {
    const nn::FlushDenormals flush;
    lesson_.steps = 0;
    lesson_.rate = static_cast<double>(descent.learning_rate);
    const auto training = trained_->begin(lesson_);
    const std::uint64_t cost = 3 * lesson_.pairs.count;
    state.bytes = training->bytes();
    StopReason reason{};
    while (training->pairs() > 1 && state.step < descent.steps &&
           !budget.exhausted(state.evaluations + cost, state.bytes, reason)) {
      training->step();
      ++state.step;
      state.evaluations += cost;
    }
    lesson_.steps = training->steps();
    state.latent = write(lesson_, space());
    trained_->keep(state.latent, training);
    return Result<void>();
  }
  LatentCode decode(TensorView<const float> start) const override {
    return {space(), {start.data(), start.data() + start.size()}, {}, name_};
  }

 private:
  std::shared_ptr<const Trained> trained_;
  Lesson lesson_;
  std::string name_;
};

class TttModel : public common::LatentModel {
 public:
  explicit TttModel(std::shared_ptr<const Trained> trained) : trained_(std::move(trained)) {}
  const common::ModelFacts& facts() const override { return trained_->facts(); }
  std::vector<common::DrawnCode> propose(const Pairs&, std::size_t, double, Rng&) const override {
    return {};
  }
  std::vector<int> run(const LatentCode& code, std::span<const int> x) const override {
    const torch::NoGradGuard guard;
    const nn::FlushDenormals flush;
    const auto training = trained_->of(code.vector);
    const std::size_t inputs = x.size() / facts().length;
    const Tensor out =
        training->model()
            .write(training->context().expand({static_cast<std::int64_t>(inputs), -1, -1}),
                   rows_of({x.begin(), x.end()}, inputs))
            .argmax(2)
            .to(torch::kInt)
            .contiguous();
    return {out.data_ptr<int>(), out.data_ptr<int>() + out.numel()};
  }
  Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions&,
                                                 std::string name) const override {
    return std::unique_ptr<LatentProblem>(
        std::make_unique<Problem>(trained_, std::move(pairs), std::move(name)));
  }

 private:
  std::shared_ptr<const Trained> trained_;
};

class TttSearcher : public Searcher {
 public:
  TttSearcher() {
    info_.id = "ttt";
    info_.summary = "trains a network on the task's own examples before it answers";
    info_.needs_gradient = true;
    info_.params = {{"steps",
                     ParamType::integer,
                     "10",
                     "of training, on all weights",
                     0,
                     static_cast<double>(kMostSteps),
                     {}},
                    {"learning_rate", ParamType::real, "0.0001", "of Adam", 1e-7, 1, {}},
                    {"model",
                     ParamType::text,
                     "auto",
                     "auto (which explains the examples best, untrained) or a model",
                     {},
                     {},
                     {}}};
  }
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t, const Budget& budget, ProgressSink*) const override {
    auto problem = prepare(task, tools, params, budget);
    if (!problem) return std::move(problem).error();
    DescentState state;
    Descent descent;
    descent.steps = static_cast<std::size_t>(params.get_int("steps"));
    descent.learning_rate = static_cast<float>(params.get_real("learning_rate"));
    const auto done = (*problem)->run(state, descent, budget);
    if (!done) return Error{ErrorCode::unsupported, "this network cannot be trained on a task"};
    if (!*done) return done->error();
    Outcome outcome;
    outcome.evaluations = state.evaluations;
    outcome.bytes = state.bytes;
    const LatentSpace space = (*problem)->space();
    Candidate candidate;
    candidate.program = Program::latent(tools.interpreter->info().id,
                                        (*problem)->decode(TensorView<const float>(
                                            state.latent.data(), {space.positions, space.width})));
    outcome.candidates.push_back(std::move(candidate));
    if (task.examples.size() == 1)
      outcome.warnings.push_back(
          "nothing was trained: with a single example there is none to leave out; give another");
    else if (state.step < descent.steps)
      budget.exhausted(state.evaluations + 3 * task.examples.size(), state.bytes, outcome.reason);
    return outcome;
  }

 private:
  static Result<std::unique_ptr<LatentProblem>> prepare(const Task& task, const Toolbox& tools,
                                                        const Params& params,
                                                        const Budget& budget) {
    const DifferentiableInterpreter& interpreter = *tools.interpreter->gradient();
    ProblemOptions options;
    options.threads = budget.limits().threads;
    if (const std::string& model = params.get_text("model"); model != "auto") {
      options.model = model;
      return interpreter.prepare(task, options);
    }
    const std::vector<std::string> names = interpreter.models();
    if (names.size() < 2) return interpreter.prepare(task, options);
    std::unique_ptr<LatentProblem> best;
    std::optional<Error> refused;
    float least = std::numeric_limits<float>::infinity();
    for (const std::string& name : names) {
      options.model = name;
      auto problem = interpreter.prepare(task, options);
      if (!problem) {
        if (!refused) refused = std::move(problem).error();
        continue;
      }
      const std::vector<float> start = (*problem)->initial();
      const LatentSpace space = (*problem)->space();
      float loss = 0.0F;
      const auto done = (*problem)->evaluate(
          TensorView<const float>(start.data(), {1, space.positions, space.width}), {},
          TensorView<float>(&loss, {1}), {});
      if (!done || (best != nullptr && !(loss < least))) continue;
      least = loss;
      best = *std::move(problem);
    }
    if (best != nullptr) return best;
    return *std::move(refused);
  }

  SearcherInfo info_;
};

}  // namespace

Result<common::ModelShelf::Model> load_trained(const std::filesystem::path& path) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  std::shared_ptr<Model> model;
  if (const auto fault = from_context_weights(file, model))
    return common::unusable(path, Error{ErrorCode::io, *fault});
  if (model->config.length < 3)
    return Error{ErrorCode::unsupported,
                 "the weights " + path.string() +
                     " are for a tape of less than three places, and a program of test-time "
                     "training needs as many"};
  at::set_num_threads(1);  // products this small only lose by being split
  common::ModelFacts facts;
  facts.length = static_cast<std::size_t>(model->config.length);
  facts.symbols = static_cast<std::size_t>(model->config.symbols);
  facts.space = {kRows, facts.length, 0};
  facts.at_once = true;
  facts.explanation =
      "no program: so many steps, at this rate, of training an in-context network on these "
      "examples";
  return common::ModelShelf::Model(std::make_shared<const TttModel>(
      std::make_shared<const Trained>(std::move(model), std::move(facts))));
}

std::unique_ptr<Searcher> make_ttt_searcher() {
  return std::make_unique<TttSearcher>();
}

}  // namespace inkling::lpn
