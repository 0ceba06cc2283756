// guarded(): a call into a plugin. Whatever the plugin throws comes back as an Error that names it.
#pragma once

#include <exception>
#include <inkling/result.hpp>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

namespace inkling::detail {

template <class T>
struct AsResult {
  using type = Result<T>;
};
template <class T>
struct AsResult<Result<T>> {
  using type = Result<T>;
};

inline Error plugin_error(std::string_view plugin, std::string message) {
  Error error{ErrorCode::plugin, std::move(message)};
  error.plugin = plugin;
  if (!plugin.empty()) error.notes.push_back("in plugin '" + error.plugin + "'");
  return error;
}

// The Error of the exception in flight. Call it in a catch block only.
inline Error current_plugin_error(std::string_view plugin) {
  try {
    throw;
  } catch (const Exception& e) {
    Error error = e.error();
    if (error.plugin.empty()) error.plugin = plugin;
    return error;
  } catch (const std::bad_alloc&) {
    return plugin_error(plugin, "out of memory");
  } catch (const std::exception& e) {
    const std::string_view what = e.what();
    return plugin_error(plugin, "exception: " + std::string(what.substr(0, what.find('\n'))));
  } catch (...) {
    return plugin_error(plugin, "exception of unknown type");
  }
}

// `call()` returns a Result<T>, or a T that becomes one.
template <class F>
auto guarded(std::string_view plugin, F&& call) ->
    typename AsResult<std::invoke_result_t<F>>::type {
  using R = typename AsResult<std::invoke_result_t<F>>::type;
  try {
    R result = call();
    if (result) return result;
    Error error = std::move(result).error();
    if (error.plugin.empty()) error.plugin = plugin;
    return error;
  } catch (...) {
    return current_plugin_error(plugin);
  }
}

}  // namespace inkling::detail
