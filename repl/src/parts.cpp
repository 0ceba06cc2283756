#include "parts.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <inkling/registry.hpp>

namespace inkling::repl {

Result<void*> part_entry(const std::string& name, const char* function, const std::string& cure,
                         bool shared) {
  const auto file =
      kernel_library_path().parent_path() / "inkling" / fmt::format("inkling-{}.so", name);
  std::error_code ec;
  if (!std::filesystem::exists(file, ec))
    return Error{ErrorCode::unsupported,
                 fmt::format("this inkling was built without {}", name),
                 {cure + ", and build it again"}};
  void* library = ::dlopen(file.c_str(), RTLD_NOW | (shared ? RTLD_GLOBAL : RTLD_LOCAL));
  void* entry = library == nullptr ? nullptr : ::dlsym(library, function);
  if (entry == nullptr)
    return Error{ErrorCode::unsupported, fmt::format("{} cannot be loaded: {}", name, ::dlerror())};
  return entry;
}

}  // namespace inkling::repl
