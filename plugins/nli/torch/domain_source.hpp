// Training tasks from a domain's generator.
#pragma once

#include <inkling/domain.hpp>

#include "train.hpp"

namespace inkling::nli {

// The tasks of the domain's generator (parameters suite, variant, part, padding, examples, queries)
// as the symbols of its codec. The domain must outlive the source.
// Errors: unsupported (no codec; sequences of another length or alphabet than the model's),
// bad_param (the generator refuses the suite, its variant or the padding).
Result<TaskSource> domain_source(const Domain& domain, const ModelConfig& model,
                                 const TrainConfig& config);

}  // namespace inkling::nli
