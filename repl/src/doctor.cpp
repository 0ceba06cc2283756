// inkling plugins, doctor and selftest.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <inkling/app/inventory.hpp>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/text.hpp>
#include <inkling/conformance.hpp>
#include <ostream>
#include <thread>

#include "cli.hpp"
#include "line_reader.hpp"

namespace inkling::repl {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? fmt::format("'{}'", value) : "not set";
}

std::string path_state(const fs::path& path) {
  std::error_code ec;
  return path.string() + (fs::exists(path, ec) ? "" : "  (does not exist)");
}

}  // namespace

int run_plugins_command(Context& context, bool json) {
  for (const auto& plugin : context.registry.plugins())
    context.out << (json ? to_json(plugin) + "\n" : to_text(plugin));
  if (!json && context.registry.plugins().empty())
    context.out << "no plugins were found; `inkling doctor` says where they are looked for\n";
  const auto named = context.registry.check_named();
  return named ? kRan : fail(context, named.error());
}

int run_doctor_command(Context& context, const RegistryOptions& options) {
  auto& out = context.out;
  context.registry.load_all();
  out << fmt::format("inkling       {}\n", kernel_version())
      << fmt::format("kernel        {}\n", kernel_library_path().string())
      << fmt::format("abi           {}\n", kernel_abi_tag())
      << fmt::format("data          {}\n", path_state(data_dir()));
  for (const auto& file : options.plugins) out << fmt::format("plugin        {}\n", file.string());
  for (const auto& dir : options.plugin_dirs)
    out << fmt::format("plugin dir    {}\n", path_state(dir));
  out << fmt::format("plugin path   INKLING_PLUGIN_PATH {}\n", variable("INKLING_PLUGIN_PATH"))
      << fmt::format("default dir   {}\n", options.use_default_dir
                                               ? path_state(default_plugin_dir())
                                               : "off (--no-default-plugins)")
      << fmt::format("threads       {}\n", std::max(1U, std::thread::hardware_concurrency()))
      << fmt::format("processor     {}\n", processor_text())
      << fmt::format("terminal      {}, TERM {}, NO_COLOR {}\n",
                     is_terminal(STDOUT_FILENO)
                         ? fmt::format("{} columns", terminal_columns(STDOUT_FILENO))
                         : "none",
                     variable("TERM"), variable("NO_COLOR"))
      << fmt::format("history       {}\n", history_file().string())
      << fmt::format("start-up      {}\n\n", path_state(startup_file()));
  std::size_t refused = 0;
  for (const auto& plugin : context.registry.plugins()) {
    out << to_text(plugin);
    refused += plugin.state == PluginState::refused ? 1U : 0U;
  }
  out << fmt::format("\n{}, {} refused\n", counted(context.registry.plugins().size(), "plugin"),
                     refused);
  for (const Kind kind : {Kind::domain, Kind::solver})
    if (context.registry.ids(kind).empty())
      out << fmt::format("no {} is available: inkling cannot answer anything\n", to_text(kind));
  const auto named = context.registry.check_named();
  return named ? kRan : fail(context, named.error());
}

int run_selftest_command(Context& context, const std::string& id) {
  const auto report = run_conformance(context.registry, id);
  if (!report) return fail(context, report.error());
  context.out << to_text(*report);
  return report->passed() ? kRan : kFailed;
}

}  // namespace inkling::repl
