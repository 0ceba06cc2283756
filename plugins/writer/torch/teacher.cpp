#include "teacher.hpp"

#include <algorithm>

#include "writer_model.hpp"

namespace inkling::writer {
namespace {

constexpr std::size_t kTries = 10;  // inputs drawn for each that is needed: some have no output

}  // namespace

Result<std::shared_ptr<const Teacher>> Teacher::load(const std::filesystem::path& weights,
                                                     const std::string& format,
                                                     const Domain& domain, const Language& language,
                                                     std::size_t beam) {
  auto model = WriterModel::load(weights, format, domain, &language);
  if (!model) return model.error();
  auto made = std::make_shared<Teacher>();
  made->model_ = *std::move(model);
  made->domain_ = &domain;
  made->language_ = &language;
  made->beam_ = beam;
  return std::shared_ptr<const Teacher>(std::move(made));
}

std::optional<std::vector<int>> Teacher::write(const Program& hidden, const Task& task,
                                               std::span<const Example> pairs) const {
  const TokenLanguage& tokens = model_->language();
  const std::size_t places = tokens.specification().places();
  const std::size_t count = std::min(pairs.size(), model_->examples());
  std::vector<int> symbols(count * places);
  for (std::size_t i = 0; i < count; ++i)
    if (!tokens.encode(pairs[i], std::span(symbols).subspan(i * places, places)))
      return std::nullopt;
  // What else it has to be right on follows from the hidden program alone.
  std::vector<Example> all(pairs.begin(), pairs.end());
  Rng rng = Rng(0).split(hidden.text());
  for (std::size_t i = 0; i < kTries * pairs.size() && all.size() < 2 * pairs.size(); ++i) {
    std::vector<Value> inputs = domain_->sample_inputs(task, rng);
    if (auto output = language_->run(hidden, inputs))
      all.push_back({std::move(inputs), *std::move(output)});
  }
  WritingOptions options;
  options.beam = beam_;
  for (const WrittenProgram& written : model_->write(symbols, options).programs) {
    const auto program = tokens.write(written.tokens);
    if (!program) continue;
    const bool right = std::all_of(all.begin(), all.end(), [&](const Example& it) {
      const auto output = language_->run(*program, it.inputs);
      return output && *output == it.output;
    });
    if (right) return written.tokens;
  }
  return std::nullopt;
}

}  // namespace inkling::writer
