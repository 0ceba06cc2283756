#include "author.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/nn/shape.hpp>
#include <map>
#include <model_shelf.hpp>

namespace inkling::writer {
namespace {

constexpr int kFirstCode = kEnd + 1;  // of the grammar of codes

// One code or more.
Grammar grammar_of_codes(int codes) {
  Grammar grammar;
  for (int i = 0; i < codes; ++i) grammar.add_token("TOK_" + std::to_string(i));
  const int first = grammar.add_symbol(), more = grammar.add_symbol();
  for (int i = 0; i < codes; ++i)
    for (const int symbol : {first, more}) grammar.add_rule(symbol, kFirstCode + i, {more});
  grammar.add_rule(more, kEnd, {});
  grammar.finish();
  return grammar;
}

}  // namespace

nn::Fault Author::make_network(const nn::WeightsFile& file, const std::string& format,
                               Shape shape) {
  nn::ShapeFields fields(file, format);
  shape.core = fields.word("core", shape.core, kCores);
  if (format == kLatentFormat) {
    shape.codes = 40;
    shape.bottleneck = fields.word("bottleneck", shape.bottleneck, kBottlenecks);
  }
  for (const auto& [name, field] : {std::pair<const char*, int*>{"room", &shape.room},
                                    {"width", &shape.width},
                                    {"heads", &shape.heads},
                                    {"hidden", &shape.hidden},
                                    {"layers", &shape.layers},
                                    {"decoder_layers", &shape.decoder_layers},
                                    {"codes", &shape.codes},
                                    {"halvings", &shape.halvings},
                                    {"predictor_layers", &shape.predictor_layers}})
    *field = fields.integer(name, *field);
  if (const nn::Fault fault = fields.fault() ? fields.fault() : find_fault(shape)) return fault;
  // A tape of other sizes than at the time of training shows in the tensors' shapes.
  return Network::make(file, shape, network_);
}

nn::Fault Author::make_lasynth(const nn::WeightsFile& file, const std::string& format,
                               const Shape& of) {
  LaSynthShape shape;
  shape.inputs = of.inputs;
  shape.outputs = of.outputs;
  shape.symbols = of.symbols;
  shape.tokens = of.tokens;
  nn::ShapeFields fields(file, format);
  for (const auto& [name, field] : {std::pair<const char*, int*>{"room", &shape.room},
                                    {"width", &shape.width},
                                    {"hidden", &shape.hidden},
                                    {"layers", &shape.layers},
                                    {"answers", &shape.answers},
                                    {"every", &shape.every},
                                    {"channels", &shape.channels},
                                    {"blocks", &shape.blocks}})
    *field = fields.integer(name, *field);
  shape.reads = fields.word("reads", shape.reads, kReadings);
  shape.executor = fields.word("executor", shape.executor, kExecutors);
  for (const auto& [name, field] : {std::pair<const char*, bool*>{"operations", &shape.operations},
                                    {"attention", &shape.attention},
                                    {"signatures", &shape.signatures}})
    *field = fields.choice(name, *field ? "true" : "false", {"false", "true"}) == 1;
  if (const nn::Fault fault = fields.fault() ? fields.fault() : find_fault(shape)) return fault;
  const auto made = std::make_shared<LaSynthNetwork>();
  if (nn::Fault fault = LaSynthNetwork::make(file, shape, *made)) return fault;
  lasynth_ = made;
  return std::nullopt;
}

nn::Fault Author::make(nn::WeightsFile& file, const std::string& format, std::size_t inputs,
                       std::size_t outputs, std::size_t symbols, const Grammar& grammar,
                       Author& out) {
  Author made;
  const std::vector<std::string> names = common::split_lines(file.metadata[kTokens]);
  Shape shape;
  shape.inputs = static_cast<int>(inputs);
  shape.outputs = static_cast<int>(outputs);
  shape.symbols = static_cast<int>(symbols);
  shape.tokens = static_cast<int>(names.size());
  if (const nn::Fault fault = format == kLaSynthFormat ? made.make_lasynth(file, format, shape)
                                                       : made.make_network(file, format, shape))
    return fault;

  // By name, so that weights outlive changes of the language; what one does not know is not said.
  std::map<std::string_view, int> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], static_cast<int>(i));
  made.programs_.grammar = &grammar;
  std::size_t known = 0;
  for (const std::string& name : grammar.names()) {
    const auto found = places.find(name);
    made.programs_.place.push_back(found == places.end() ? -1 : found->second);
    if (found != places.end()) ++known;
  }
  if (2 * known < grammar.tokens())
    return "it knows " + std::to_string(known) + " of the " + std::to_string(grammar.tokens()) +
           " tokens of the language: it was trained for another one";
  const Shape& latent = made.network_.shape();
  if (latent.latent() && !latent.plans_vectors()) {
    made.code_grammar_ = std::make_shared<const Grammar>(grammar_of_codes(latent.codes));
    made.codes_.grammar = made.code_grammar_.get();
    made.codes_.place.assign(made.code_grammar_->tokens(), -1);
    made.codes_.place[kEnd] = latent.codes + 1;
    for (int i = 0; i < latent.codes; ++i)
      made.codes_.place[static_cast<std::size_t>(kFirstCode + i)] = i;
    made.codes_.begin = latent.codes;
  }
  out = std::move(made);
  return std::nullopt;
}

