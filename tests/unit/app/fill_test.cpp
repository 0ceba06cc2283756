#include <gmock/gmock.h>

#include <functional>
#include <inkling/app/fill.hpp>
#include <inkling/searcher.hpp>
#include <memory>
#include <stop_token>

#include "support/bare_domain.hpp"

namespace inkling::app {
namespace {

using ::testing::HasSubstr;

class TextDomain : public test::BareDomain {
 public:
  TextDomain() { info_ = {"text", "Text", "takes everything", {}, {}, {"finder"}}; }
};

struct Log {
  std::stop_source person;
  int searches = 0;
  int runs = 0;
  int stop_at = -1;           // the run during which the person presses Ctrl-C
  std::size_t questions = 0;  // of the last one
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
  EXPECT_FALSE(outcome->header) << "nobody looked";
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
  EXPECT_EQ(outcome->columns[0].filled(), std::size_t{kRows});
}

// ---- A world of three programs, whose search proposes them all.

const std::string& first_of(std::span<const Value> inputs) {
  return inputs.front().as_string();
}

struct Known {
  std::string name;
  std::size_t size;
  std::function<Value(std::span<const Value>)> run;
};

const std::vector<Known>& known() {
  static const std::vector<Known> programs{
      {"greet", 3, [](auto in) { return Value("hello " + first_of(in)); }},
      {"initial", 3, [](auto in) { return Value(first_of(in).substr(0, 1)); }},
      {"initial or more", 4,
       [](auto in) {
         return first_of(in).size() > 4 ? Value(first_of(in)) : Value(first_of(in).substr(0, 1));
       }},
      {"initial, or \"mark\" for a name", 12,
       [](auto in) {
         return first_of(in) == "name" ? Value("mark") : Value(first_of(in).substr(0, 1));
       }},
      {"undefined for zoe", 3,
       [](auto in) { return first_of(in) == "zoe" ? Value() : Value(first_of(in) + "!"); }},
  };
  return programs;
}

class KnownPrograms : public Interpreter {
 public:
  const InterpreterInfo& info() const override { return info_; }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    for (const Known& it : known())
      if (it.name == program.text()) return it.run(inputs);
    return Error{ErrorCode::internal, "no such program"};
  }

 private:
  InterpreterInfo info_{"known", "three programs"};
};

class ProposesAll : public Searcher {
 public:
  explicit ProposesAll(std::shared_ptr<Log> log) : log_(std::move(log)) {}
  const SearcherInfo& info() const override { return info_; }
  Result<Outcome> search(const Task& task, const Toolbox&, const Params&, std::uint64_t,
                         const Budget&, ProgressSink*) const override {
    ++log_->searches;
    log_->questions = task.queries.size();
    Outcome outcome;
    for (const Known& it : known())
      outcome.candidates.push_back(
          {Program::symbolic("known", it.name, it.size, nullptr), static_cast<double>(it.size)});
    return outcome;
  }

 private:
  std::shared_ptr<Log> log_;
  SearcherInfo info_{"all", "proposes all"};
};

class KnownDomain : public test::BareDomain {
 public:
  KnownDomain() { info_ = {"text", "Text", "takes everything", {}, {}, {"all"}}; }
};

class FillKnown : public ::testing::Test {
 protected:
  FillKnown() : log_(std::make_shared<Log>()), registry_(nowhere()) {
    EXPECT_TRUE(registry_.add("test", [&](Registrar& registrar) {
      registrar.add<Domain>("text", [] { return std::make_unique<KnownDomain>(); });
      registrar.add<Interpreter>("known",
                                 [](const Domain&) { return std::make_unique<KnownPrograms>(); });
      registrar.add<Searcher>("all", [log = log_] { return std::make_unique<ProposesAll>(log); });
      registrar.add_solver({"all", "proposes all", "all", "", "known"});
    }));
    options_.name = "people.csv";
    options_.all = true;  // how sure the cells are is another question
  }

  static RegistryOptions nowhere() {
    RegistryOptions options;
    options.use_environment = options.use_default_dir = false;
    return options;
  }

  Result<FillOutcome> fill(std::vector<CsvRow> rows) {
    CsvTable table;
    table.rows = std::move(rows);
    return fill_table(registry_, std::move(table), options_, {});
  }

  std::string refusal(std::vector<CsvRow> rows) {
    const auto outcome = fill(std::move(rows));
    return outcome ? "it was filled" : to_text(outcome.error());
  }

