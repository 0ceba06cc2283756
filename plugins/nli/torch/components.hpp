// The LibTorch model behind the interface that the kernel's components are made over.
#pragma once

#include "latent_components.hpp"

namespace inkling::nli {

// Errors: io (unusable weights, with the reason), unsupported (an ablation without programs).
Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path);

}  // namespace inkling::nli
