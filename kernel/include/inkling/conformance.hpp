// The conformance suite: what every component promises by its interface, checked on the component
// itself. `inkling selftest ID` and the tests run it over everything that is registered.
#pragma once

#include <chrono>
#include <cstdint>
#include <inkling/registry.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

struct ConformanceOptions {
  std::uint64_t seed = 1;
  std::size_t tasks = 20;    // generated per domain, and 3 more per value of a choice parameter
  std::size_t searches = 2;  // generated tasks per domain that a search is put through
  std::uint64_t evaluations = 5000;     // limit of the searches that are compared with each other
  std::chrono::milliseconds time{200};  // limit of the searches that have no other
  // Processor time that a search may take once its time is over or it was told to stop:
  // 100 ms + slack. It is stopped at looks at its budget that are counted, whatever the clock says.
  std::chrono::milliseconds slack{100};
};

enum class Verdict { passed, failed, skipped };

struct ConformanceCheck {
  Provided subject{};  // kind and id: "domain", "lists"
  std::string name;    // "same seed gives the same task"
  Verdict verdict = Verdict::passed;
  std::string detail{};  // what was wrong and on which input, or why it was skipped
};

struct ConformanceReport {
  std::vector<ConformanceCheck> checks;
  INKLING_API std::size_t count(Verdict verdict) const;
  // Nothing failed, and for every subject something passed.
  INKLING_API bool passed() const;
};

// Runs the suite over everything of that id: a domain (with its language and codec), inductor,
// interpreter, searcher or solver. Where several kinds share an id all are checked;
// "searcher:random" names one. Blocks for some seconds per subject, in which the clock of searches
// is set ahead and back. A component that throws has failed the check in which it did. Errors:
// not_found with the nearest match, plugin (it could not be loaded).
INKLING_API Result<ConformanceReport> run_conformance(Registry& registry, std::string_view id,
                                                      const ConformanceOptions& options = {});

// One line per check, "passed  domain lists: same seed gives the same task", and a summary line.
// Without `all` only what failed or was skipped is listed.
INKLING_API std::string to_text(const ConformanceReport& report, bool all = true);

}  // namespace inkling