  std::shared_ptr<Log> log_;
  Registry registry_;
  FillOptions options_;
};

TEST_F(FillKnown, AHeaderIsNeverLearned) {
  const auto outcome = fill({{"name", "mark"}, {"ada", "a"}, {"bob", "b"}, {"zoe", ""}});
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->header) << "the one program that fits it is an exception for it";
  EXPECT_THAT(outcome->header_why, HasSubstr("does not follow"));
  EXPECT_EQ(outcome->columns[0].program, "initial");
  EXPECT_EQ(outcome->columns[0].name, "'mark'");
  EXPECT_EQ(outcome->table.rows.back(), (CsvRow{"zoe", "z"}));
  EXPECT_EQ(log_->questions, 1u) << "solvers see the rows without the cell";
}

TEST_F(FillKnown, AFirstRowThatFollowsIsData) {
  const auto outcome = fill({{"eve", "e"}, {"ada", "a"}, {"bob", "b"}, {"zoe", ""}});
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_FALSE(outcome->header);
  EXPECT_EQ(outcome->columns[0].examples, 3u);
  // It follows the second program of the other rows.
  const auto second = fill({{"amelia", "amelia"}, {"ada", "a"}, {"bob", "b"}, {"sonia", ""}});
  ASSERT_TRUE(second) << to_text(second.error());
  EXPECT_FALSE(second->header);
  EXPECT_EQ(second->table.rows.back(), (CsvRow{"sonia", "sonia"}));
}

TEST_F(FillKnown, OneExampleIsWarnedOf) {
  const auto one = fill({{"name", "mark"}, {"ada", "a"}, {"zoe", ""}});
  ASSERT_TRUE(one) << to_text(one.error());
  EXPECT_THAT(one->columns[0].warnings, testing::ElementsAre(HasSubstr("only one example")));
  const auto two = fill({{"name", "mark"}, {"ada", "a"}, {"bob", "b"}, {"zoe", ""}});
  ASSERT_TRUE(two) << to_text(two.error());
  EXPECT_THAT(two->columns[0].warnings, testing::IsEmpty());
  // The first row follows: it is the second example.
  const auto first = fill({{"eve", "e"}, {"ada", "a"}, {"zoe", ""}});
  ASSERT_TRUE(first) << to_text(first.error());
  EXPECT_FALSE(first->header);
  EXPECT_THAT(first->columns[0].warnings, testing::IsEmpty());
}

TEST_F(FillKnown, KindsOfCellsDecideWithOneSearch) {
  const auto outcome =
      fill({{"name", "age", "mark"}, {"ada", "7", "a"}, {"bob", "8", "b"}, {"zoe", "9", ""}});
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->header);
  EXPECT_THAT(outcome->header_why, HasSubstr("'age' holds numbers"));
  EXPECT_EQ(log_->searches, 1);
}

TEST_F(FillKnown, WhatIsNotSureStaysAndReadingsThatDifferAreNamed) {
  options_.header = FillOptions::Header::no;
  options_.all = false;
  options_.sure = 0.8;  // between what all programs say and what they do not
  const std::vector<CsvRow> rows{{"ada", "a"}, {"bob", "b"}, {"zoe", ""}, {"amelia", ""}};
  const auto outcome = fill(rows);
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  ASSERT_EQ(outcome->columns[0].cells.size(), 2u);
  EXPECT_TRUE(outcome->columns[0].cells[0].others.empty());
  EXPECT_EQ(outcome->columns[0].cells[1].text, "a");
  EXPECT_EQ(outcome->columns[0].cells[1].others, (std::vector<std::string>{"amelia"}));
  EXPECT_EQ(outcome->table.rows[2], (CsvRow{"zoe", "z"}));
  EXPECT_EQ(outcome->table.rows[3], (CsvRow{"amelia", ""})) << "not sure: left as it was";
  EXPECT_EQ(outcome->columns[0].filled(), 1u);
  EXPECT_EQ(outcome->columns[0].unsure(), 1u);
  EXPECT_EQ(outcome->columns[0].ask, 3u) << "the cell that tells the readings apart";
  options_.all = true;
  const auto all = fill(rows);
  ASSERT_TRUE(all) << to_text(all.error());
  EXPECT_EQ(all->table.rows[3], (CsvRow{"amelia", "a"}));
  EXPECT_EQ(all->columns[0].filled(), 2u);
  EXPECT_EQ(all->columns[0].unsure(), 0u);
}

