#include <gtest/gtest.h>

#include <inkling/app/fill.hpp>
#include <inkling/searcher.hpp>
#include <memory>
#include <stop_token>

#include "support/bare_domain.hpp"

namespace inkling::app {
namespace {

class TextDomain : public test::BareDomain {
 public:
  TextDomain() { info_ = {"text", "Text", "takes everything", {}, {}, {"stopper"}}; }
};

// Never runs: nothing is found.
class NoPrograms : public Interpreter {
 public:
  const InterpreterInfo& info() const override { return info_; }
  Result<Value> run(const Program&, std::span<const Value>) const override { return Value(); }

 private:
  InterpreterInfo info_{"none", "no programs"};
};

struct Log {
  std::stop_source person;
  int searches = 0;
};

// The person presses Ctrl-C during the first search.
class Interrupted : public Searcher {
 public:
  explicit Interrupted(std::shared_ptr<Log> log) : log_(std::move(log)) {}
  const SearcherInfo& info() const override { return info_; }
  Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t, const Budget&,
                         ProgressSink*) const override {
    ++log_->searches;
    log_->person.request_stop();
    Outcome outcome;
    outcome.reason = StopReason::cancelled;
    return outcome;
  }

 private:
  std::shared_ptr<Log> log_;
  SearcherInfo info_{"stopper", "is stopped"};
};

TEST(Fill, AStopStartsNoSecondSearchForAHeader) {
  auto log = std::make_shared<Log>();
  RegistryOptions nowhere;
  nowhere.use_environment = nowhere.use_default_dir = false;
  Registry registry(nowhere);
  ASSERT_TRUE(registry.add("test", [&](Registrar& registrar) {
    registrar.add<Domain>("text", [] { return std::make_unique<TextDomain>(); });
    registrar.add<Interpreter>("none",
                               [](const Domain&) { return std::make_unique<NoPrograms>(); });
    registrar.add<Searcher>("stopper", [log] { return std::make_unique<Interrupted>(log); });
    registrar.add_solver({"stopper", "is stopped", "stopper", "", "none"});
  }));
  CsvTable table;
  table.rows = {{"name", "greeting"}, {"ada", "hello ada"}, {"bo", "hello bo"}, {"zoe", ""}};
  FillOptions options;
  options.name = "people.csv";
  const auto outcome = fill_table(registry, table, options, log->person.get_token());
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->stopped);
  EXPECT_FALSE(outcome->header_detected) << "nobody looked";
  EXPECT_EQ(log->searches, 1);
  EXPECT_EQ(outcome->table.rows, table.rows);
}

}  // namespace
}  // namespace inkling::app
