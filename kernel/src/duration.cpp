#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <inkling/params.hpp>
#include <limits>

#include "text_reader.hpp"

namespace inkling {

namespace {

struct Unit {
  std::string_view name;
  double scale;
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "1.5 G" in units of 1, or nullopt when it is not a number with one of these units.
template <std::size_t N>
std::optional<double> parse_scaled(std::string_view text, const std::array<Unit, N>& units) {
  text = trim(text);
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.')) return std::nullopt;
  double number = 0.0;
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (status != std::errc{}) return std::nullopt;
  const std::string_view unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  for (const Unit& candidate : units)
    if (unit == candidate.name) return number * candidate.scale;
  return std::nullopt;
}

Error not_read(std::string_view what, std::string_view text, std::string_view examples) {
  Error error{ErrorCode::parse, fmt::format("{} is not {}: expected for example {}",
                                            detail::quoted(text), what, examples)};
  error.span = SourceSpan{0, text.size()};
  return error;
}

}  // namespace

Result<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  static constexpr std::array<Unit, 10> kUnits{{{"", 1e9},
                                                {"s", 1e9},
                                                {"ms", 1e6},
                                                {"us", 1e3},
                                                {"ns", 1.0},
                                                {"m", 60e9},
                                                {"min", 60e9},
                                                {"h", 3600e9},
                                                {"sec", 1e9},
                                                {"d", 86400e9}}};
  const std::optional<double> ns = parse_scaled(text, kUnits);
  if (!ns) return not_read("a duration", text, "10s, 250ms, 2m, 1h or 3 (seconds)");
  // A tenth of the clock's range, so that a deadline can still be added to the current time.
  constexpr double kLargest = static_cast<double>(std::numeric_limits<std::int64_t>::max()) / 10.0;
  if (*ns > kLargest) return not_read("a duration below 29 years", text, "10s, 250ms, 2m or 1h");
  return std::chrono::nanoseconds(std::llround(*ns));
}

std::string format_duration(std::chrono::nanoseconds d) {
  const double s = std::chrono::duration<double>(d).count();
  const double size = std::abs(s);
  if (size < 1e-6) return fmt::format("{} ns", d.count());
  if (size < 99.5e-6) return fmt::format("{:.0f} us", s * 1e6);
  if (size < 9.95e-3) return fmt::format("{:.1f} ms", s * 1e3);
  if (size < 0.9995) return fmt::format("{:.0f} ms", s * 1e3);
  if (size < 59.95) return fmt::format("{:.1f} s", s);
  if (size < 3597.0) return fmt::format("{:.1f} min", s / 60.0);
  return fmt::format("{:.1f} h", s / 3600.0);
}

Result<std::size_t> parse_bytes(std::string_view text) {
  static constexpr double kK = 1024.0;
  static constexpr std::array<Unit, 18> kUnits{{{"", 1.0},
                                                {"B", 1.0},
                                                {"k", kK},
                                                {"K", kK},
                                                {"KB", kK},
                                                {"KiB", kK},
                                                {"m", kK * kK},
                                                {"M", kK * kK},
                                                {"MB", kK * kK},
                                                {"MiB", kK * kK},
                                                {"g", kK * kK * kK},
                                                {"G", kK * kK * kK},
                                                {"GB", kK * kK * kK},
                                                {"GiB", kK * kK * kK},
                                                {"T", kK * kK * kK * kK},
                                                {"TB", kK * kK * kK * kK},
                                                {"TiB", kK * kK * kK * kK},
                                                {"t", kK * kK * kK * kK}}};
  const std::optional<double> bytes = parse_scaled(text, kUnits);
  // Less than a byte is no limit that anybody means, and 0 stands for none at all.
  if (!bytes || *bytes >= 0x1p62 || (*bytes > 0.0 && *bytes < 1.0))
    return not_read("a number of bytes", text, "512M, 2G or 1048576");
  return static_cast<std::size_t>(*bytes);
}

}  // namespace inkling
