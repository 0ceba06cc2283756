// Test-time training: the weights of an in-context network are trained on a task's own examples,
// each left out in turn, before they answer; for the next task they are what they were.
#pragma once

#include <inkling/searcher.hpp>

#include "model_shelf.hpp"

namespace inkling::lpn {

// An in-context network whose programs say what to train on: how many steps, at which rate, and the
// examples. Running one trains a copy of the weights, and the last few copies are kept. Of more
// examples than kMostTrained as many are taken, spread evenly. Errors: io (unusable weights),
// unsupported (a tape of less than three places).
inline constexpr std::size_t kMostTrained = 8;
Result<common::ModelShelf::Model> load_trained(const std::filesystem::path& path);

// Trains for the task, and answers with the program of as many steps as the budget had room for.
std::unique_ptr<Searcher> make_ttt_searcher();

}  // namespace inkling::lpn
