// inkling as a kernel of Jupyter: cells, completion, inspection and interrupts over the messages of
// Jupyter's protocol. What a cell means is for whoever implements Notebook. docs/jupyter.md
// describes both.
#pragma once

#include <cstddef>
#include <functional>
#include <inkling/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::jupyter {

// A part of what a cell shows, in its order.
struct Shown {
  enum class Kind {
    text,  // as a screen would show it
    note,  // the same, beside the matter
    rich,  // as HTML, with its text for who shows none
  };
  Kind kind = Kind::text;
  std::string text;
  std::string html{};
};

// Why a cell ended before its end.
struct Failure {
  std::string name;     // of the kind of error: "bad_input"
  std::string message;  // one line
  std::vector<std::string> lines;
};

struct Ran {
  std::optional<Failure> failure{};
  bool leave = false;  // the kernel was asked to end
};

// Words that can stand in place of the bytes [begin, end) of the cell.
struct Completed {
  std::size_t begin = 0, end = 0;
  struct Word {
    std::string text;
    std::string summary;
  };
  std::vector<Word> words{};
};

// What a kernel asks. Places in cells are bytes of UTF-8. All but interrupt() are called by the
// thread that runs the kernel, one at a time.
class Notebook {
 public:
  virtual ~Notebook() = default;
  // Runs a cell and returns when it is done; what it shows goes to `show` as soon as it is there.
  virtual Ran run(const std::string& cell, const std::function<void(const Shown&)>& show) = 0;
  virtual Completed complete(std::string_view cell, std::size_t cursor) = 0;
  // What is known about the word at the cursor; nothing: nothing.
  virtual std::optional<Shown> inspect(std::string_view cell, std::size_t cursor) = 0;
  // Whether the cell ends within something that was begun.
  virtual bool unfinished(std::string_view cell) = 0;
  // The cell that runs is to end soon, with the best so far. From any thread, any number of times.
  virtual void interrupt() = 0;
};

struct KernelOptions {
  std::string connection;  // the connection file's text
  std::string version;     // of inkling
  std::string banner;
};

// Blocks until the kernel is told to end. The process's signals are the caller's affair: threads
// made here have those blocked that the calling thread has. Errors: bad_input (the connection), io
// (its ports are taken).
using Kernel = Result<void> (*)(Notebook& notebook, const KernelOptions& options);
// It stands in a library of its own, which has one function of C's that gives it.
using KernelEntry = Kernel (*)();
inline constexpr const char* kKernelEntry = "inkling_jupyter_entry";

}  // namespace inkling::jupyter
