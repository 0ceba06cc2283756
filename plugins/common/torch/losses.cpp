#include "losses.hpp"

namespace inkling::training {

using torch::Tensor;

Tensor places_read(const std::vector<bool>& read, torch::Device device) {
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < read.size(); ++i)
    if (read[i]) places.push_back(static_cast<std::int64_t>(i));
  if (places.size() == read.size()) return {};
  return torch::tensor(places, torch::kLong).to(device);
}

Tensor tape_loss(const Tensor& log_probabilities, const Tensor& y, const Tensor& read) {
  const Tensor likelihoods = log_probabilities.gather(2, y.unsqueeze(2)).squeeze(2);
  return -(read.defined() ? likelihoods.index_select(1, read) : likelihoods).mean(1);
}

Tensor tape_exact(const Tensor& log_probabilities, const Tensor& y, const Tensor& read) {
  const Tensor right = log_probabilities.argmax(2) == y;
  return (read.defined() ? right.index_select(1, read) : right).all(1);
}

Tensor leave_one_out(const Tensor& e) {
  return (e.sum(1, true) - e) / static_cast<double>(e.size(1) - 1);
}

}  // namespace inkling::training
