// The inductor that prices by a network.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/inductor.hpp>
#include <memory>
#include <model_shelf.hpp>

#include "network.hpp"

namespace inkling::pricer {

// What a weights file holds.
struct NamedNetwork {
  Network network;
  std::vector<std::string> entries;  // what its outputs stand for
};
// Errors: io (no weights, another format), naming the file.
Result<std::shared_ptr<const NamedNetwork>> load_model(const std::filesystem::path& file);

// Over the weights of a shelf of kFormat that were trained for the domain; the shelf is shared.
std::unique_ptr<Inductor> make_inductor(std::shared_ptr<const common::ModelShelf> shelf,
                                        const Domain& domain);

}  // namespace inkling::pricer
