// inkling in a browser on the same machine: a page, and a JSON interface with the records of the
// command line. docs/serve.md describes both.
#pragma once

#include <chrono>
#include <functional>
#include <inkling/app/question.hpp>
#include <inkling/registry.hpp>
#include <stop_token>
#include <string>

namespace inkling::serve {

struct ServeOptions {
  unsigned port = 0;                // 0: any that is free
  RegistryOptions registry{};       // every search thread has a registry of its own
  app::QuestionOptions question{};  // of a request that says nothing else, and the most it may ask
  unsigned jobs = 2;                // searches at the same time
  std::size_t waiting = 64;         // searches that wait; those beyond are told to come back
  std::size_t body = 1 << 20;       // bytes of a request
  // A request has to be here, an answer has to be taken, and a search has to begin within it.
  std::chrono::milliseconds patience{std::chrono::seconds(10)};
};

// Blocks until the token stops it: then running searches end, and requests that wait are told so.
// `ready` gets the address, which nobody can guess. Listens on 127.0.0.1 alone. Errors: io (the
// port is taken).
using Serve = Result<void> (*)(const ServeOptions& options, std::stop_token stop,
                               const std::function<void(const std::string& address)>& ready);
// It stands in a library of its own, which has one function of C's that gives it.
using ServeEntry = Serve (*)();
inline constexpr const char* kServeEntry = "inkling_serve_entry";

}  // namespace inkling::serve
