// A domain that is nothing but a language: what the searcher needs of one.
#pragma once

#include <inkling/dsl/language.hpp>

#include "support/bare_domain.hpp"

namespace inkling::enumerate {

class LanguageDomain final : public test::BareDomain {
 public:
  explicit LanguageDomain(std::shared_ptr<const dsl::Catalogue> catalogue)
      : language_(dsl::make_language(std::move(catalogue))) {}
  const Language* language() const { return language_.get(); }

 private:
  std::unique_ptr<Language> language_;
};

// "in -> out" lines as a task; several inputs are separated by commas.
inline Task task_of(std::initializer_list<std::pair<const char*, const char*>> examples) {
  Task task;
  task.id = "t";
  task.domain = "test";
  for (const auto& [in, out] : examples)
    task.examples.push_back({*parse_values(in), *parse_value(out)});
  return task;
}

}  // namespace inkling::enumerate
