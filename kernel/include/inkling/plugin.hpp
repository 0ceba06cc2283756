// The contract between kernel and plugins. See docs/plugin-abi.md.
#pragma once

#include <cstdint>
#include <functional>
#include <inkling/abi.hpp>  // generated: INKLING_ABI_MAJOR, INKLING_ABI_MINOR, INKLING_PLUGIN_SUBDIR
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/guide.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/kind.hpp>
#include <inkling/language.hpp>
#include <inkling/searcher.hpp>
#include <inkling/solver.hpp>
#include <inkling/task_reader.hpp>
#include <inkling/trainer.hpp>
#include <memory>
#include <string>
#include <variant>

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

// What makes a component. Inductors and interpreters are made once for every domain that they are
// asked for, and may keep the reference; everything else is made once.
template <class T>
struct FactoryOf {
  using type = std::function<std::unique_ptr<T>()>;
};
template <>
struct FactoryOf<Inductor> {
  using type = std::function<std::unique_ptr<Inductor>(const Domain&)>;
};
template <>
struct FactoryOf<Interpreter> {
  using type = std::function<std::unique_ptr<Interpreter>(const Domain&)>;
};
template <class T>
using Factory = typename FactoryOf<T>::type;
using AnyFactory =
    std::variant<Factory<Domain>, Factory<Language>, Factory<Inductor>, Factory<Interpreter>,
                 Factory<Searcher>, Factory<Trainer>, Factory<TaskReader>>;

// Handed to a plugin's register function for the length of that call. Registration is staged: all
// or nothing. Factories run at first use; an exception from one becomes an Error naming the plugin.
class INKLING_API Registrar {
 public:
  // add<Domain>("grid", make_domain): T is the interface, and says the kind.
  template <class T>
  void add(std::string id, Factory<T> factory) {
    add_component(std::move(id), AnyFactory(std::in_place_type<Factory<T>>, std::move(factory)));
  }
  virtual void add_solver(SolverPreset preset) = 0;

 protected:
  virtual ~Registrar();
  virtual void add_component(std::string id, AnyFactory factory) = 0;
};

}  // namespace inkling
