// The components of this plugin, each made by one function.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/language.hpp>
#include <inkling/searcher.hpp>
#include <memory>

namespace grid {

std::unique_ptr<inkling::Domain> make_domain();
std::unique_ptr<inkling::Language> make_language();
std::shared_ptr<const inkling::Codec> make_codec(std::size_t side);
std::unique_ptr<inkling::Interpreter> make_interpreter(const inkling::Domain& domain);
std::unique_ptr<inkling::Searcher> make_searcher();

}  // namespace grid
