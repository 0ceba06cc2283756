// JSON in the order in which it is written.
#pragma once

#include <inkling/value.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::app {

using Json = nlohmann::ordered_json;
struct Counts;

Json json_of(const Value& value);
Json json_of(const std::vector<Value>& values);
// With that many significant digits; what is not finite is 0.
Json rounded(double number, int digits);
// "unfit", and "unfit_reason" where it is not 0.
void put_unfit(Json& row, const Counts& counts);
// The same of a number, null where there is none.
Json json_of(const std::optional<double>& number, int digits);
// One line. Bytes that are no UTF-8 are replaced.
std::string line_of(const Json& json);

}  // namespace inkling::app
