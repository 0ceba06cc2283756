// The fuzz targets of a language, for any catalogue.
#pragma once

#include <inkling/dsl/language.hpp>

#include "fuzz.hpp"

namespace inkling::fuzz {

// Any text: the parser accepts or explains it; what it accepts prints and parses back.
void check_parser(const Language& language, std::string_view text);

// "inputs\nprogram": execution gives a value, `undefined` or an error, the same every time; the
// trace ends with it. Besides, a random program of the catalogue, seeded by the bytes, runs on
// these inputs and on random ones.
void check_executor(const Language& language, std::string_view text);

// The program that the text is, where it is one, on these inputs: as above.
void check_runs(const Language& language, std::string_view text, const std::vector<Value>& inputs);

// Built once per process.
const Language& lists();
const Language& strings();

}  // namespace inkling::fuzz
