// What solve prints of tasks as they are done.
#pragma once

#include <cstdint>
#include <inkling/app/batch.hpp>
#include <inkling/language.hpp>
#include <map>
#include <optional>
#include <string>

#include "cli.hpp"
#include "status_line.hpp"

namespace inkling::repl {

// Lines and records as they are done; on a terminal a line that counts. With --resume they are
// added to the file, those of a task at once.
class BatchPrinter : public BatchSink {
 public:
  // `kept`: bytes of that file that stay, when something is added.
  BatchPrinter(Context& context, const SolveOptions& options, std::uint64_t kept = 0);
  void answered(const QuestionAnswers& task) override;
  void refused(std::size_t line, const Error& error) override;
  void progress(std::size_t done) override;
  void clear() { progress_.clear(); }
  // All that is to be said of a task.
  void write(const std::string& text);
  // Why the file could not be written.
  const std::optional<Error>& fault() const { return fault_; }

 private:
  const Language* language_of(const QuestionAnswers& task) const;

  Context& context_;
  const SolveOptions& options_;
  StatusLine progress_;
  std::map<std::string, const Language*> languages_{};  // by domain, where code is asked for
  std::optional<Error> fault_{};
  std::optional<std::uint64_t> kept_;  // until something is added
};

}  // namespace inkling::repl
