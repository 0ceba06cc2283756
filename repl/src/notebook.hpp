// The prompt behind a notebook: cells are lines, and what lines show becomes parts of a page.
#pragma once

#include <inkling/jupyter/jupyter.hpp>
#include <streambuf>

#include "cli.hpp"
#include "repl.hpp"

namespace inkling::repl {

class PromptNotebook final : public jupyter::Notebook {
 public:
  // The context must outlive it.
  explicit PromptNotebook(Context& context);

  // Line by line, up to the first that cannot be run or whose search is interrupted; what was
  // entered before it stays.
  jupyter::Ran run(const std::string& cell,
                   const std::function<void(const jupyter::Shown&)>& show) override;
  jupyter::Completed complete(std::string_view cell, std::size_t cursor) override;
  std::optional<jupyter::Shown> inspect(std::string_view cell, std::size_t cursor) override;
  bool unfinished(std::string_view cell) override;
  void interrupt() override;

  Repl& prompt() { return repl_; }

 private:
  // What is written to a stream of the prompt, in the order in which it is written to both.
  class Lines final : public std::streambuf {
   public:
    Lines(PromptNotebook& notebook, jupyter::Shown::Kind kind) : notebook_(notebook), kind_(kind) {}

   protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;

   private:
    PromptNotebook& notebook_;
    jupyter::Shown::Kind kind_;
  };

  void write(jupyter::Shown::Kind kind, std::string_view text);
  void show_rich(const std::string& text, const std::string& html);
  void flush();
  bool explain(std::string_view topic);
  jupyter::Failure failure(std::size_t line, std::size_t left) const;

  Interrupts* interrupts_;
  std::function<void(const jupyter::Shown&)> show_;
  jupyter::Shown pending_;  // text that is not shown yet
  std::vector<std::pair<Error, std::string>> errors_;
  Lines out_lines_{*this, jupyter::Shown::Kind::text};
  Lines note_lines_{*this, jupyter::Shown::Kind::note};
  std::ostream out_{&out_lines_};
  std::ostream notes_{&note_lines_};
  Session session_;
  Repl repl_;
};

}  // namespace inkling::repl
