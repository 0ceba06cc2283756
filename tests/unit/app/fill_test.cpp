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
  TextDomain() { info_ = {"text", "Text", "takes everything", {}, {}, {"finder"}}; }
};

struct Log {
  std::stop_source person;
  int searches = 0;
  int runs = 0;
  int stop_at = -1;  // the run during which the person presses Ctrl-C
};

// Every program greets.
class Greeting : public Interpreter {
 public:
  explicit Greeting(std::shared_ptr<Log> log) : log_(std::move(log)) {}
  const InterpreterInfo& info() const override { return info_; }
  Result<Value> run(const Program&, std::span<const Value> inputs) const override {
    if (++log_->runs == log_->stop_at) log_->person.request_stop();
    return Value("hello " + inputs[0].as_string());
  }

 private:
  std::shared_ptr<Log> log_;
  InterpreterInfo info_{"greeting", "greets"};
};

// Finds the program, or is stopped by the person before.
class Finder : public Searcher {
 public:
  Finder(std::shared_ptr<Log> log, bool stopped) : log_(std::move(log)), stopped_(stopped) {}
  const SearcherInfo& info() const override { return info_; }
  Result<Outcome> search(const Task&, const Toolbox&, const Params&, std::uint64_t, const Budget&,
                         ProgressSink*) const override {
    ++log_->searches;
    Outcome outcome;
    if (stopped_) {
      log_->person.request_stop();
      outcome.reason = StopReason::cancelled;
    } else {
      outcome.candidates.push_back({Program::symbolic("greeting", "greet", 1, nullptr)});
    }
    return outcome;
  }

 private:
  std::shared_ptr<Log> log_;
  bool stopped_;
  SearcherInfo info_{"finder", "finds or is stopped"};
};

std::unique_ptr<Registry> registry_of(const std::shared_ptr<Log>& log, bool stopped) {
  RegistryOptions nowhere;
  nowhere.use_environment = nowhere.use_default_dir = false;
  auto registry = std::make_unique<Registry>(nowhere);
  const auto added = registry->add("test", [&](Registrar& registrar) {
    registrar.add<Domain>("text", [] { return std::make_unique<TextDomain>(); });
    registrar.add<Interpreter>("greeting",
                               [log](const Domain&) { return std::make_unique<Greeting>(log); });
    registrar.add<Searcher>("finder",
                            [log, stopped] { return std::make_unique<Finder>(log, stopped); });
    registrar.add_solver({"finder", "finds or is stopped", "finder", "", "greeting"});
  });
  EXPECT_TRUE(added) << to_text(added.error());
  return registry;
}

TEST(Fill, AStopStartsNoSecondSearchForAHeader) {
  auto log = std::make_shared<Log>();
  const auto registry = registry_of(log, true);
  CsvTable table;
  table.rows = {{"name", "greeting"}, {"ada", "hello ada"}, {"bo", "hello bo"}, {"zoe", ""}};
  FillOptions options;
  options.name = "people.csv";
  const auto outcome = fill_table(*registry, table, options, log->person.get_token());
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->stopped);
  EXPECT_FALSE(outcome->header_detected) << "nobody looked";
  EXPECT_EQ(log->searches, 1);
  EXPECT_EQ(outcome->table.rows, table.rows);
}

// While the program is checked on the rows, and while it fills them.
TEST(Fill, AStopEndsALongTableToo) {
  constexpr int kRows = 5000;
  CsvTable table;
  for (int i = 0; i < 2 * kRows; ++i) {
    const std::string name = "n" + std::to_string(i);
    table.rows.push_back({name, i < kRows ? "hello " + name : ""});
  }
  FillOptions options;
  options.name = "people.csv";
  options.header = FillOptions::Header::no;
  for (const int stop_at : {kRows / 2, kRows + kRows / 2}) {
    auto log = std::make_shared<Log>();
    log->stop_at = stop_at;
    const auto registry = registry_of(log, false);
    const auto outcome = fill_table(*registry, table, options, log->person.get_token());
    ASSERT_TRUE(outcome) << to_text(outcome.error());
    EXPECT_TRUE(outcome->stopped);
    EXPECT_EQ(log->runs, stop_at);
  }
  auto log = std::make_shared<Log>();
  const auto registry = registry_of(log, false);
  const auto outcome = fill_table(*registry, table, options, log->person.get_token());
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->stopped);
  EXPECT_EQ(outcome->filled, std::size_t{kRows});
}

}  // namespace
}  // namespace inkling::app