TEST_F(FillKnown, BlankCellsAreFilled) {
  options_.header = FillOptions::Header::no;
  const std::vector<CsvRow> rows{{"ada", "a"}, {"bob", "b"}, {"eve", " "}, {"zoe", "N/A"}, {""}};
  const auto outcome = fill(rows);
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_EQ(outcome->table.rows[2], (CsvRow{"eve", "e"}));
  EXPECT_EQ(outcome->table.rows[3], (CsvRow{"zoe", "z"}));
  options_.blanks.texts = {"-"};
  const auto dashes = fill(rows);
  ASSERT_TRUE(dashes) << to_text(dashes.error());
  EXPECT_FALSE(dashes->solved()) << "N/A is a cell like any other";
  EXPECT_EQ(dashes->columns[0].misfit, 3u);
  EXPECT_EQ(dashes->table.rows, rows);
}

TEST_F(FillKnown, UndefinedCellsStayAsTheyWere) {
  options_.header = FillOptions::Header::no;
  const auto outcome = fill({{"ada", "ada!"}, {"bob", "bob!"}, {"zoe", "N/A"}, {"eve", ""}});
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_EQ(outcome->columns[0].undefined, 1u);
  EXPECT_EQ(outcome->columns[0].unsure(), 0u);
  EXPECT_EQ(outcome->columns[0].filled(), 1u);
  EXPECT_EQ(outcome->table.rows[2], (CsvRow{"zoe", "N/A"}));
}

TEST_F(FillKnown, AnyColumnsByNameOrNumber) {
  options_.columns = {"mark", "3"};
  const std::vector<CsvRow> rows{
      {"name", "mark", "greeting"}, {"ada", "", "hello ada"}, {"bob", "b", ""}, {"zoe", "z", ""}};
  const auto outcome = fill(rows);
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->header) << "it names a column";
  ASSERT_EQ(outcome->columns.size(), 2u);
  EXPECT_EQ(outcome->table.rows[1], (CsvRow{"ada", "a", "hello ada"}));
  EXPECT_EQ(outcome->table.rows[2], (CsvRow{"bob", "b", "hello bob"}));
}

TEST_F(FillKnown, AllColumnsOrNone) {
  options_.columns = {"mark", "other"};
  const std::vector<CsvRow> rows{
      {"name", "mark", "other"}, {"ada", "", "x"}, {"bob", "b", ""}, {"zoe", "z", "y"}};
  const auto outcome = fill(rows);
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->columns[0].solved());
  EXPECT_FALSE(outcome->columns[1].solved());
  EXPECT_EQ(outcome->table.rows, rows);
}

TEST_F(FillKnown, WrongColumnsAreNamed) {
  const std::vector<CsvRow> rows{{"name", "mark", "name"}, {"ada", "a", ""}};
  options_.columns = {"mrak"};
  EXPECT_THAT(refusal(rows), HasSubstr("there is no column 'mrak'"));
  options_.columns = {"4"};
  EXPECT_THAT(refusal(rows), HasSubstr("a number from 1 to 3"));
  options_.columns = {"name"};
  EXPECT_THAT(refusal(rows), HasSubstr("columns 1 and 3 are both named 'name'"));
  options_.columns = {"1", "2", "3"};
  EXPECT_THAT(refusal(rows), HasSubstr("none is left"));
}

TEST_F(FillKnown, ShortRowsAreNamedAndRefused) {
  const std::vector<CsvRow> rows{{"ada", "x", "a"}, {"bob", "b"}, {"eve", "x", "e"}, {"zoe"}, {""}};
  const std::string said = refusal(rows);
  EXPECT_THAT(said, HasSubstr("2 rows have fewer cells than the first row, which has 3"));
  EXPECT_THAT(said, HasSubstr("line 2 (bob, b); line 4 (zoe)"));
  EXPECT_THAT(said, HasSubstr("--short-rows"));
  options_.short_rows = true;
  const auto outcome = fill(rows);
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_EQ(outcome->table.rows[3], (CsvRow{"zoe", "", "z"}));
  EXPECT_EQ(outcome->table.rows[4], (CsvRow{""}));
}

}  // namespace
}  // namespace inkling::app
