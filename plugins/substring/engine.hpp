// Engine: from a task's rows to programs, shortest description first.
#pragma once

#include "advice.hpp"
#include "branches.hpp"
#include "grow.hpp"

namespace inkling::substring {

struct EngineOptions {
  std::size_t solutions = 8;
  int conditions = 2;  // on any path
};

struct Found {
  std::vector<Solution> solutions{};  // that give the outputs of all examples at hand
  Solution partial{};                 // else the one for most of them; null when there is none
};

class Engine {
 public:
  // What is referred to must outlive it.
  Engine(const dsl::Catalogue& catalogue, const Advice& advice, const EngineOptions& options,
         Meter& meter)
      : catalogue_(catalogue), advice_(advice), options_(options), meter_(meter) {}
  Found run(const Rows& rows);
  std::size_t bytes() const { return bytes_; }

 private:
  Found search(const Rows& rows);
  // With what the language's compact form can say, too; without conditions.
  void search_compact(Bank& bank, Found& found);
  Found run_as_text(const Rows& rows, const Step& value);
  const dsl::Catalogue& catalogue_;
  const Advice& advice_;
  EngineOptions options_;
  Meter& meter_;
  std::size_t bytes_ = 0;
};

}  // namespace inkling::substring
