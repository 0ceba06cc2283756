#include "latent_model.hpp"

#include <algorithm>
#include <cmath>

namespace inkling::common {

std::vector<int> LatentModel::apply(std::span<const int> tokens, std::span<const int> tapes) const {
  const std::size_t n = facts().length;
  std::vector<int> after;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::vector<int> states =
        run({facts().space, {}, {tokens[i]}, {}}, tapes.subspan(i * n, n));
    after.insert(after.end(), states.begin(), states.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return after;
}

std::vector<float> LatentModel::certainty(const LatentCode&, std::span<const int>) const {
  return {};
}

const std::vector<double>& LatentModel::usage() const {
  static const std::vector<double> kUnknown;
  return kUnknown;
}

Result<void> check_code(const LatentCode& code, const LatentSpace& space, const std::string& text) {
  const auto refused = [&](const std::string& expected) {
    return Error{ErrorCode::type, "'" + text + "' is not of " + expected};
  };
  const auto is_token = [&](int token) {
    return token >= 0 && static_cast<std::size_t>(token) < space.codes;
  };
  if (space.codes == 0 && (code.space.codes != 0 || code.vector.size() != space.size()))
    return refused(std::to_string(space.size()) + " numbers");
  if (space.codes > 0 && (code.space.codes != space.codes || code.tokens.size() > space.positions ||
                          !std::all_of(code.tokens.begin(), code.tokens.end(), is_token) ||
                          (!code.vector.empty() && code.vector.size() != space.size())))
    return refused("at most " + std::to_string(space.positions) + " tokens below " +
                   std::to_string(space.codes));
  return {};
}

nn::Fault read_vocabulary(const nn::WeightsFile& file, std::size_t width, LatentVocabulary& out) {
  out = {};
  const auto vectors = file.tensors.find("vocabulary.vectors");
  const auto weights = file.tensors.find("vocabulary.weights");
  if (vectors == file.tensors.end() && weights == file.tensors.end()) return std::nullopt;
  if (vectors == file.tensors.end() || weights == file.tensors.end())
    return "of the tensors vocabulary.vectors and vocabulary.weights one is missing";
  const auto count = static_cast<std::int64_t>(weights->second.values.size());
  if (count == 0 ||
      vectors->second.shape != std::vector<std::int64_t>{count, static_cast<std::int64_t>(width)})
    return "tensor vocabulary.vectors is not of shape [" + std::to_string(count) + ", " +
           std::to_string(width) + "]";
  double sum = 0;
  for (const float weight : weights->second.values) {
    if (weight < 0)
      return "tensor vocabulary.weights holds " + std::to_string(weight) +
             ", and shares cannot be negative";
    sum += weight;
  }
  if (std::abs(sum - 1.0) > 1e-3)
    return "tensor vocabulary.weights sums to " + std::to_string(sum) + ", and 1 is needed";
  out = {vectors->second.values, weights->second.values};
  return std::nullopt;
}

Result<void> check_finite(std::span<const float> numbers, const std::string& model) {
  if (std::all_of(numbers.begin(), numbers.end(), [](float it) { return std::isfinite(it); }))
    return {};
  return Error{ErrorCode::unsupported,
               "model '" + model + "' makes of these examples numbers that are not finite",
               {"its weights are damaged: put the file there anew, or train it again"}};
}

Result<void> check_sizes(const LatentSpace& space, const TensorView<const float>& starts,
                         const TensorView<float>& loss, const TensorView<float>& gradient) {
  if (starts.rank() != 3 || starts.dim(1) != space.positions || starts.dim(2) != space.width)
    return Error{ErrorCode::internal, "the search variables are not of shape [starts, " +
                                          std::to_string(space.positions) + ", " +
                                          std::to_string(space.width) + "]"};
  if (loss.size() != starts.dim(0) || (gradient.rank() != 0 && gradient.size() != starts.size()))
    return Error{ErrorCode::internal,
                 "there is room for " + std::to_string(loss.size()) + " losses and " +
                     std::to_string(gradient.size()) +
                     " numbers of the gradient, and the search variables are " +
                     std::to_string(starts.dim(0)) + " starts of " + std::to_string(starts.size()) +
                     " numbers in all"};
  return {};
}

}  // namespace inkling::common
