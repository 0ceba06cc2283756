// Networks that write programs as the training room sees them.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::writer {

training::Architecture robustfill_architecture();
training::Architecture latent_architecture();
training::Architecture lasynth_architecture();

// The tokens that are learned in place of the hidden program's; nullopt: those stay.
using Rewrite = std::function<std::optional<std::vector<int>>(
    const Program& hidden, const Task& task, std::span<const Example> pairs)>;

// Tasks of a domain's generator: examples as the token language writes them, and the tokens of the
// hidden program, beside every pair. Tasks with a longer program than `room` of the architecture's
// params are drawn again, as are those whose values do not fit. Errors: unsupported (no language
// that tokens speak), and those of training::fill_source.
Result<training::TaskSource> make_source(const Domain& domain, const Language* language,
                                         const training::LoopSettings& settings,
                                         const Params& params, const Rewrite& rewrite = {});

}  // namespace inkling::writer
