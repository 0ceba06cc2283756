#include <unistd.h>

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

const Domain* domain_with_tape(Registry& registry) {
  for (const std::string& id : registry.ids(Kind::domain))
    if (const auto domain = registry.domain(id); domain && make_codec(**domain, "").ok())
      return *domain;
  return nullptr;
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
    const Domain* domain = domain_with_tape(checks.registry());
    if (domain == nullptr) throw Skip{"there is no domain with a tape"};
    const auto language = checks.registry().language_of(*domain);
    const Folder folder(id);
    for (const char* call : {"first", "second"}) {
      std::stop_source source;
      const auto outcome =
          trainer.train(*domain, language ? *language : nullptr, Params(info.params), folder.path(),
                        spent_budget(source), nullptr);
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
