// Searches of `enumerate` that a test's own inductor leads.
#pragma once

#include <inkling/inductor.hpp>
#include <inkling/searcher.hpp>

#include "language_domain.hpp"
#include "searcher.hpp"

namespace inkling::enumerate {

// With a limit of evaluations; the one of time is only there to end.
inline Result<Outcome> search(const LanguageDomain& domain, const Task& task,
                              const Inductor* inductor, std::uint64_t evaluations,
                              const std::string& params, unsigned threads = 1) {
  const auto searcher = make_searcher();
  Toolbox tools;
  tools.domain = &domain;
  tools.inductor = inductor;
  tools.interpreter = domain.language();
  tools.language = domain.language();
  BudgetLimits limits;
  limits.time = std::chrono::seconds(120);
  limits.evaluations = evaluations;
  limits.threads = threads;
  return searcher->search(task, tools, Params::parse(searcher->info().params, params).value(), 0,
                          Budget(limits), nullptr);
}

}  // namespace inkling::enumerate
