// The language of HNPS as the kernel knows languages: a second one of the domain of strings.
#pragma once

#include <inkling/language.hpp>
#include <memory>

#include "program.hpp"

namespace inkling::hnps {

inline constexpr const char* kId = "hnps";

std::unique_ptr<Language> make_language();
inkling::Program make_program(Program program);
// Of a program of this language; reads it where it is text alone. Errors: type, parse.
Result<std::shared_ptr<const Program>> program_of(const inkling::Program& program);

}  // namespace inkling::hnps
