// The curves of a training, drawn from what it wrote down.
#pragma once

#include <filesystem>
#include <inkling/trainer.hpp>
#include <string>
#include <vector>

namespace inkling::app {

// Draws FOLDER/curves.svg from the looks of FOLDER/metrics.jsonl: a panel for every one that
// `figures`, those of the last look, name. Gives the file, or nothing where there are no looks or
// no panels. Errors: io.
Result<std::filesystem::path> draw_curves(const std::filesystem::path& folder,
                                          const std::string& title,
                                          const std::vector<TrainingFigure>& figures);

}  // namespace inkling::app
