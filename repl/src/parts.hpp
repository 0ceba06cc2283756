// Parts of the program with libraries of their own: loaded when they are asked for, so that nobody
// else waits for those.
#pragma once

#include <inkling/result.hpp>
#include <string>

namespace inkling::repl {

// The function of that name in lib/inkling/inkling-NAME.so beside the kernel. `shared`: its symbols
// are there for the libraries that it loads. Errors: unsupported (this inkling was built without
// it, with `cure`; it cannot be loaded).
Result<void*> part_entry(const std::string& name, const char* function, const std::string& cure,
                         bool shared = false);

}  // namespace inkling::repl
