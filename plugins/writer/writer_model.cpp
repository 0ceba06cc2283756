#include "writer_model.hpp"

#include <algorithm>
#include <cmath>
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

Result<std::shared_ptr<const WriterModel>> WriterModel::load(const std::filesystem::path& path,
                                                             const std::string& format,
                                                             const Domain& domain,
                                                             const Language* language) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  const auto refused = [&](const std::string& reason) {
    return common::unusable(path, Error{ErrorCode::io, reason});
  };
  auto tokens = make_token_language(domain, language, file.metadata["tape"]);
  if (!tokens) return common::unusable(path, tokens.error());
  auto model = std::make_shared<WriterModel>();
  model->language_ = *std::move(tokens);

  nn::ShapeFields fields(file, format);
  const SpecificationShape& specification = model->language_->specification();
  const std::vector<std::string> names = common::split_lines(file.metadata[kTokens]);
  Shape shape;
  shape.inputs = static_cast<int>(specification.inputs);
  shape.outputs = static_cast<int>(specification.outputs);
  shape.symbols = static_cast<int>(specification.symbols);
  shape.tokens = static_cast<int>(names.size());
  if (fields.choice("core", shape.core, {"transformer", "lstm"}) == 1) shape.core = "lstm";
  if (format == kLatentFormat) shape.codes = 40;
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
  if (const nn::Fault fault = fields.fault() ? fields.fault() : find_fault(shape))
    return refused(*fault);
  // A tape of other sizes than at the time of training shows in the tensors' shapes.
  if (const nn::Fault fault = Network::make(file, shape, model->network_)) return refused(*fault);

  // By name, so that weights outlive changes of the language; what one does not know is not said.
  std::map<std::string_view, int> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], static_cast<int>(i));
  const Grammar& grammar = model->language_->grammar();
  model->programs_.grammar = &grammar;
  std::size_t known = 0;
  for (const std::string& name : grammar.names()) {
    const auto found = places.find(name);
    model->programs_.place.push_back(found == places.end() ? -1 : found->second);
    if (found != places.end()) ++known;
  }
  if (2 * known < grammar.tokens())
    return refused("it knows " + std::to_string(known) + " of the " +
                   std::to_string(grammar.tokens()) +
                   " tokens of the language: it was trained for "
                   "another one");
  if (shape.latent()) {
    model->code_grammar_ = grammar_of_codes(shape.codes);
    model->codes_.grammar = &model->code_grammar_;
    model->codes_.place.assign(model->code_grammar_.tokens(), -1);
    model->codes_.place[kEnd] = shape.codes + 1;
    for (int i = 0; i < shape.codes; ++i)
      model->codes_.place[static_cast<std::size_t>(kFirstCode + i)] = i;
    model->codes_.begin = shape.codes;
  }
  return std::shared_ptr<const WriterModel>(std::move(model));
}

std::vector<int> WriterModel::latent_codes(const Text& text) const {
  std::vector<int> codes;
  for (const int token : text.tokens)
    if (token != kEnd) codes.push_back(token - kFirstCode);
  return codes;
}

Writing WriterModel::write(std::span<const int> examples, const WritingOptions& options) const {
  const Shape& shape = network_.shape();
  const Reading reading = network_.read(examples);
  const auto room = static_cast<std::size_t>(shape.room);
  Writing writing;
  const auto add = [&](const Written& written, const Text* plan) {
    writing.masked += written.masked;
    writing.stopped |= written.stopped;
    for (const Text& text : written.texts) {
      WrittenProgram program{text.tokens, text.log_probability, {}};
      if (plan != nullptr) {
        program.log_probability += plan->log_probability;
        program.codes = latent_codes(*plan);
      }
      writing.programs.push_back(std::move(program));
    }
  };
  if (!shape.latent()) {
    const auto decoder = network_.programs(reading);
    add(search_beam(*decoder, programs_, options.beam, room, options.stop), nullptr);
    return writing;
  }
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(options.beam)));
  const std::size_t latents = std::clamp<std::size_t>(
      options.latent_beam == 0 ? root : options.latent_beam, 1, options.beam);
  const auto planner = network_.latent_programs(reading);
  const Written plans = search_beam(*planner, codes_, latents,
                                    static_cast<std::size_t>(shape.code_room()) + 1, options.stop);
  writing.stopped = plans.stopped;
  for (const Text& plan : plans.texts) {
    const auto decoder = network_.programs(reading, latent_codes(plan));
    add(search_beam(*decoder, programs_, options.beam / latents, room, options.stop), &plan);
  }
  std::stable_sort(writing.programs.begin(), writing.programs.end(),
                   [](const WrittenProgram& a, const WrittenProgram& b) {
                     return a.log_probability > b.log_probability;
                   });
  return writing;
}

std::size_t WriterModel::bytes(std::size_t beam) const {
  const Shape& shape = network_.shape();
  const auto of = [](int a) { return static_cast<std::size_t>(a); };
  // What was written of every text, twice while it moves on; its answers, and the steps from there.
  const std::size_t kept = shape.lstm()
                               ? 64 * of(shape.hidden)
                               : 4 * of(shape.decoder_layers) * of(shape.room) * of(shape.width);
  const std::size_t moving = of(shape.tokens) * 8 + 16 * of(shape.width) + 2 * of(shape.hidden);
  return beam * (kept + moving) * sizeof(float);
}

std::string show_codes(std::span<const int> codes) {
  std::string text;
  for (const int code : codes) text += (text.empty() ? "<TOK_" : " TOK_") + std::to_string(code);
  return text + ">";
}

}  // namespace inkling::writer
