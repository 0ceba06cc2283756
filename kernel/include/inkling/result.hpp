// Result<T>: the value, or the Error that says why there is none. Every expected failure of
// inkling's libraries travels this way; nothing in a library ends the process.
#pragma once

#include <cstddef>
#include <exception>
#include <inkling/export.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace inkling {

enum class ErrorCode {
  parse,        // text that is not a value, program, task or parameter list
  type,         // a program or value of the wrong type
  bad_param,    // unknown parameter, or a value outside its range
  bad_input,    // input too long, too deep, not UTF-8, contradictory ...
  not_found,    // no such domain, solver, file ...
  io,           // a file that cannot be read or written
  unsupported,  // the component lacks this optional ability
  budget,       // stopped by a limit before there was anything to return
  plugin,       // a plugin that was refused, or that threw
  device,       // an accelerator that failed
  internal,     // a bug in inkling
};

// The lower-case name of a code, for messages and JSON ("bad_param").
INKLING_API std::string_view to_text(ErrorCode code);

// Half-open byte range [begin, end) of the text that an error speaks of.
struct SourceSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

// Messages are lower case, name the thing, give the value, say what was expected and how to mend
// it.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::vector<std::string> notes{};  // each one line: context, the valid names, the cure
  std::optional<SourceSpan> span{};  // where in the source text, if there is one
  std::string plugin{};              // name of the plugin it came from, or empty
};

// One line: "message (note; note)". `render_error` adds the source line and a caret under the span.
INKLING_API std::string to_text(const Error& error);
INKLING_API std::string render_error(const Error& error, std::string_view source);

// The one exception type that may cross a plugin boundary. Carries an Error.
class INKLING_API Exception : public std::exception {
 public:
  explicit Exception(Error error);
  Exception(const Exception&);
  Exception& operator=(const Exception&);
  ~Exception() override;
  const char* what() const noexcept override;
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // Precondition of value(): ok(); otherwise the Error is thrown as Exception.
  T& value() & { return require(), *std::get_if<0>(&state_); }
  const T& value() const& { return require(), *std::get_if<0>(&state_); }
  T&& value() && { return require(), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok().
  Error& error() & { return *std::get_if<1>(&state_); }
  const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  void require() const {
    if (!ok()) throw Exception(*std::get_if<1>(&state_));
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}
  bool ok() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace inkling
