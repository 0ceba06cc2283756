#include "config.hpp"

#include <array>
#include <cmath>

namespace inkling::nli {
namespace {

struct Bounds {
  const char* name;
  double value;
  double low;
  double high;
};

template <std::size_t N>
std::string out_of_bounds(const std::array<Bounds, N>& all) {
  for (const Bounds& b : all)
    if (!(b.value >= b.low && b.value <= b.high))
      return std::string(b.name) + "=" + to_text(b.value) + " is outside " + to_text(b.low) + ".." +
             to_text(b.high);
  return "";
}

}  // namespace

std::string to_text(double value) {
  if (std::isnan(value)) return "nan";  // to_chars shows its sign
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc() ? std::string(buffer.data(), end) : "?";
}

bool read_text(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

std::string find_fault(const ModelConfig& c) {
  const std::string wrong = out_of_bounds(std::array<Bounds, 9>{{
      {"length", double(c.length), 1, 512},
      {"symbols", double(c.symbols), 2, 4096},
      {"positions", double(c.positions), 1, 256},
      {"codes", double(c.codes), 2, 4096},
      {"width", double(c.width), 2, 4096},
      {"heads", double(c.heads), 1, 64},
      {"encoder_layers", double(c.encoder_layers), 1, 16},
      {"executor_layers", double(c.executor_layers), 1, 16},
      {"mlp_ratio", double(c.mlp_ratio), 1, 8},
  }});
  if (!wrong.empty()) return wrong;
  if (c.width % c.heads != 0 || c.width % 2 != 0)
    return "width=" + to_text(c.width) + " is not even and a multiple of heads=" + to_text(c.heads);
  if (c.bias != "none" && c.bias != "relative" && c.bias != "absolute")
    return "bias=" + c.bias + " is not one of none, relative, absolute";
  if (c.reach < 0 || (c.reach > 0 && c.bias != "relative"))
    return "reach=" + to_text(c.reach) + " needs bias=relative and cannot be negative";
  return "";
}

std::string find_fault(const TrainConfig& c) {
  const std::string wrong = out_of_bounds(std::array<Bounds, 12>{{
      {"steps", double(c.steps), 1, 1e9},
      {"batch", double(c.batch), 1, 65536},
      {"pairs", double(c.pairs), 2, 64},
      {"learning_rate", c.learning_rate, 0, 1},
      {"clip", c.clip, 1e-6, 1e6},
      {"program_temperature_from", c.program_temperature_from, 1e-3, 100},
      {"program_temperature_to", c.program_temperature_to, 1e-3, 100},
      {"state_temperature_from", c.state_temperature_from, 1e-3, 100},
      {"state_temperature_to", c.state_temperature_to, 1e-3, 100},
      {"anneal", c.anneal, 1e-3, 1},
      {"regulariser", c.regulariser, 0, 100},
      {"evaluate_tasks", double(c.evaluate_tasks), 1, 1e6},
  }});
  if (!wrong.empty()) return wrong;
  if (c.suite != "shift-l" && c.suite != "shift-p" && c.suite != "comp-i")
    return "suite=" + c.suite + " is not one of shift-l, shift-p, comp-i";
  if (c.variant != "zero-fill" && c.variant != "circular")
    return "variant=" + c.variant + " is not one of zero-fill, circular";
  if (c.scope != "global" && c.scope != "per_position")
    return "scope=" + c.scope + " is not one of global, per_position";
  return "";
}

}  // namespace inkling::nli