// In codes the likeliest ones, as another beam has them. In vectors: of a plain bottleneck there is
// one; of a gaussian its mean, and the others are drawn.
std::vector<Author::Plan> Author::plans(const Reading& reading, const WritingOptions& options,
                                        bool& stopped) const {
  const Shape& shape = network_.shape();
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(options.beam)));
  const std::size_t count = std::clamp<std::size_t>(
      options.latent_beam == 0 ? root : options.latent_beam, 1, options.beam);
  std::vector<Plan> plans;
  if (shape.plans_vectors()) {
    plans.push_back({network_.plan(reading)});
    Rng noise(options.seed);
    while (shape.gaussian() && plans.size() < count)
      plans.push_back({network_.plan(reading, &noise)});
    return plans;
  }
  const auto planner = network_.latent_programs(reading);
  const Written written = search_beam(
      *planner, codes_, count, static_cast<std::size_t>(shape.code_room()) + 1, options.stop);
  stopped |= written.stopped;
  for (const Text& text : written.texts) {
    std::vector<int> codes;
    for (const int token : text.tokens)
      if (token != kEnd) codes.push_back(token - kFirstCode);
    Rows rows = network_.vectors_of(codes);
    plans.push_back({std::move(rows), text.log_probability, std::move(codes)});
  }
  return plans;
}

Writing Author::write(std::span<const int> examples, const WritingOptions& options) const {
  Writing writing;
  Reading reading;
  if (lasynth_ == nullptr) reading = network_.read(examples);
  const auto add = [&](const Plan& plan, std::size_t width) {
    const auto decoder =
        lasynth_ ? lasynth_->programs(examples) : network_.programs(reading, plan.rows);
    const Written written = search_beam(*decoder, programs_, width, room(), options.stop);
    writing.masked += written.masked;
    writing.stopped |= written.stopped;
    for (const Text& text : written.texts)
      writing.programs.push_back(
          {text.tokens, text.log_probability + plan.log_probability, plan.codes});
  };
  if (!network_.shape().latent()) {
    add({}, options.beam);
    return writing;
  }
  const std::vector<Plan> all = plans(reading, options, writing.stopped);
  for (const Plan& plan : all) add(plan, std::max<std::size_t>(options.beam / all.size(), 1));
  std::stable_sort(writing.programs.begin(), writing.programs.end(),
                   [](const WrittenProgram& a, const WrittenProgram& b) {
                     return a.log_probability > b.log_probability;
                   });
  return writing;
}

std::size_t Author::room() const {
  return static_cast<std::size_t>(lasynth_ ? lasynth_->shape().room : network_.shape().room);
}

std::size_t Author::bytes(std::size_t beam, std::size_t examples) const {
  if (lasynth_) return beam * lasynth_->bytes_per_text(examples);
  const Shape& shape = network_.shape();
  const auto of = [](int a) { return static_cast<std::size_t>(a); };
  // What was written of every text, twice while it moves on; its answers, and the steps from there.
  const std::size_t kept = shape.lstm()
                               ? 64 * of(shape.hidden)
                               : 4 * of(shape.decoder_layers) * of(shape.room) * of(shape.width);
  const std::size_t moving = of(shape.tokens) * 8 + 16 * of(shape.width) + 2 * of(shape.hidden);
  return beam * (kept + moving) * sizeof(float);
}

}  // namespace inkling::writer
