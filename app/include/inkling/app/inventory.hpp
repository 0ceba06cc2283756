// What is there, for people and programs: plugins, and what the machine can do.
#pragma once

#include <inkling/registry.hpp>
#include <string>

namespace inkling::app {

// One line of JSON.
std::string to_json(const PluginInfo& plugin);
// Some lines: what it is, provides and needs, where it stands, and why it was refused.
std::string to_text(const PluginInfo& plugin);

// What neural engines have to work with: instruction set, threads, and the products that they
// reach, which are measured in some hundredths of a second.
std::string processor_text();

}  // namespace inkling::app
