// Numbers: constants that the numbers of a task point at. Where elements of an output stand beside
// elements of an input, or are chosen from them, a remainder, a quotient, a bound or a threshold
// says which constant there was, or between which two it lies.
#pragma once

#include <cstdint>
#include <inkling/task.hpp>
#include <vector>

namespace inkling::enumerate {

// Best first, without repetition; none where nothing is pointed at.
std::vector<std::int64_t> numbers_pointed_at(const Task& task);

// The number of lowest..highest that people would name: few digits that are not 0, of these 1, 5
// and 2 first, then the least one. Precondition: lowest <= highest.
std::int64_t roundest(std::int64_t lowest, std::int64_t highest);

}  // namespace inkling::enumerate
