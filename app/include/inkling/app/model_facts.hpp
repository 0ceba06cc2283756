// What a weights file says of itself, read from its header alone.
#pragma once

#include <filesystem>
#include <inkling/program.hpp>
#include <inkling/result.hpp>
#include <map>
#include <string>
#include <vector>

namespace inkling::app {

struct ModelFacts {
  std::filesystem::path file;
  std::map<std::string, std::string> metadata;  // of the safetensors header

  // The metadata's text, or "".
  const std::string& text(const std::string& name) const;
  // What trains and runs it.
  std::string architecture() const;
  // What the domain's generator was asked for: "difficulty=hard". Files from before that was
  // written down name single parameters.
  std::string tasks() const;
  // What a table calls the model: "full", or the parts of its architecture that are switched off
  // ("no skip, no regulariser").
  std::string ablation() const;
};

// {"name","file","architecture","domain","tasks","steps","accuracy"}; what it does not say is "".
std::string to_json(const ModelFacts& facts);

// Errors: io (no such file, no safetensors header).
Result<ModelFacts> read_model_facts(const std::filesystem::path& file);
// The weights files of the installation, sorted by name.
std::vector<std::filesystem::path> installed_models();
// An installed model by its name, with or without the architecture in front, or a file by its path.
// Errors: not_found with the nearest name, or with all that are meant; io.
Result<ModelFacts> find_model(const std::string& name);
// The installed model that runs a latent program. Errors: those of find_model.
Result<ModelFacts> model_of(const Program& latent);

}  // namespace inkling::app
