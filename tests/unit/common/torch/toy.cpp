#include "toy.hpp"

#include "losses.hpp"

namespace inkling::training {
namespace {

using torch::Tensor;

constexpr int kSymbols = 5;
constexpr int kBlank = 4;

class CellsCodec : public Codec {
 public:
  explicit CellsCodec(std::size_t cells)
      : cells_(cells), shape_{2 * cells, kSymbols}, read_(2 * cells, false) {
    std::fill(read_.begin() + static_cast<std::ptrdiff_t>(cells), read_.end(), true);
  }
  const TapeShape& shape() const override { return shape_; }
  std::string symbol_text(int symbol) const override { return std::to_string(symbol); }
  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    return write(inputs[0], tape, 0);
  }
  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    return write(output, tape, cells_);
  }
  const std::vector<bool>& read_places() const override { return read_; }
  Result<Value> read_output(std::span<const int>) const override { return Value(0); }

 private:
  Result<void> write(const Value& value, std::span<int> tape, std::size_t at) const {
    std::fill(tape.begin(), tape.end(), kBlank);
    const Value::List& list = value.as_list();
    if (list.size() > cells_)
      return Error{ErrorCode::bad_input, value_text(list.size()) + " numbers do not fit " +
                                             value_text(cells_) + " cells"};
    for (const Value& item : list) tape[at++] = static_cast<int>(item.as_int());
    return {};
  }
  static std::string value_text(std::size_t count) { return std::to_string(count); }

  std::size_t cells_;
  TapeShape shape_;
  std::vector<bool> read_;
};

class Toy : public TrainableModel {
 public:
  Toy(const Params& params, const TaskSource& source)
      : symbols_(static_cast<std::int64_t>(source.shape.alphabet)),
        settle_(params.get_int("settle")),
        noise_(params.get_real("noise")),
        read_(places_read(source.read, torch::kCPU)),
        map_(static_cast<std::int64_t>(source.shape.places) * symbols_, read_.numel() * symbols_) {}

  torch::nn::Module& module() override { return *map_; }
  LatentSpace space() const override { return {1, 2, 0}; }
  StepLoss loss(const Batch& batch, const Moment&, const Rng& rng) override {
    Rng mine = rng.split("toy");
    StepLoss loss;
    Tensor y = batch.y.index_select(2, read_);
    if (mine.uniform_real() < noise_) y = (y + 1) % symbols_;
    const Tensor out = predict(batch.x);
    loss.total = -out.gather(3, y.unsqueeze(3)).mean();
    loss.figures.emplace_back(Figure{"nll", 0, 5, true, "Loss"}, loss.total);
    return loss;
  }
  std::vector<Figure> schedule(const Moment&) const override {
    return {{"looks", static_cast<double>(looks_), 0}};
  }
  Judgement judge(const Batch& batch, const Moment&, bool) override {
    const torch::NoGradGuard guard;
    const std::int64_t last = batch.x.size(1) - 1;
    const Tensor out = predict(batch.x).select(1, last).argmax(2);
    const Tensor right = (out == batch.y.select(1, last).index_select(1, read_)).all(1);
    Judgement judgement;
    judgement.accuracy = judgement.kept = right.to(torch::kDouble).mean().item<double>();
    return judgement;
  }
  void after_look(const Judgement&, const Moment&) override { ++looks_; }
  bool settled(const Moment& moment) const override {
    return moment.last_tasks && looks_ >= settle_;
  }
  std::map<std::string, std::int64_t> state() const override { return {{"looks", looks_}}; }
  bool restore(const std::map<std::string, std::int64_t>& state) override {
    const auto found = state.find("looks");
    if (found == state.end()) return false;
    looks_ = found->second;
    return true;
  }
  Result<void> complete(nn::WeightsFile& weights, const DrawTasks& draw,
                        std::uint64_t seed) override {
    Rng rng(seed);
    const auto batch = draw(2, 3, rng);
    if (!batch) return batch.error();
    weights.metadata["toy"] = to_text(batch->x.size(0) * batch->x.size(1));
    return {};
  }

 private:
  // log-probabilities [tasks, pairs, read, symbols]
  Tensor predict(const Tensor& x) {
    const Tensor seen = torch::one_hot(x, symbols_).to(torch::kFloat).flatten(2);
    return torch::log_softmax(
        map_->forward(seen).view({x.size(0), x.size(1), read_.numel(), symbols_}), 3);
  }

  std::int64_t symbols_;
  std::int64_t settle_;
  std::int64_t looks_ = 0;
  double noise_;
  Tensor read_;
  torch::nn::Linear map_;
};

}  // namespace

CellsDomain::CellsDomain() {
  info_.id = "cells";
  info_.generator = {{"longest", ParamType::integer, "3", "numbers of a list", 1, 9, {}},
                     {"up", ParamType::boolean, "true", "counts up", {}, {}, {}}};
  info_.tape = {{"cells", ParamType::integer, "3", "of a list", 1, 9, {}}};
}

Result<GeneratedTask> CellsDomain::generate(const Params& params, Rng& rng) const {
  GeneratedTask made;
  const std::int64_t size = rng.uniform(1, params.get_int("longest"));
  for (int pair = 0; pair < kPairs; ++pair) {
    Value::List in, out;
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t number = rng.uniform(0, 3);
      in.emplace_back(number);
      out.emplace_back((number + 1) % 4);
    }
    if (pair < 4)
      made.task.examples.push_back({{Value(in)}, Value(out)});
    else
      made.task.queries.push_back({{Value(in)}, Value(out)});
  }
  return made;
}

Result<std::shared_ptr<const Codec>> CellsDomain::codec(const Params& tape) const {
  return std::shared_ptr<const Codec>(
      std::make_shared<const CellsCodec>(static_cast<std::size_t>(tape.get_int("cells"))));
}

Architecture toy_architecture() {
  Architecture made;
  made.id = "toy";
  made.summary = "one linear map";
  made.format = "toy-1";
  made.about = "One linear map.";
  made.model = {{"noise", ParamType::real, "0", "share of steps with wrong outputs", 0, 1, {}}};
  made.training = {{"settle", ParamType::integer, "0", "looks before it is settled", 0, 1e6, {}}};
  made.find_fault = [](const Params& params) {
    return params.get_real("noise") == 0.5 ? std::string("noise=0.5 is forbidden") : std::string();
  };
  made.make = [](const Params& params, const TaskSource& source, torch::Device) {
    return std::make_unique<Toy>(params, source);
  };
  return made;
}

}  // namespace inkling::training
