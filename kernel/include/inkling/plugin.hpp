// The contract between kernel and plugins. See docs/plugin-abi.md.
#pragma once

#include <cstdint>
#include <functional>
#include <inkling/abi.hpp>  // generated: INKLING_ABI_MAJOR, INKLING_ABI_MINOR, INKLING_PLUGIN_SUBDIR
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/language.hpp>
#include <inkling/searcher.hpp>
#include <inkling/solver.hpp>
#include <inkling/trainer.hpp>
#include <memory>
#include <string>

#define INKLING_STRINGIFY_(x) #x
#define INKLING_STRINGIFY(x) INKLING_STRINGIFY_(x)
#ifdef _GLIBCXX_DEBUG
#define INKLING_ABI_DEBUG_ "1"
#else
#define INKLING_ABI_DEBUG_ "0"
#endif
#ifdef _GLIBCXX_USE_CXX11_ABI
#define INKLING_ABI_STDLIB_ "libstdc++.cxx11=" INKLING_STRINGIFY(_GLIBCXX_USE_CXX11_ABI)
#else
#define INKLING_ABI_STDLIB_ "unknown"
#endif
// Composed by the compiler of whoever includes this; kernel and plugin must agree to the letter.
#define INKLING_ABI_TAG                                                                            \
  "inkling" INKLING_STRINGIFY(INKLING_ABI_MAJOR) ";" INKLING_ABI_STDLIB_ ";dbg" INKLING_ABI_DEBUG_ \
                                                 ";cpp" INKLING_STRINGIFY(__cplusplus)

namespace inkling {

// Plain C layout, readable before anything else is trusted. Grows only at the end.
struct PluginDescriptor {
  std::uint32_t struct_size;
  std::uint32_t abi_major;
  std::uint32_t abi_minor;
  std::uint32_t flags;
  const char* abi_tag;
  const char* name;
  const char* version;
  const char* summary;
};
inline constexpr std::uint32_t kPinned = 1;  // flag: RTLD_NODELETE (LibTorch, CUDA)

using DomainFactory = std::function<std::unique_ptr<Domain>()>;
using InductorFactory = std::function<std::unique_ptr<Inductor>()>;
using InterpreterFactory = std::function<std::unique_ptr<Interpreter>()>;
using SearcherFactory = std::function<std::unique_ptr<Searcher>()>;
using TrainerFactory = std::function<std::unique_ptr<Trainer>()>;

// Handed to a plugin's register function for the length of that call. Registration is staged: all
// or nothing. Factories run at first use; an exception from one becomes an Error naming the plugin.
class INKLING_API Registrar {
 public:
  virtual void add_domain(std::string id, DomainFactory factory) = 0;
  virtual void add_inductor(std::string id, InductorFactory factory) = 0;
  virtual void add_interpreter(std::string id, InterpreterFactory factory) = 0;
  virtual void add_searcher(std::string id, SearcherFactory factory) = 0;
  virtual void add_solver(SolverPreset preset) = 0;
  virtual void add_trainer(std::string id, TrainerFactory factory) = 0;

 protected:
  virtual ~Registrar();
};

}  // namespace inkling
