// Latent program networks, D-LPN and in-context networks on the passes of engine/, behind the
// interface that the kernel's components are made over. No LibTorch.
#pragma once

#include "engine/engine.hpp"
#include "model_shelf.hpp"

namespace inkling::lpn {

// Of weights files.
inline constexpr const char* kWeightsFormat = "inkling-lpn-1";
inline constexpr const char* kCodesFormat = "inkling-d-lpn-1";
inline constexpr const char* kContextFormat = "inkling-in-context-1";

// The shape that a weights file's metadata tells. Errors: io (another format, sizes that cannot be
// read).
Result<engine::Shape> read_shape(const nn::WeightsFile& file,
                                 const std::string& format = kWeightsFormat);

// Errors: those of read_shape; io for unusable weights, naming the file and the reason.
Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path,
                                             const std::string& format);

// The same from numbers that are there already.
common::ModelShelf::Model make_model(engine::Model model);

// Parameters of evaluations of models with codes: first and last temperature.
ParamSpecs code_params();

}  // namespace inkling::lpn
