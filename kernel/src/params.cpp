#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <inkling/params.hpp>
#include <numeric>

#include "text_reader.hpp"

namespace inkling {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

Error parse_error(std::string message, std::size_t begin, std::size_t end) {
  Error error{ErrorCode::parse, std::move(message)};
  error.span = SourceSpan{begin, end};
  return error;
}

// The pieces of `text` between the commas that stand outside brackets and quotes, trimmed.
Result<std::vector<std::string>> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  std::string open;
  bool in_quotes = false;
  std::size_t quote = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_quotes) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_quotes = false;
    } else if (c == '"') {
      in_quotes = true;
      quote = i;
    } else if (c == '(' || c == '[') {
      open.push_back(c == '(' ? ')' : ']');
    } else if (c == ')' || c == ']') {
      if (open.empty() || open.back() != c)
        return parse_error(fmt::format("'{}' closes nothing in {}", c, detail::quoted(text)), i,
                           i + 1);
      open.pop_back();
    } else if (c == ',' && open.empty()) {
      parts.emplace_back(trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (in_quotes)
    return parse_error(fmt::format("a quote is not closed in {}", detail::quoted(text)), quote,
                       text.size());
  if (!open.empty())
    return parse_error(fmt::format("a bracket is not closed in {}: expected '{}'",
                                   detail::quoted(text), open.back()),
                       text.size(), text.size());
  parts.emplace_back(trim(text.substr(begin)));
  return parts;
}

std::string_view type_text(ParamType type) {
  switch (type) {
    case ParamType::boolean:
      return "true or false";
    case ParamType::integer:
      return "a whole number";
    case ParamType::real:
      return "a number";
    case ParamType::text:
      return "text";
    case ParamType::choice:
      return "one of a list";
  }
  return "a value";
}

Error bad_value(const ParamSpec& spec, std::string_view value, std::string expected) {
  Error error{ErrorCode::bad_param, fmt::format("parameter '{}': {} is not {}", spec.name,
                                                detail::quoted(value), expected)};
  if (!spec.help.empty()) error.notes.push_back(fmt::format("{}: {}", spec.name, spec.help));
  return error;
}

std::string range_text(const ParamSpec& spec) {
  if (spec.min && spec.max) return fmt::format(" from {} to {}", *spec.min, *spec.max);
  if (spec.min) return fmt::format(" of at least {}", *spec.min);
  if (spec.max) return fmt::format(" of at most {}", *spec.max);
  return "";
}

bool in_range(const ParamSpec& spec, double value) {
  return (!spec.min || value >= *spec.min) && (!spec.max || value <= *spec.max);
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::string> canonical_bool(const ParamSpec& spec, std::string_view value) {
  for (const std::string_view yes : {"true", "yes", "on", "1"})
    if (value == yes) return std::string("true");
  for (const std::string_view no : {"false", "no", "off", "0"})
    if (value == no) return std::string("false");
  return bad_value(spec, value, "true or false");
}

Result<std::string> canonical_text(const ParamSpec& spec, std::string_view value) {
  // What is kept must print and parse back.
  if (find_invalid_utf8(value)) return bad_value(spec, value, "UTF-8 text without NUL bytes");
  if (value.empty() || value.front() != '"') return std::string(value);
  detail::TextReader reader(value);
  Result<std::string> text = reader.read_string();
  if (!text) return text;
  if (auto rest = reader.finish(); !rest) return rest.error();
  return text;
}

// The one spelling of a value that is kept, or what is wrong with it.
Result<std::string> canonical(const ParamSpec& spec, std::string_view value) {
  value = trim(value);
  switch (spec.type) {
    case ParamType::boolean:
      return canonical_bool(spec, value);
    case ParamType::integer: {
      const auto number = read_number<std::int64_t>(value);
      if (!number || !in_range(spec, static_cast<double>(*number)))
        return bad_value(spec, value, "a whole number" + range_text(spec));
      return fmt::format("{}", *number);
    }
    case ParamType::real: {
      const auto number = read_number<double>(value);
      if (!number || !std::isfinite(*number) || !in_range(spec, *number))
        return bad_value(spec, value, "a number" + range_text(spec));
      return fmt::format("{}", *number);
    }
    case ParamType::text:
      return canonical_text(spec, value);
    case ParamType::choice: {
      if (std::find(spec.choices.begin(), spec.choices.end(), value) != spec.choices.end())
        return std::string(value);
      Error error = bad_value(spec, value, fmt::format("one of {}", fmt::join(spec.choices, ", ")));
      if (const std::string near = nearest(value, spec.choices); !near.empty())
        error.notes.push_back(fmt::format("did you mean '{}'?", near));
      return error;
    }
  }
  return bad_value(spec, value, "a value");
}

// Text that the comma splitter and the trimming would not give back is written in quotes.
std::string printed(const ParamSpec& spec, const std::string& value) {
  if (spec.type != ParamType::text) return value;
  const bool plain = std::none_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 ||
           std::string_view(",()[]\"\\=").find(c) != std::string_view::npos;
  });
  return plain ? value : to_text(Value(value));
}

