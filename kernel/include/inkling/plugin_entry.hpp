// Included by plugins only, once, in the file that registers them.
#pragma once

#include <boost/dll/alias.hpp>
#include <inkling/plugin.hpp>

// INKLING_PLUGIN("grid", "0.1.0", "a toy domain", 0, grid::register_all): the two exported aliases.
// `function` is void(inkling::Registrar&). It may throw: then nothing of the plugin stays
// registered.
#define INKLING_PLUGIN(name_, version_, summary_, flags_, function_)                   \
  namespace inkling_plugin_detail {                                                    \
  extern const ::inkling::PluginDescriptor descriptor;                                 \
  const ::inkling::PluginDescriptor descriptor = {sizeof(::inkling::PluginDescriptor), \
                                                  INKLING_ABI_MAJOR,                   \
                                                  INKLING_ABI_MINOR,                   \
                                                  (flags_),                            \
                                                  INKLING_ABI_TAG,                     \
                                                  name_,                               \
                                                  version_,                            \
                                                  summary_};                           \
  void register_components(::inkling::Registrar& registrar);                           \
  void register_components(::inkling::Registrar& registrar) {                          \
    function_(registrar);                                                              \
  }                                                                                    \
  }                                                                                    \
  BOOST_DLL_ALIAS(inkling_plugin_detail::descriptor, inkling_plugin_descriptor)        \
  BOOST_DLL_ALIAS(inkling_plugin_detail::register_components, inkling_plugin_register)
