#include "config.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace inkling::nli {
namespace {

// Of one field by itself.
struct FaultFinder {
  std::string fault;

  template <class T>
  void operator()(const char* name, const T& field, const FieldFacts& facts) {
    if (!fault.empty()) return;
    if constexpr (std::same_as<T, std::string>) {
      const std::vector<std::string> choices = split_choices(facts.choices);
      if (std::find(choices.begin(), choices.end(), field) != choices.end()) return;
      fault = name + ("=" + field) + " is not one of ";
      for (std::size_t i = 0; i < choices.size(); ++i) fault += (i == 0 ? "" : ", ") + choices[i];
    } else if constexpr (!std::same_as<T, bool>) {
      const auto value = static_cast<double>(field);
      if (!(value >= facts.low && value <= facts.high))
        fault = name + ("=" + to_text(field)) + " is outside " + to_text(facts.low) + ".." +
                to_text(facts.high);
    }
  }
};

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

std::vector<std::string> split_choices(std::string_view choices) {
  std::vector<std::string> words;
  while (!choices.empty()) {
    const std::size_t bar = std::min(choices.find('|'), choices.size());
    words.emplace_back(choices.substr(0, bar));
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return words;
}

std::string find_fault(const ModelConfig& c) {
  FaultFinder finder;
  visit_model_fields(c, finder);
  if (!finder.fault.empty()) return finder.fault;
  if (c.width % c.heads != 0 || c.width % 2 != 0)
    return "width=" + to_text(c.width) + " is not even and a multiple of heads=" + to_text(c.heads);
  if (c.reach > 0 && c.bias != "relative")
    return "reach=" + to_text(c.reach) + " needs bias=relative";
  return "";
}

std::string find_fault(const TrainConfig& c) {
  FaultFinder finder;
  visit_train_fields(c, finder);
  return finder.fault;
}

}  // namespace inkling::nli
