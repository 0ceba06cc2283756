// What LaSynth reads grids by as it answers: convolutions, in encoder and executor.
// torch/lasynth_grid.hpp is the reference. Numbers of cells are [cells x rows x channels], `rows`
// grids side by side.
#pragma once

#include <array>
#include <inkling/nn/layout.hpp>
#include <vector>

#include "lasynth_shape.hpp"
#include "passes.hpp"

namespace inkling::writer {

struct GridMaps {
  nn::Affine input, output;                         // of embeddings; an executor reads no outputs
  std::vector<std::array<nn::Affine, 3>> blocks{};  // convolutions
  nn::Affine read;                                  // of an encoder: all cells to one vector
  nn::Affine told;  // of an executor: the decoder's state to what each block is told
};
// The tensors NAME.input.weight and so on; faults are the layout's.
GridMaps encoder_of_grids(nn::Layout& layout, const std::string& name, const LaSynthShape& shape);
GridMaps executor_of_grids(nn::Layout& layout, const std::string& name, const LaSynthShape& shape);

// Of embeddings of outputs what is read of them, whatever the inputs become: `channels` a cell.
passes::Numbers read_outputs(const float* w, const GridMaps& maps, const LaSynthShape& shape,
                             const passes::Numbers& outputs, int rows);
// [rows x both] of embeddings of inputs and what was read of outputs.
passes::Numbers read_grids(const float* w, const GridMaps& maps, const LaSynthShape& shape,
                           const passes::Numbers& inputs, const passes::Numbers& outputs_read,
                           int rows);
// `joint` a cell, of embeddings of inputs and the decoder's state [rows x both].
passes::Numbers execute_grids(const float* w, const GridMaps& maps, const LaSynthShape& shape,
                              const passes::Numbers& inputs, const passes::Numbers& state,
                              int rows);

}  // namespace inkling::writer
