// The tape of arrays: one element a place, over numbers and a symbol for what is behind the end.
#pragma once

#include <inkling/codec.hpp>
#include <memory>

namespace inkling::c {

std::shared_ptr<const Codec> make_codec(std::size_t cells, std::int64_t low, std::int64_t high);

}  // namespace inkling::c
