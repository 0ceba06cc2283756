// The tape of grids: side x side cells, row by row, and a symbol for what is outside a smaller
// grid.
#pragma once

#include <inkling/codec.hpp>
#include <memory>

namespace inkling::patterns {

std::shared_ptr<const Codec> make_codec(std::size_t side);

}  // namespace inkling::patterns
