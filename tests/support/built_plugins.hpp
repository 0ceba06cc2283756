// A registry of what this build has, whatever the environment says.
#pragma once

#include <inkling/registry.hpp>

namespace inkling::test {

inline RegistryOptions built_plugins() {
  RegistryOptions options;
  options.use_environment = false;
  return options;
}

}  // namespace inkling::test
