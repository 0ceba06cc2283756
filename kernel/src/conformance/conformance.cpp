#include <fmt/format.h>

#include <algorithm>
#include <inkling/conformance.hpp>

#include "checks.hpp"

namespace inkling {

namespace {

bool known(const Registry& registry, Kind kind, std::string_view id) {
  const std::vector<std::string> ids = registry.ids(kind);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// "searcher:random" is one subject, "random" every kind that has the id.
std::vector<Provided> find_subjects(const Registry& registry, std::string_view text) {
  std::string_view wanted;
  std::string_view id = text;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    wanted = text.substr(0, colon);
    id = text.substr(colon + 1);
  }
  std::vector<Provided> found;
  for (const Kind kind : kAllKinds)
    if ((wanted.empty() || wanted == to_text(kind)) && known(registry, kind, id))
      found.push_back({kind, std::string(id)});
  return found;
}

Error not_found(const Registry& registry, std::string_view id) {
  std::vector<std::string> ids;
  for (const Kind kind : kAllKinds)
    for (const std::string& name : registry.ids(kind)) ids.push_back(name);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Error error{ErrorCode::not_found, fmt::format("nothing is registered as '{}'", id)};
  if (const std::string near = nearest(id, ids); !near.empty())
    error.notes.push_back(fmt::format("did you mean '{}'?", near));
  error.notes.push_back(fmt::format("registered: {}", fmt::join(ids, ", ")));
  return error;
}

// Looks the subject up, which loads its plugin, and runs what is to be checked of its kind.
Result<void> check_subject(conformance::Checks& checks, const Provided& subject) {
  Registry& registry = checks.registry();
  const std::string& id = subject.id;
  checks.set_subject(subject);
  const auto with = [](const auto& found, auto&& check) -> Result<void> {
    if (!found) return found.error();
    check(*found);
    return {};
  };
  using namespace conformance;
  switch (subject.kind) {
    case Kind::domain:
      return with(registry.domain(id), [&](auto* it) { check_domain(checks, id, *it); });
    case Kind::language:
      return with(registry.language(id),
                  [&](auto* it) { check_registered_language(checks, id, *it); });
    case Kind::inductor:
      check_inductor(checks, id);
      return {};
    case Kind::interpreter:
      check_interpreter(checks, id);
      return {};
    case Kind::searcher:
      return with(registry.searcher(id), [&](auto* it) { check_searcher(checks, id, *it); });
    case Kind::trainer:
      return with(registry.trainer(id), [&](auto* it) { check_trainer(checks, id, *it); });
    case Kind::task_reader:
      return with(registry.task_reader(id), [&](auto* it) { check_task_reader(checks, id, *it); });
    case Kind::solver:
      return with(registry.solver(id), [&](auto& it) { check_solver(checks, id, it); });
  }
  return {};
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "FAILED";
    case Verdict::skipped:
      return "skipped";
  }
  return "";
}

}  // namespace

std::size_t ConformanceReport::count(Verdict verdict) const {
  const auto is = [&](const ConformanceCheck& check) { return check.verdict == verdict; };
  return static_cast<std::size_t>(std::count_if(checks.begin(), checks.end(), is));
}

bool ConformanceReport::passed() const {
  const auto has_pass = [&](const Provided& subject) {
    return std::any_of(checks.begin(), checks.end(), [&](const ConformanceCheck& check) {
      return check.subject == subject && check.verdict == Verdict::passed;
    });
  };
  return !checks.empty() && std::all_of(checks.begin(), checks.end(), [&](const auto& check) {
    return check.verdict != Verdict::failed && has_pass(check.subject);
  });
}

Result<ConformanceReport> run_conformance(Registry& registry, std::string_view id,
                                          const ConformanceOptions& options) {
  std::vector<Provided> subjects = find_subjects(registry, id);
  if (subjects.empty()) {
    registry.load_all();  // a plugin without a manifest tells its ids only once it is loaded
    subjects = find_subjects(registry, id);
  }
  if (subjects.empty()) return not_found(registry, id);
  ConformanceReport report;
  conformance::Checks checks(registry, options, report);
  for (const Provided& subject : subjects) {
    if (Result<void> loaded = check_subject(checks, subject); !loaded) return loaded.error();
  }
  return report;
}

std::string to_text(const ConformanceReport& report, bool all) {
  std::string text;
  for (const ConformanceCheck& check : report.checks) {
    if (!all && check.verdict == Verdict::passed) continue;
    text += fmt::format("{:7}  {} {}: {}", word(check.verdict), to_text(check.subject.kind),
                        check.subject.id, check.name);
    if (!check.detail.empty()) text += fmt::format(": {}", check.detail);
    text += '\n';
  }
  return text + fmt::format("{} checks passed, {} failed, {} skipped\n",
                            report.count(Verdict::passed), report.count(Verdict::failed),
                            report.count(Verdict::skipped));
}

}  // namespace inkling
