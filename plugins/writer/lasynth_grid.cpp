#include "lasynth_grid.hpp"

#include <algorithm>
#include <cstring>

namespace inkling::writer {

using namespace passes;

namespace {

constexpr int kTaps = 9;

// LibTorch keeps weights as [out, in, 3, 3]; a map takes the numbers of nine cells, one cell's side
// by side.
nn::Affine convolution(nn::Layout& layout, const std::string& name, int in, int out) {
  const std::vector<double> from =
      layout.read(name + ".weight", area(out, in) * kTaps, {out, in, 3, 3});
  std::vector<double> to(from.size());
  for (int o = 0; o < out; ++o)
    for (int i = 0; i < in; ++i)
      for (int tap = 0; tap < kTaps; ++tap)
        to[area(o, kTaps * in) + area(tap, in) + at(i)] =
            from[area(o, kTaps * in) + area(i, kTaps) + at(tap)];
  return layout.map(to, layout.read(name + ".bias", at(out), {out}), kTaps * in, out);
}

std::vector<std::array<nn::Affine, 3>> blocks_of(nn::Layout& layout, const std::string& name,
                                                 const LaSynthShape& shape) {
  std::vector<std::array<nn::Affine, 3>> blocks;
  for (int i = 0; i < shape.blocks; ++i) {
    const std::string own = name + ".block_" + std::to_string(i);
    const auto one = [&](const char* which) {
      return convolution(layout, own + ".convolution_" + which, shape.joint(), shape.joint());
    };
    blocks.push_back({one("0"), one("1"), one("2")});
  }
  return blocks;
}

void rectify(Numbers& x) {
  for (float& it : x) it = std::max(it, 0.0F);
}

Numbers convolved(const float* w, const nn::Affine& map, const Numbers& x, int side, int rows) {
  Numbers to(area(side * side * rows, map.cols));
  convolve(to.data(), x.data(), w, map, side, rows);
  return to;
}

// Part `part` of what the state tells, at every cell.
void tell(Numbers& x, const Numbers& told, int part, int parts, int rows) {
  const int width = static_cast<int>(told.size() / area(rows, parts));
  for (std::size_t i = 0; i < x.size() / at(width); ++i) {
    const float* from = told.data() + (i % at(rows) * at(parts) + at(part)) * at(width);
    for (int k = 0; k < width; ++k) x[i * at(width) + at(k)] += from[k];
  }
}

// told: null where there is nothing to tell.
void run_blocks(const float* w, const GridMaps& maps, int side, Numbers& x, const Numbers* told,
                int rows) {
  const int parts = 1 + static_cast<int>(maps.blocks.size());
  for (int i = 0; i + 1 < parts; ++i) {
    const auto& [first, second, third] = maps.blocks[at(i)];
    Numbers inner = convolved(w, first, x, side, rows);
    if (told != nullptr) tell(inner, *told, i + 1, parts, rows);
    rectify(inner);
    inner = convolved(w, second, inner, side, rows);
    rectify(inner);
    inner = convolved(w, third, inner, side, rows);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = std::max(x[k] + inner[k], 0.0F);
  }
}

}  // namespace

GridMaps encoder_of_grids(nn::Layout& layout, const std::string& name, const LaSynthShape& shape) {
  GridMaps maps;
  maps.input = convolution(layout, name + ".input", shape.width, shape.channels);
  maps.output = convolution(layout, name + ".output", shape.width, shape.channels);
  maps.blocks = blocks_of(layout, name, shape);
  maps.read = layout.affine(name + ".read", shape.joint() * shape.inputs, shape.both());
  return maps;
}

GridMaps executor_of_grids(nn::Layout& layout, const std::string& name, const LaSynthShape& shape) {
  GridMaps maps;
  maps.input = convolution(layout, name + ".input", shape.width, shape.joint());
  maps.blocks = blocks_of(layout, name, shape);
  maps.told = layout.affine(name + ".told", shape.both(), (1 + shape.blocks) * shape.joint());
  return maps;
}

Numbers read_outputs(const float* w, const GridMaps& maps, const LaSynthShape& shape,
                     const Numbers& outputs, int rows) {
  Numbers x = convolved(w, maps.output, outputs, shape.side(), rows);
  rectify(x);
  return x;
}

Numbers read_grids(const float* w, const GridMaps& maps, const LaSynthShape& shape,
                   const Numbers& inputs, const Numbers& outputs_read, int rows) {
  const int side = shape.side(), cells = side * side, half = shape.channels, joint = shape.joint();
  Numbers before = convolved(w, maps.input, inputs, side, rows);
  rectify(before);
  Numbers x(area(cells * rows, joint));
  for (int i = 0; i < cells * rows; ++i) {
    std::memcpy(x.data() + area(i, joint), before.data() + area(i, half), at(half) * sizeof(float));
    std::memcpy(x.data() + area(i, joint) + half, outputs_read.data() + area(i, half),
                at(half) * sizeof(float));
  }
  run_blocks(w, maps, side, x, nullptr, rows);
  // A row's channels one after the other, each over all cells, as LibTorch flattens them.
  Numbers flat(x.size()), read(area(rows, shape.both()));
  for (int cell = 0; cell < cells; ++cell)
    for (int r = 0; r < rows; ++r)
      for (int k = 0; k < joint; ++k)
        flat[area(r, joint * cells) + area(k, cells) + at(cell)] =
            x[area(cell * rows + r, joint) + at(k)];
  dense(read.data(), flat.data(), w, maps.read, rows);
  return read;
}

Numbers execute_grids(const float* w, const GridMaps& maps, const LaSynthShape& shape,
                      const Numbers& inputs, const Numbers& state, int rows) {
  Numbers told(area(rows, maps.told.cols));
  dense(told.data(), state.data(), w, maps.told, rows);
  Numbers x = convolved(w, maps.input, inputs, shape.side(), rows);
  tell(x, told, 0, 1 + shape.blocks, rows);
  rectify(x);
  run_blocks(w, maps, shape.side(), x, &told, rows);
  return x;
}

}  // namespace inkling::writer
