// What losses of networks over tapes have in common.
#pragma once

#include <vector>

#include "libtorch.hpp"

namespace inkling::training {

// Indices of the places that are read, on that device; undefined when all are.
torch::Tensor places_read(const std::vector<bool>& read, torch::Device device);

// Mean over the symbols that are read of the negative log-likelihood, per tape [N].
// log_probabilities [N, places, alphabet], y [N, places] of int64; `read`: indices of places, or
// undefined for all.
torch::Tensor tape_loss(const torch::Tensor& log_probabilities, const torch::Tensor& y,
                        const torch::Tensor& read = {});
// Whether all symbols that are read are right in the most likely output, per tape [N] of bool.
torch::Tensor tape_exact(const torch::Tensor& log_probabilities, const torch::Tensor& y,
                         const torch::Tensor& read = {});

// e of pairs [B, m, ..] -> mean over the other pairs [B, m, ..].
torch::Tensor leave_one_out(const torch::Tensor& e);

}  // namespace inkling::training
