#include "pricer_training.hpp"

#include <algorithm>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <model_shelf.hpp>

#include "encoding.hpp"
#include "entries.hpp"
#include "network.hpp"
#include "stored_model.hpp"

namespace inkling::pricer {
namespace {

using torch::Tensor;
using training::Batch;
using training::Moment;

Shape shape_of(const ModelConfig& config) {
  return {config.length, config.symbols, config.width,  config.hidden,
          config.before, config.after,   config.entries};
}

// Whether each entry is used, [tasks, entries]: it stands beside every pair.
Tensor marks_of(const Batch& batch) {
  return batch.y.select(1, 0).to(torch::kFloat);
}

// The sum over the entries, the mean over the tasks, in nats.
Tensor cross_entropy(const Tensor& odds, const Tensor& marks) {
  return torch::binary_cross_entropy_with_logits(odds, marks, {}, {}, at::Reduction::None)
      .sum(1)
      .mean();
}

}  // namespace

Result<training::TaskSource> make_source(const Domain& domain, const Language* language,
                                         const training::LoopSettings& settings) {
  const dsl::Catalogue* catalogue = language == nullptr ? nullptr : dsl::catalogue_of(*language);
  if (catalogue == nullptr)
    return Error{ErrorCode::unsupported, "a guide learns what programs are made of, and domain '" +
                                             domain.info().id +
                                             "' has no language with an operator catalogue"};
  training::TaskSource source;
  // A language that says how texts are taken apart is one of texts.
  const std::size_t places = catalogue->moves().empty() ? kPlaces : kTextPlaces;
  source.shape = {places, static_cast<std::size_t>(kSymbols)};
  const auto entries = std::make_shared<const Entries>(entries_of(*catalogue));
  source.answers = entries->names;
  // One training draws from one thread.
  const auto usage = std::make_shared<dsl::Usage>(*catalogue);
  const auto write = [language, catalogue, entries, usage, places](
                         const GeneratedTask& task, std::span<const Example> pairs, std::int64_t* x,
                         std::int64_t* y) -> Result<void> {
    const auto program = language->parse_typed(task.program, input_types(task.task));
    if (!program) return program.error();
    const dsl::CompiledProgram* tree = dsl::compiled(*catalogue, *program);
    if (tree == nullptr)
      return Error{ErrorCode::unsupported,
                   "the hidden program '" + task.program + "' is not of the language"};
    usage->clear();
    usage->add(*tree->expr);
    std::vector<std::uint64_t> counts;
    read_usage(*usage, *entries, counts);
    std::vector<int> symbols(places);
    for (const Example& pair : pairs) {
      encode(pair.inputs, pair.output, symbols);
      x = std::copy(symbols.begin(), symbols.end(), x);
      y = std::transform(counts.begin(), counts.end(), y,
                         [](std::uint64_t count) { return count > 0 ? 1 : 0; });
    }
    return {};
  };
  if (auto filled = training::fill_source(domain, settings, write, source); !filled)
    return filled.error();
  return source;
}

training::Architecture architecture() {
  training::Architecture made;
  made.id = "pricer";
  made.summary = "a network that reads examples and prices what a symbolic search tries";
  made.format = kFormat;
  made.about =
      "A network that reads the examples of a task and says for every operator, constant and "
      "function of the language how likely the program is to use it (DeepCoder, Balog et al. "
      "2017); see docs/guide.md.";
  made.model = training::specs_of<ModelConfig>();
  made.training = training::specs_of<ScheduleConfig>();
  made.find_fault = [](const Params&) { return std::string(); };
  made.source = [](const Domain& domain, const Language* language,
                   const training::LoopSettings& settings,
                   const Params&) { return make_source(domain, language, settings); };
  made.make = [](const Params& params, const training::TaskSource& source, torch::Device device) {
    ModelConfig shape;
    ScheduleConfig schedule;
    training::read_fields(params, shape);
    training::read_fields(params, schedule);
    shape.length = static_cast<int>(source.shape.places);
    shape.symbols = static_cast<int>(source.shape.alphabet);
    shape.entries = static_cast<int>(source.answers.size());
    return std::make_unique<Trainable>(shape, schedule, source.answers, device);
  };
  return made;
}

Trainable::Trainable(const ModelConfig& shape, const ScheduleConfig& schedule,
                     std::vector<std::string> entries, torch::Device device)
    : schedule_(schedule), entries_(std::move(entries)), model_(std::make_shared<Model>(shape)) {
  model_->to(device);
}

training::StepLoss Trainable::loss(const Batch& batch, const Moment&, const Rng& rng) {
  Tensor x = batch.x;
  if (schedule_.vary) {
    Rng own = rng.split("pairs");
    x = x.slice(1, 0, own.uniform(1, x.size(1)));
  }
  training::StepLoss loss;
  loss.total = cross_entropy(model_->forward(x), marks_of(batch));
  loss.figures = {{{"nats", 0, 4, true, "Loss"}, loss.total.detach()}};
  return loss;
}

training::Judgement Trainable::judge(const Batch& batch, const Moment&, bool) {
  const torch::NoGradGuard guard;
  const Tensor odds = model_->forward(batch.x), marks = marks_of(batch);
  // The rank of every entry among the guesses, from 0 on.
  const Tensor rank = odds.argsort(int64_t{1}, true).argsort(int64_t{1}, false);
  const Tensor used = marks.sum(1, true);
  const Tensor among = (rank < 2 * used).to(torch::kFloat) * marks;
  const Tensor share = among.sum(1) / used.squeeze(1).clamp_min(1);
  training::Judgement result;
  result.accuracy = result.kept = share.to(torch::kDouble).mean().item<double>();
  result.figures = {{"fresh_nats", cross_entropy(odds, marks).item<double>(), 4, true, "Loss"}};
  return result;
}

Result<void> Trainable::complete(nn::WeightsFile& file, const training::DrawTasks&, std::uint64_t) {
  file.metadata[kEntries] = common::join_lines(entries_);
  if (const nn::Fault fault = find_fault(shape_of(model_->config)))
    return Error{ErrorCode::internal, *fault};
  return {};
}

}  // namespace inkling::pricer
