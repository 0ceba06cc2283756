// The tape of worlds: side x side cells, row by row. A symbol says all of a cell: outside a smaller
// world, a wall, so many markers, or the robot, its direction and the markers below it.
#pragma once

#include <inkling/codec.hpp>
#include <memory>

namespace inkling::karel {

std::shared_ptr<const Codec> make_codec(std::size_t side);

}  // namespace inkling::karel
