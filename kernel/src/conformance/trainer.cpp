#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <inkling/trainer.hpp>

#include "checks.hpp"

namespace inkling::conformance {
namespace {

namespace fs = std::filesystem;

// A folder of this process alone that goes when the check is done.
class Folder {
 public:
  explicit Folder(std::string_view id)
      : path_(fs::temp_directory_path() / fmt::format("inkling-check-{}-{}", id, ::getpid())) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::vector<const Domain*> domains_with_tape(Registry& registry) {
  std::vector<const Domain*> found;
  for (const std::string& id : registry.ids(Kind::domain))
    if (const auto domain = registry.domain(id); domain && make_codec(**domain, "").ok())
      found.push_back(*domain);
  return found;
}

// A budget whose stop token was triggered before it began.
Budget spent_budget(std::stop_source& source) {
  source.request_stop();
  BudgetLimits limits;
  limits.time = std::chrono::nanoseconds(0);
  return Budget(limits, source.get_token());
}

}  // namespace

void check_trainer(Checks& checks, std::string_view id, const Trainer& trainer) {
  const TrainerInfo& info = trainer.info();
  checks.run("its texts are complete", [&] { return check_texts(id, info.id, info.summary); });
  check_params(checks, info.params);
  checks.run("it stops at the token and can be continued", [&]() -> Finding {
    const std::vector<const Domain*> domains = domains_with_tape(checks.registry());
    if (domains.empty()) throw Skip{"there is no domain with a tape"};
    const Folder folder(id);
    const auto train = [&](const Domain& domain) {
      const auto language = checks.registry().language_of(domain);
      std::stop_source source;
      return trainer.train(domain, language ? *language : nullptr, Params(info.params),
                           folder.path(), spent_budget(source), nullptr);
    };
    // A trainer may be one of some languages only.
    const auto taken = std::find_if(domains.begin(), domains.end(), [&](const Domain* domain) {
      const auto outcome = train(*domain);
      return outcome || outcome.error().code != ErrorCode::unsupported;
    });
    if (taken == domains.end()) return "it takes none of the domains with a tape";
    for (const char* call : {"second", "third"}) {
      const auto outcome = train(**taken);
      if (!outcome) return fmt::format("the {} call: {}", call, to_text(outcome.error()));
      if (outcome->finished()) return fmt::format("the {} call trained to the end", call);
      if (outcome->step != 0)
        return fmt::format("the {} call made {} steps after its stop token was triggered", call,
                           outcome->step);
    }
    return {};
  });
}

}  // namespace inkling::conformance