std::vector<std::string> names_of(const ParamSpecs& specs) {
  std::vector<std::string> names;
  for (const ParamSpec& spec : specs) names.push_back(spec.name);
  return names;
}

Error unknown_parameter(const ParamSpecs& specs, std::string_view name) {
  Error error{ErrorCode::bad_param, fmt::format("unknown parameter {}", detail::quoted(name))};
  const std::vector<std::string> names = names_of(specs);
  if (const std::string near = nearest(name, names); !near.empty())
    error.notes.push_back(fmt::format("did you mean '{}'?", near));
  error.notes.push_back(names.empty() ? "there are no parameters"
                                      : fmt::format("valid are {}", fmt::join(names, ", ")));
  return error;
}

}  // namespace

Params::Params() = default;

Params::Params(ParamSpecs specs) : specs_(std::move(specs)) {
  values_.reserve(specs_.size());
  for (const ParamSpec& spec : specs_) {
    Result<std::string> value = canonical(spec, spec.default_value);
    values_.push_back(value ? *std::move(value) : spec.default_value);
  }
}

Result<Params> Params::parse(const ParamSpecs& specs, std::string_view text) {
  Params params(specs);
  if (trim(text).empty()) return params;
  Result<std::vector<std::string>> parts = split_commas(text);
  if (!parts) return std::move(parts).error();
  std::vector<std::string> seen;
  for (const std::string& part : *parts) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos)
      return Error{ErrorCode::bad_param,
                   fmt::format("{} is not a parameter: expected name=value", detail::quoted(part))};
    const std::string name(trim(std::string_view(part).substr(0, equals)));
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      return Error{ErrorCode::bad_param, fmt::format("parameter '{}' is given twice", name)};
    seen.push_back(name);
    if (auto set = params.set(name, std::string_view(part).substr(equals + 1)); !set)
      return set.error();
  }
  return params;
}

Result<void> Params::set(std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (specs_[i].name != name) continue;
    Result<std::string> text = canonical(specs_[i], value);
    if (!text) return std::move(text).error();
    values_[i] = *std::move(text);
    return {};
  }
  return unknown_parameter(specs_, name);
}

std::size_t Params::index(std::string_view name, ParamType type) const {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (specs_[i].name != name) continue;
    const bool textual = type == ParamType::text && specs_[i].type == ParamType::choice;
    if (specs_[i].type == type || textual) return i;
    throw Exception(
        Error{ErrorCode::internal, fmt::format("parameter '{}' is {}, but was read as {}", name,
                                               type_text(specs_[i].type), type_text(type))});
  }
  Error error = unknown_parameter(specs_, name);
  error.code = ErrorCode::internal;
  throw Exception(std::move(error));
}

