// A shipped model on the engine of engine/, behind the interface that the kernel's components are
// made over. No LibTorch.
#pragma once

#include <functional>
#include <inkling/nn/weights.hpp>

#include "engine/cuda_engine.hpp"
#include "engine/model.hpp"
#include "latent_components.hpp"

namespace inkling::nli::engine {

inline constexpr const char* kFormat = "inkling-nli-1";  // of weights files

// The shape that a weights file's metadata tells. Errors: io (another format or domain, sizes that
// cannot be read), unsupported (an ablation, which only LibTorch runs).
Result<Shape> read_shape(const nn::WeightsFile& file);

// Errors: those of read_shape; io for unusable weights, naming the file and the reason.
Result<common::ModelShelf::Model> load_model(const std::filesystem::path& path);

// The same from numbers that are there already; `cuda` is for tests without a card.
using CudaMaker = std::function<decltype(make_cuda_engine)>;
common::ModelShelf::Model make_model(Model model, LatentVocabulary vocabulary = {},
                                     CudaMaker cuda = make_cuda_engine);

// Of the models' evaluations: temperatures, and the engine.
ParamSpecs evaluation_params();

}  // namespace inkling::nli::engine
