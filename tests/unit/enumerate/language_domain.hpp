// A domain that is nothing but a language: what the searcher needs of one.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>

namespace inkling::enumerate {

class LanguageDomain final : public Domain {
 public:
  explicit LanguageDomain(std::shared_ptr<const dsl::Catalogue> catalogue)
      : language_(dsl::make_language(std::move(catalogue))) {}
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task&) const override { return {}; }
  Result<GeneratedTask> generate(const Params&, Rng&) const override {
    return Error{ErrorCode::unsupported, "no generator"};
  }
  std::vector<Value> sample_inputs(const Task& like, Rng&) const override {
    return like.examples.front().inputs;
  }
  const Language* language() const { return language_.get(); }

 private:
  DomainInfo info_;
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