bool Params::get_bool(std::string_view name) const {
  return values_[index(name, ParamType::boolean)] == "true";
}

std::int64_t Params::get_int(std::string_view name) const {
  return read_number<std::int64_t>(values_[index(name, ParamType::integer)]).value_or(0);
}

double Params::get_real(std::string_view name) const {
  return read_number<double>(values_[index(name, ParamType::real)]).value_or(0.0);
}

const std::string& Params::get_text(std::string_view name) const {
  return values_[index(name, ParamType::text)];
}

bool Params::has(std::string_view name) const {
  return std::any_of(specs_.begin(), specs_.end(),
                     [&](const ParamSpec& spec) { return spec.name == name; });
}

Result<Params> Params::select(const ParamSpecs& specs) const {
  Params selected(specs);
  for (std::size_t i = 0; i < specs_.size(); ++i)
    if (selected.has(specs_[i].name))
      if (auto set = selected.set(specs_[i].name, values_[i]); !set) return std::move(set).error();
  return selected;
}

bool Params::is_default(std::string_view name) const {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (specs_[i].name != name) continue;
    const Result<std::string> text = canonical(specs_[i], specs_[i].default_value);
    return values_[i] == (text ? *text : specs_[i].default_value);
  }
  return true;
}

std::string Params::to_text() const {
  std::string out;
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (is_default(specs_[i].name)) continue;
    out += fmt::format("{}{}={}", out.empty() ? "" : ",", specs_[i].name,
                       printed(specs_[i], values_[i]));
  }
  return out;
}

Result<NamedParams> parse_named_params(std::string_view text) {
  const std::string_view whole = trim(text);
  const auto offset = static_cast<std::size_t>(whole.data() - text.data());
  const std::size_t open = std::min(whole.find('('), whole.size());
  NamedParams named{std::string(trim(whole.substr(0, open)))};
  if (named.name.empty())
    return parse_error("expected a name, as in name(parameter=value)", offset, offset + 1);
  constexpr std::string_view kForbidden = ",()[]=\" \t\n\r";
  if (const std::size_t bad = named.name.find_first_of(kForbidden); bad != std::string::npos)
    return parse_error(
        fmt::format("{} is not a name: {} does not belong there", detail::quoted(named.name),
                    detail::quoted(named.name.substr(bad, 1))),
        offset + bad, offset + bad + 1);
  if (open == whole.size()) return named;
  if (whole.back() != ')')
    return parse_error(
        fmt::format("the parameters of '{}' are not closed: expected ')' at the end", named.name),
        offset + whole.size(), offset + whole.size());
  named.params = trim(whole.substr(open + 1, whole.size() - open - 2));
  if (const auto parts = split_commas(named.params); !parts) return parts.error();
  return named;
}

Result<std::vector<std::string>> split_names(std::string_view text) {
  Result<std::vector<std::string>> parts = split_commas(text);
  if (!parts) return parts;
  for (const std::string& part : *parts)
    if (part.empty())
      return parse_error(fmt::format("{} holds an empty name: expected for example 'a,b(x=1)'",
                                     detail::quoted(text)),
                         0, text.size());
  return parts;
}

namespace {

// Edits between two words: insert, delete, replace, or swap two neighbours; case does not count.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + differs});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongest = 64;  // names, not documents
  std::string best;
  if (name.empty() || name.size() > kLongest) return best;
  std::size_t best_distance = 1 + name.size() / 3;
  if (name.size() <= 2) best_distance = 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const std::size_t distance = edit_distance(name, candidate);
    const bool near = distance < std::max(name.size(), candidate.size());
    if (near && (distance < best_distance || (best.empty() && distance == best_distance))) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty() || name.size() < 3) return best;
  const auto longer = std::find_if(candidates.begin(), candidates.end(),
                                   [&](const std::string& c) { return c.starts_with(name); });
  return longer == candidates.end() ? best : *longer;
}

}  // namespace inkling
