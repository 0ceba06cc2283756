#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/inventory.hpp>
#include <inkling/app/text.hpp>
#include <inkling/nn/isa.hpp>
#include <inkling/nn/peak.hpp>
#include <thread>

#include "json.hpp"

namespace inkling::app {
namespace {

std::string provides_text(const PluginInfo& plugin) {
  std::string text;
  for (const auto& item : plugin.provides)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", to_text(item.kind), item.id);
  return text;
}

}  // namespace

std::string to_json(const PluginInfo& plugin) {
  Json json;
  json["name"] = plugin.name;
  json["version"] = plugin.version;
  json["summary"] = plugin.summary;
  json["path"] = plugin.path.string();
  json["state"] = std::string(to_text(plugin.state));
  json["provides"] = Json::array();
  for (const auto& item : plugin.provides)
    json["provides"].push_back({{"kind", to_text(item.kind)}, {"id", item.id}});
  json["needs"] = plugin.needs;
  json["reason"] = plugin.reason.empty() ? Json() : Json(plugin.reason);
  return line_of(json);
}

std::string to_text(const PluginInfo& plugin) {
  std::string text = fmt::format("{:<12} {:<10} {:<10} {}\n", plugin.name, plugin.version,
                                 to_text(plugin.state), plugin.summary);
  const auto add = [&](const std::string& line) { text += fmt::format("{:<12} {}\n", "", line); };
  if (const auto provides = provides_text(plugin); !provides.empty()) add("provides " + provides);
  if (!plugin.needs.empty()) add(fmt::format("needs {}", fmt::join(plugin.needs, ", ")));
  add(plugin.path.string());
  if (!plugin.reason.empty()) add(plugin.reason);
  return text;
}

std::string processor_text() {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  const nn::Peak peak = nn::measure_peak(threads);
  return fmt::format("{}; {} reach {:.0f} GFLOP/s (float32) in registers, {}",
                     nn::to_text(nn::best_isa()), counted(threads, "thread"), peak.fma / 1e9,
                     peak.gemm ? fmt::format("{:.0f} by OpenBLAS", *peak.gemm / 1e9)
                               : std::string("OpenBLAS is not installed"));
}

}  // namespace inkling::app
