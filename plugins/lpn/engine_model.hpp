// A latent program network on the passes of engine/, behind the interface that the kernel's
// components are made over. No LibTorch.
#pragma once

#include "engine/engine.hpp"
#include "model_shelf.hpp"

namespace inkling::lpn {

inline constexpr const char* kWeightsFormat = "inkling-lpn-1";  // of weights files

// The shape that a weights file's metadata tells. Errors: io (another format, sizes that cannot be
// read).
Result<engine::Shape> read_shape(const nn::WeightsFile& file);

// Errors: those of read_shape; io for unusable weights, naming the file and the reason.
Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path);

// The same from numbers that are there already.
common::ModelShelf::Model make_model(engine::Model model);

}  // namespace inkling::lpn
