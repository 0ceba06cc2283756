// A prompt over the tiny domain, without a terminal.
#pragma once

#include <initializer_list>
#include <memory>
#include <sstream>
#include <string>

#include "repl.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::repl {

struct Prompt {
  explicit Prompt(ReplOptions options = quiet(), Interrupts* interrupts = nullptr)
      : repl(session, std::move(options), out, err, interrupts) {}

  static ReplOptions quiet() {
    ReplOptions options;
    options.with_time = false;
    return options;
  }
  // What the lines print; errors go to `err`.
  std::string run(std::initializer_list<std::string_view> lines) {
    out.str("");
    err.str("");
    for (const auto line : lines) repl.feed(line);
    return out.str();
  }

  std::shared_ptr<test::TinyLog> log = std::make_shared<test::TinyLog>();
  std::unique_ptr<Registry> registry = test::tiny_registry(log);
  Session session{*registry};
  std::ostringstream out;
  std::ostringstream err;
  Repl repl;
};

}  // namespace inkling::repl
